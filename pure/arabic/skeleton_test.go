package arabic

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Spellings of one name, of which each must find every other.
var spellings = [][]string{
	{"خالد", "Khaled", "Khalid", "Halid", "Halit", "Xalid"},
	{"حلب", "Haleb", "Halep", "Aleppo", "Halab", "7alab"},
	{"محمد", "مُحمَّد", "Mohammed", "Muhammed", "Mehmet", "Mohamad", "Muhammet", "Mohamed"},
	{"شام", "الشام", "Cham", "Şam", "Sham"},
	{"دمشق", "Damascus", "Dimashq", "Şam"},
	{"يوسف", "Yusuf", "Youssef", "Yousef", "Yousuf"},
	{"أحمد", "احمد", "Ahmad", "Ahmed", "Ahmet"},
	{"عبد الرحمن", "عبدالرحمن", "Abdul Rahman", "Abdulrahman", "Abdurrahman", "Abd al-Rahman", "Abd ar-Rahman", "Abdel Rahman"},
	{"عبد الله", "عبدالله", "Abdullah", "Abdallah", "Abdalla", "Abd Allah"},
	{"عبد العزيز", "Abdulaziz", "Abdelaziz", "Abdul Aziz"},
	{"عبد القادر", "Abdelkader", "Abdulkadir", "Abdul Qader", "Abd al-Qadir"},
	{"عبد اللطيف", "Abdullatif", "Abdul Latif"},
	{"نور الدين", "نورالدين", "Nureddin", "Nour al-Din", "Nour Eddine", "Nurettin", "Noureddin"},
	{"صلاح الدين", "Selahaddin", "Salah al-Din", "Selahattin", "Salaheldin", "Salah ad-Din"},
	{"نصر الله", "Nasrallah", "Nasrullah"},
	{"أبو بكر", "ابوبكر", "Abu Bakr", "Ebubekir", "Abou Bakr"},
	{"توفيق", "Tawfiq", "Toufic", "Tevfik", "Tawfik"},
	{"رمضان", "Ramadan", "Ramazan"},
	{"رضا", "Rida", "Rıza", "Reda"},
	{"عثمان", "Osman", "Othman", "Uthman"},
	{"صالح", "Saleh", "Salih"},
	{"فاطمة", "فاطمه", "Fatima", "Fatma", "Fatimah"},
	{"أدهم", "Adham", "Edhem"},
	{"فتحي", "Fathi", "Fethi"},
	{"جمال", "Jamal", "Cemal", "Gamal", "Djamal"},
	{"رجب", "Recep", "Rajab", "Receb"},
	{"عمر", "Omar", "Ömer", "Umar", "3omar"},
	{"إبراهيم", "İbrahim", "Ibrahim", "Ebrahim"},
	{"الخطيب", "خطيب", "Khatib", "Al-Khatib", "Alkhatib", "El Hatib", "el-Khateeb"},
	{"الشامي", "Shami", "Al-Shami", "Ash-Shami", "Şami"},
	{"ناصر", "Nasser", "Nasır", "Naser"},
	{"خديجة", "Khadija", "Hatice", "Khadijah"},
	{"عائشة", "Aisha", "Ayşe", "Aicha"},
	{"وائل", "Wael", "Vail", "Ouael"},
	{"حياة", "Hayat"}, {"حماة", "Hama"},
	{"مصطفى", "Mustafa", "Moustafa", "Mostafa"},
	{"حسن", "Hassan", "Hasan"}, {"حسين", "Hussein", "Hüseyin", "Hussain"},
	{"إسماعيل", "Ismail", "İsmail", "Esmail"},
	{"زينب", "Zainab", "Zeynep", "Zeinab"},
	{"مريم", "Maryam", "Meryem", "Mariam"},
	{"سليمان", "Suleiman", "Süleyman", "Sulaiman"},
	{"بشار", "Bashar", "Bachar", "Beşar", "Bashshar"},
	{"ياسمين", "Yasmin", "Yasemin", "Yasmine"},
	{"إدلب", "Idlib", "İdlib", "Edlib"},
	{"دير الزور", "Deir ez-Zor", "Deyrizor", "Deir Ezzor", "Deir al-Zour"},
	{"غازي عنتاب", "Gaziantep"}, {"إسطنبول", "اسطنبول", "Istanbul", "İstanbul"},
	{"اللاذقية", "Latakia", "Lazkiye"}, {"درعا", "Daraa", "Dar'a", "Deraa"}, {"الرقة", "Raqqa", "Rakka"},
	{"القامشلي", "Qamishli", "Kamışlı"}, {"قاسيون", "Qasioun", "Kasiyun"}, {"البيان", "Bayan", "Beyan"},
	{"الفرات", "Euphrates", "Furat", "Fırat"}, {"تدمر", "Tadmur", "Palmira", "Palmyra"},
	{"الرياض", "Riyadh", "Riyad"}, {"ألمانيا", "Germany", "Almanya"},
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(t string) bool { return slices.Contains(b, t) })
}

