package members_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/words"
	"ittihad/offices/members"
)

// largeRoll is a file of n organisations with names as organisations have them;
// every tenth names a representative.
func largeRoll(n int) []byte {
	kinds := []string{"جمعية", "مؤسسة", "منظمة", "رابطة", "تجمع", "مبادرة", "مركز", "شبكة"}
	own := strings.Fields("السراج الياسمين الزيتون الخابور الشهباء التآخي الفجر النور الأمل الهدى الفرات العاصي قاسيون الغوطة الحمراء الرواد البناء المستقبل الشباب الإحسان البركة الرحمة الوفاء الكرامة العدالة السنابل الربيع اليمامة النخيل الصفاء القلعة الميناء الساحل الجزيرة البادية الواحة النبع الجسر المنارة الأفق")
	fields := []string{"الصحة health", "التعليم education", "الإغاثة relief", "التنمية development", "المرأة women", "الشباب youth", "المياه water", "الزراعة agriculture", "الإعلام media", "الأيتام orphans"}
	cities := strings.Fields("حلب إدلب حمص حماة درعا الغوطة إسطنبول أنطاكيا عمّان بيروت برلين الرياض")
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("number,name_ar,name_en,field,city_ar,country,status,registered_on,phone,representative_ar\n")
	for i := range n {
		field := strings.Fields(fields[r.IntN(len(fields))])
		city := r.IntN(len(cities))
		person := ""
		if i%10 == 0 {
			person = fmt.Sprint("ممثل ", i)
		}
		fmt.Fprintf(&b, "%d,%s %s %s في %s %d,Organisation %d,%s,%s,%s,%s,201%d-0%d-11,+963932%06d,%s\n", i+1, kinds[r.IntN(len(kinds))],
			own[r.IntN(len(own))], own[r.IntN(len(own))], field[0], i, i, field[1], cities[city], []string{"SY", "TR", "JO", "LB", "DE"}[city%5],
			[]string{"registered", "active"}[i%2], i%6, 1+i%9, i, person)
	}
	return b.Bytes()
}

// Nobody waits for an import: what one transaction of it takes is a twentieth of
// a second; a crowded machine is given forty times that, which is less than the
// import itself takes.
const longestWait, mostHeap = 2 * time.Second, 256 << 20

// A long roll is imported while others write.
func TestVolumeImport(t *testing.T) {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("ROLL_ROWS"), "20000")) // ROLL_ROWS=100000 for a long roll
	kerneltest.Must(t, n, err)
	file := largeRoll(n)
	kerneltest.Each(t, offices(), func(t *testing.T, k *kerneltest.Kernel) {
		stop := make(chan bool)
		var longest atomic.Int64
		done := make(chan bool)
		go func() { // somebody else writes meanwhile
			defer close(done)
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
				}
				at := time.Now()
				_, err := kernel.Run(context.Background(), k.Kernel, members.Apply, kernel.Actor{ID: "ann", Grants: secretary.Grants}, "", members.Entry{Name: words.Local{En: fmt.Sprint("Applicant ", i)}})
				if err != nil {
					t.Error(err)
				}
				longest.Store(max(longest.Load(), int64(time.Since(at))))
			}
		}()
		var peak uint64
		at, state, since := time.Now(), "", time.Now()
		r := load(t, k, "large.csv", file, members.Options{Progress: func(p members.Progress) {
			if p.State != state {
				t.Logf("%s: %-9s after %v", k.DB.Dialect, p.State, time.Since(since).Round(time.Millisecond))
				state, since = p.State, time.Now()
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}})
		close(stop)
		<-done
		t.Logf("%s: %d rows of %d MB imported in %v; the heap had %d MB at most; another writer waited %v at most", k.DB.Dialect, n, len(file)>>20,
			time.Since(at).Round(time.Millisecond), peak>>20, time.Duration(longest.Load()).Round(time.Millisecond))
		if d := time.Duration(longest.Load()); d > longestWait {
			t.Errorf("another writer waited %v", d)
		}
		if peak > mostHeap {
			t.Errorf("the heap had %d MB", peak>>20)
		}
		if r.State != members.Done || r.Outcomes[members.Create] != int64(n) {
			t.Fatalf("%+v", r)
		}
	})
}
