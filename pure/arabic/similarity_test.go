package arabic

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSimilarity(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		from, to int
	}{
		// the same, typed otherwise
		{"مؤسسة الإحسان", "موسسه الاحسان", 1000, 1000}, {"Şehba", "SEHBA", 1000, 1000},
		{"خالد الحموي", "الحموي خالد", 950, 1000}, {"Khaled Hamwi", "Hamwi, Khaled", 950, 1000},
		{"جمعية الخابور", "الخابور", 900, 990}, {"مؤسسة النور للتنمية", "جمعية النور للتنمية", 850, 990},
		{"جمعية التنمية والصحة", "جمعية الصحة والتنمية", 950, 1000},
		// slips of the pen
		{"مؤسسة الياسمين للتعليم", "مؤسسة اليلسمين للتعليم", 900, 990}, {"Khabour Foundation", "Khabur Fundation", 850, 990},
		{"دار السلام", "دارالسلام", 0, 1000}, {"Abu Bakr Hamwi", "Abubakr Hamwi", 850, 990}, {"Beit Nahrain", "Beitnahrain", 850, 990},
		// across scripts
		{"خالد الحموي", "Khaled Hamwi", 900, 990}, {"خالد الحموي", "Halid Hamevi", 900, 990}, {"Khaled Hamwi", "Halit Hamevi", 850, 990},
		{"مؤسسة الخابور للتنمية", "Khabour Development Foundation", 900, 990}, {"Habur Kalkınma Vakfı", "مؤسسة الخابور للتنمية", 900, 990},
		{"Yusuf", "Youssef", 900, 990}, {"Mehmet", "Muhammed", 900, 990}, {"عبد الرحمن", "Abdurrahman", 900, 990},
		// not the same
		{"مؤسسة النور للتنمية", "مؤسسة الغيث للتنمية", 0, 500}, {"جمعية الياسمين للصحة", "جمعية الياسمين للإعلام", 500, 840},
		{"جمعية", "جمعية الخابور", 0, 400}, {"Association for Development", "Association for Health", 0, 500},
		{"محمد علي", "محمود علي", 0, 990}, {"Mohammad Ali", "محمود علي", 0, 849}, {"Hassan", "حسين", 0, 800}, {"Hassan", "Hussein", 0, 800},
		{"مدرسة ١", "مدرسة ٢", 0, 300}, {"خالد", "سامر", 0, 0}, {"", "خالد", 0, 0}, {"", "", 0, 0}, {"...", "...", 0, 0},
	} {
		if got := Similarity(c.a, c.b); got < c.from || got > c.to {
			t.Errorf("Similarity(%q, %q) = %d, want %d to %d", c.a, c.b, got, c.from, c.to)
		}
	}
}

// Published values of the measure (Winkler 1990, and the table of the U.S.
// Census Bureau's strcmp95), in thousandths rounded down at each step.
func TestJaroWinkler(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"MARTHA", "MARHTA", 961}, {"DIXON", "DICKSONX", 813}, {"DWAYNE", "DUANE", 840}, {"JONES", "JOHNSON", 832},
		{"ABC", "XYZ", 0}, {"A", "A", 1000},
	} {
		if got := jaroWinkler([]rune(c.a), []rune(c.b)); got < c.want-2 || got > c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestSimilarityProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkSimilarity(t, names().Draw(t, "a"), names().Draw(t, "b"))
	})
}

func checkSimilarity(t fataler, a, b string) {
	there, back := Similarity(a, b), Similarity(b, a)
	if there != back {
		t.Fatalf("Similarity(%q, %q) = %d, but %d the other way", a, b, there, back)
	}
	if there < 0 || there > 1000 {
		t.Fatalf("Similarity(%q, %q) = %d", a, b, there)
	}
	if same := Key(a) == Key(b) && Key(a) != ""; same != (there == 1000) {
		t.Fatalf("Similarity(%q, %q) = %d, keys %q and %q", a, b, there, Key(a), Key(b))
	}
	if self := Similarity(a, Key(a)); Key(a) != "" && self != 1000 {
		t.Fatalf("%q is similar to its key by %d", a, self)
	}
}

func BenchmarkSimilarity(b *testing.B) {
	n, m := Prepare("مؤسسة الخابور لرعاية الأيتام"), Prepare("Khabour Foundation for Orphans")
	b.Run("prepared", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n.Similarity(m)
		}
	})
	b.Run("prepare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Prepare("مؤسسة الخابور لرعاية الأيتام")
		}
	})
}