func TestSpellingsFindEachOther(t *testing.T) {
	for _, group := range spellings {
		for i, a := range group {
			for _, b := range group[i+1:] {
				if !meet(Tokens(a), Tokens(b)) {
					t.Errorf("%s %v and %s %v do not meet", a, Tokens(a), b, Tokens(b))
				}
				if !finds(b, a) || !finds(a, b) {
					t.Errorf("%s and %s do not find each other", a, b)
				}
			}
		}
	}
}

// Names that are often confused with each other by other methods (Soundex, or
// dropping all vowels) must stay apart.
func TestDifferentNamesStayApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"سالم", "Salma"}, {"سلمى", "Salem"}, {"خالد", "Khalil"}, {"خالد", "Hala"}, {"زين", "Din"}, {"نور", "Nora"},
		{"علي", "Leila"}, {"رنا", "Rim"}, {"شام", "Sam"}, {"جمال", "Kamal"}, {"كمال", "Cemal"}, {"حلب", "Halabi"}, {"حمص", "Hama"},
		{"عمر", "Maher"}, {"فرح", "Fares"}, {"غازي", "Kazi"}, {"بشار", "Basel"},
	} {
		if meet(Tokens(pair[0]), Tokens(pair[1])) {
			t.Errorf("%s and %s meet: %v %v", pair[0], pair[1], Tokens(pair[0]), Tokens(pair[1]))
		}
	}
}

func TestSkeleton(t *testing.T) {
	for _, c := range [][2]string{
		{"خالد الحموي", "hlt hma"}, {"Khaled Hamwi", "hlt hma"}, {"Halid Hamevi", "hlt hma"},
		{"د. نور الدين بن علي", "nrdn ala"}, {"Dr Nureddin Ali", "nrdn ala"},
		{"في", "fa"}, {"٣", "3"}, {"", ""}, {"...", ""}, {"Москва", "москва"}, {"B52", "b52"},
		{"ياسين عبد الله", "ysn abdla"}, {"العبد الله", "abdla"},
	} {
		if got := Skeleton(c[0]); got != c[1] {
			t.Errorf("Skeleton(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestTokensLeaveCommonWordsOut(t *testing.T) {
	for _, c := range []struct {
		name string
		want []string
	}{
		{"جمعية الخابور للتنمية", []string{"~hbr"}},
		{"Khabour Association for Development", []string{"~hbr"}},
		{"Habur Kalkınma Derneği", []string{"~hbr"}},
		{"جمعية التنمية", []string{"~jma", "~tnma"}},
	} {
		if got := Tokens(c.name); !slices.Equal(got, c.want) {
			t.Errorf("Tokens(%q) = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestDictionaryWordsAreFoldedAndMeanOneThing(t *testing.T) {
	seen := map[string]string{}
	for _, list := range []string{kinds, fields, stops} {
		for _, line := range splitLines(list) {
			for _, w := range words(line.forms, false, false) {
				if id, ok := seen[w]; ok && id != line.id {
					t.Errorf("%s means %s and %s", w, id, line.id)
				}
				seen[w] = line.id
			}
		}
	}
	for name, set := range map[string]map[string]bool{"keepsArticle": keepsArticle, "deenNames": deenNames, "godNames": godNames,
		"compoundHeads": compoundHeads, "compoundTails": compoundTails, "keepsParticle": keepsParticle} {
		for w := range set {
			if got := words(w, false, true); len(got) != 1 || got[0] != w {
				t.Errorf("%s holds %q, which is never met: it folds to %q", name, w, got)
			}
		}
	}
	for from, to := range exonyms {
		if Key(from) != from || Key(to) != to {
			t.Errorf("exonym %s: %s is not folded", from, to)
		}
	}
}

func TestReadingsAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := names().Draw(t, "name")
		for _, w := range nameWords(s) {
			if r := skeletons(w); len(r) == 0 || len(r) > 2*maxReadings || r[0] == "" {
				t.Fatalf("%q has readings %q", w, r)
			}
		}
	})
}
