package arabic

import (
	"strings"
	"sync"
)

// class says how much a word of a name tells one organisation from another.
type class int

const (
	plain class = iota // a word of its own: Khabour, الزيتون
	field              // what many work on: relief, التعليم, gençlik
	kind               // what many are or do: association, مؤسسة, vakfı, support
	stop               // articles, prepositions, titles: for, و, Dr
)

// meaning is what a common word stands for in all three languages.
type meaning struct {
	id    string
	class class
}

// meaningOf returns the meaning of a folded word, if it is a common one.
func meaningOf(word string) (meaning, bool) {
	m, ok := dictionary()[word]
	return m, ok
}

var dictionary = sync.OnceValue(func() map[string]meaning {
	d := map[string]meaning{}
	for c, list := range [...]string{field: fields, kind: kinds, stop: stops} {
		for _, line := range splitLines(list) {
			for _, w := range words(line.forms, false, false) {
				d[w] = meaning{line.id, class(c)}
			}
		}
	}
	return d
})

type entry struct{ id, forms string }

func splitLines(list string) (entries []entry) {
	for line := range strings.Lines(list) {
		if id, forms, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			entries = append(entries, entry{id, forms})
		}
	}
	return entries
}

// One meaning a line. Words are folded when the dictionary is read; على is not
// among the small words because folded it is علي.
const (
	kinds = `
association: جمعية جمعيات الجمعية association associations assoc dernek derneği dernekler dernekleri
foundation: مؤسسة مؤسسات وقف foundation foundations waqf vakıf vakfı vakıflar
organisation: منظمة منظمات organisation organization organisations organizations org ngo örgüt örgütü kuruluş kuruluşu stk
centre: مركز مراكز centre center centres centers merkez merkezi
union: رابطة روابط اتحاد اتحادات union league federation confederation birlik birliği federasyon federasyonu konfederasyon
assembly: تجمع تجمعات assembly gathering topluluk topluluğu
commission: هيئة هيئات commission authority body kurul kurulu heyet heyeti
initiative: مبادرة مبادرات initiative initiatives girişim girişimi inisiyatif inisiyatifi
network: شبكة شبكات network networks ağ ağı
committee: لجنة لجان committee committees komite komitesi komisyon komisyonu
institute: معهد معاهد institute institut enstitü enstitüsü
council: مجلس مجالس council board meclis meclisi konsey konseyi
forum: منتدى ملتقى forum forumu platform platformu
team: فريق فرق team teams ekip ekibi takım takımı
group: مجموعة مجموعات group groups grup grubu
movement: حركة movement hareket hareketi
syndicate: نقابة syndicate sendika sendikası
office: مكتب office bureau ofis ofisi büro bürosu
project: مشروع مشاريع project projects proje projesi
campaign: حملة campaign kampanya kampanyası
school: مدرسة مدارس school okul okulu
hospital: مشفى مستشفى hospital hastane hastanesi
support: دعم مساندة support destek
care: رعاية كفالة care sponsorship bakım`

	fields = `
development: تنمية تنموية تنموي تطوير development kalkınma gelişim geliştirme
relief: إغاثة إغاثية إغاثي مساعدة مساعدات relief aid assistance yardım yardımlaşma
health: صحة صحية صحي طبية طبي health medical medicine sağlık tıbbi tıp
education: تعليم تعليمية تعليمي تربية تربوية تربوي education educational eğitim
youth: شباب شبابية شبابي شبيبة youth gençlik gençler gençleri
women: مرأة نساء نسائية نسوية women woman womens kadın kadınlar kadınları
child: طفل أطفال طفولة child children childrens çocuk çocuklar çocukları
protection: حماية protection koruma
rights: حقوق rights hak haklar hakları
human: إنسان إنسانية إنساني human humanitarian insan insani
media: إعلام إعلامية إعلامي صحافة media press medya basın
agriculture: زراعة زراعية زراعي agriculture agricultural farming tarım
water: مياه ماء water su
sanitation: إصحاح نظافة sanitation hygiene wash hijyen
orphans: أيتام يتيم orphans orphan yetim yetimler
charity: خيرية خيري charity charitable hayır hayri
social: اجتماعية اجتماعي social sosyal
culture: ثقافة ثقافية ثقافي culture cultural kültür kültürel
civil: مدني مدنية civil civic sivil
society: مجتمع مجتمعية مجتمعي society community toplum
cooperation: تعاون تعاونية cooperation işbirliği dayanışma تضامن solidarity
peace: سلم peace barış
justice: عدالة justice adalet
training: تدريب training
empowerment: تمكين empowerment güçlendirme
volunteer: تطوع تطوعية تطوعي متطوعين volunteer volunteers voluntary gönüllü gönüllüler
refugees: لاجئين لاجئون refugees refugee mülteci mülteciler
rural: ريف ريفية rural countryside kırsal kırsalı
syrian: سوريا سورية سوري سوريين سوريون syria syrian syrians suriye suriyeli suriyeliler
general: عامة عام general genel
free: حرة حر free özgür
democratic: ديمقراطية ديمقراطي democracy democratic demokrasi demokratik
studies: دراسات بحوث أبحاث studies research araştırma araştırmalar araştırmaları`

	stops = `
and: و and ve und et & û
of: of for the a an in on to at by de du la le les der die das für için ile
in: في من إلى عن مع ل ب أجل
son: بن ابن بنت bin ibn bint ben
title: د دكتور دكتورة مهندس مهندسة أستاذ أستاذة dr prof mr mrs ms eng`
)
