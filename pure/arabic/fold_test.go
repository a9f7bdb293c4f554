package arabic

import "testing"

func TestKey(t *testing.T) {
	for _, c := range [][2]string{{"أَحْمَد", "احمد"}, {"السالم", "سالم"}, {"ﷺ", "صلي الله عليه وسلم"}, {"Al-Khatib", "khatib"}} {
		if Key(c[0]) != c[1] {
			t.Error(c[0], Key(c[0]), c[1])
		}
	}
}
func BenchmarkKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Key("مؤسسة الخابور لرعاية الأيتام في ريف حلب")
	}
}
func BenchmarkKeyLatin(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Key("Khabour Foundation for Human Rights, Şehba Çocuk Koruma Girişimi")
	}
}
