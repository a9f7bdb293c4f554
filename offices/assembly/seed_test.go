package assembly_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/assembly"
	"ittihad/offices/members"
)

var secretary = kernel.Actor{ID: "sec", Grants: []kernel.Grant{{Role: "secretary"}}}

var orgNames = []words.Local{
	{Ar: "جمعية السراج للتعليم", En: "Siraj Education Association", Tr: "Siraç Eğitim Derneği"},
	{Ar: "مؤسسة الخابور لحقوق الإنسان", En: "Khabour Foundation", Tr: "Habur Vakfı"},
	{Ar: "رابطة الياسمين للزراعة", En: "Yasmin League", Tr: "Yasemin Birliği"},
	{Ar: "تجمع الزيتون للتنمية", En: "Zaytoun Assembly", Tr: "Zeytin Topluluğu"},
	{Ar: "هيئة الإغاثة في الغوطة", En: "Ghouta Relief", Tr: "Guta Yardım"},
}

var personNames = []words.Local{
	{Ar: "خالد الحموي", En: "Khaled Hamwi"}, {Ar: "نور الخطيب", En: "Nour Khatib"}, {Ar: "دانا السالم", En: "Dana Salem"},
	{Ar: "زياد الأتاسي", En: "Ziad Atassi"}, {Ar: "سلمى العلي", En: "Salma Ali"},
}

// seed makes a small federation: the organisations o1 to on with the numbers 1
// to n, active since June 2016, each represented by the person of its number, p1
// to pn; and one more, registered only. o1 and o2 agreed to be public.
func seed(t testing.TB, k *kerneltest.Kernel, n int) {
	t.Helper()
	k.Clock.Set(time.Date(2016, 6, 1, 9, 0, 0, 0, time.UTC))
	for i := 1; i <= n+1; i++ {
		o, name := fmt.Sprint("o", i), words.Local{Ar: fmt.Sprint("جمعية رقم ", i), En: fmt.Sprint("Association ", i)}
		person := words.Local{Ar: fmt.Sprint("مندوب رقم ", i), En: fmt.Sprint("Delegate ", i)}
		if i <= len(orgNames) {
			name, person = orgNames[i-1], personNames[i-1]
		}
		_, err := kerneltest.Run(t, k, members.Register, secretary, members.Entry{ID: o, Name: name, DecidedBy: "الأمانة", Reason: "x", Anyway: true})
		kerneltest.Must(t, 0, err)
		if i > n {
			continue
		}
		_, err = kerneltest.Run(t, k, members.DecideStanding, secretary, members.Standing{ID: o, Standing: "active", Reason: "x", DecidedBy: "المجلس"})
		kerneltest.Must(t, 0, err)
		_, err = kerneltest.Run(t, k, members.SetRepresentative, secretary, members.Naming{ID: o, Name: person, New: fmt.Sprint("p", i),
			Phone: fmt.Sprintf("+963555%06d", i)})
		kerneltest.Must(t, 0, err)
		if i <= 2 {
			_, err = kerneltest.Run(t, k, members.Protect, secretary, members.Protection{ID: o, How: "رسالة موقعة"})
			kerneltest.Must(t, 0, err)
		}
	}
	k.Clock.Set(kerneltest.Start)
}

// A script is one promise. Each begins with a federation of five.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		kerneltest.Must(t, 0, err)
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
				seed(t, k, 5)
				kerneltest.Script(t, k, f, string(text))
			})
		})
	}
}

// convened makes a federation of n and convenes a sitting of it, "s", for 11:00
// in Istanbul on the day of the reference assembly, with every delegate accepted.
func convened(t testing.TB, k *kerneltest.Kernel, n int) {
	t.Helper()
	seed(t, k, n)
	k.Clock.Set(time.Date(2016, 12, 20, 9, 0, 0, 0, time.UTC))
	_, err := kerneltest.Run(t, k, assembly.DraftSitting, secretary, assembly.Plan{ID: "s", Title: words.Local{Ar: "الهيئة العامة"},
		Day: "2017-01-16", Hour: "11:00", Zone: "Europe/Istanbul", Place: words.Local{Ar: "إسطنبول"}})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.Convene, secretary, assembly.Convocation{Sitting: "s"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.PostList, secretary, assembly.One{Sitting: "s"})
	kerneltest.Must(t, 0, err)
	_, err = kerneltest.Run(t, k, assembly.Accept, secretary, assembly.Acceptance{Sitting: "s", All: true})
	kerneltest.Must(t, 0, err)
	k.Clock.Set(kerneltest.Start)
}
