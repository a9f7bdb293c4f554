package words

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's copy

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestMomentInItsZone(t *testing.T) {
	c := New()
	winter := time.Date(2017, 1, 16, 16, 5, 0, 0, time.UTC)
	summer := time.Date(2017, 7, 31, 22, 30, 0, 0, time.UTC)
	late := time.Date(2024, 1, 31, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		r    Reader
		zone string
		at   time.Time
		want string
	}{
		{Reader{Lang: "ar"}, "Asia/Damascus", winter, "١٦ كانون الثاني ٢٠١٧، ١٨:٠٥ بتوقيت دمشق (UTC+2)"},
		{Reader{Lang: "ar", Digits: "latn"}, "Asia/Damascus", winter, "16 كانون الثاني 2017، 18:05 بتوقيت دمشق (UTC+2)"},
		{Reader{Lang: "en"}, "Asia/Damascus", winter, "16 January 2017, 18:05 Damascus time (UTC+2)"},
		{Reader{Lang: "tr"}, "Asia/Damascus", winter, "16 Ocak 2017, 18:05 Şam saatiyle (UTC+2)"},
		{Reader{Lang: "en"}, "Asia/Damascus", summer, "1 August 2017, 01:30 Damascus time (UTC+3)"}, // summer time, the next day
		{Reader{Lang: "en"}, "Asia/Damascus", late, "31 January 2024, 12:00 Damascus time (UTC+3)"}, // all year since 2022
		{Reader{Lang: "tr"}, "Europe/Istanbul", winter, "16 Ocak 2017, 19:05 İstanbul saatiyle (UTC+3)"},
		{Reader{Lang: "tr"}, "Europe/Istanbul", winter.AddDate(-2, 0, 0), "16 Ocak 2015, 18:05 İstanbul saatiyle (UTC+2)"},
		{Reader{Lang: "ar"}, "Europe/Berlin", summer, "١ آب ٢٠١٧، ٠٠:٣٠ بتوقيت برلين (UTC+2)"},
		{Reader{Lang: "en"}, "Europe/London", winter, "16 January 2017, 16:05 London time (UTC+0)"},
		{Reader{Lang: "en"}, "America/New_York", winter, "16 January 2017, 11:05 New York time (UTC-5)"},
		{Reader{Lang: "en"}, "Asia/Kolkata", winter, "16 January 2017, 21:35 (UTC+5:30)"}, // no name here
		{Reader{Lang: "ar"}, "Asia/Kathmandu", winter, "١٦ كانون الثاني ٢٠١٧، ٢١:٥٠ (UTC+5:45)"},
		{Reader{Lang: "en"}, "America/St_Johns", winter, "16 January 2017, 12:35 (UTC-3:30)"},
		{Reader{Lang: "ar"}, "UTC", winter, "١٦ كانون الثاني ٢٠١٧، ١٦:٠٥ بالتوقيت العالمي (UTC)"},
		{Reader{Lang: "ar", Digits: "latn"}, "Africa/Cairo", late, "31 كانون الثاني 2024، 11:00 بتوقيت القاهرة (UTC+2)"},
	}
	for _, tt := range tests {
		tt.r.Zone = zone(t, tt.zone)
		if got := c.For(tt.r).Moment(tt.at); got != tt.want {
			t.Errorf("%s\n got %q\nwant %q", tt.zone, got, tt.want)
		}
	}
}

func TestZoneBelongsToTheReaderNotToTheTime(t *testing.T) {
	at := time.Date(2017, 1, 16, 18, 0, 0, 0, zone(t, "Asia/Damascus"))
	p := New().For(Reader{Lang: "en"})
	for _, tt := range []struct{ got, want string }{
		{p.Hour(at), "16:00"},
		{p.Clock(at), "16:00 UTC"},
		{p.In(zone(t, "Asia/Damascus")).Clock(at), "18:00 Damascus time (UTC+2)"},
		{p.In(nil).Hour(at), "16:00"},
		{p.In(time.FixedZone("", 3*3600)).Clock(at), "19:00 (UTC+3)"},
		{p.Weekday(at), "Monday"},
		{New().For(Reader{}).Weekday(at), "الاثنين"},
		{New().For(Reader{Lang: "tr"}).Weekday(at), "Pazartesi"},
		{New().For(Reader{}).Hour(at), "١٦:٠٠"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestMonths(t *testing.T) {
	c := New()
	for _, tt := range []struct {
		m          time.Month
		ar, en, tr string
	}{
		{1, "كانون الثاني", "January", "Ocak"}, {2, "شباط", "February", "Şubat"}, {3, "آذار", "March", "Mart"},
		{4, "نيسان", "April", "Nisan"}, {5, "أيار", "May", "Mayıs"}, {6, "حزيران", "June", "Haziran"},
		{7, "تموز", "July", "Temmuz"}, {8, "آب", "August", "Ağustos"}, {9, "أيلول", "September", "Eylül"},
		{10, "تشرين الأول", "October", "Ekim"}, {11, "تشرين الثاني", "November", "Kasım"}, {12, "كانون الأول", "December", "Aralık"},
	} {
		at := time.Date(2026, tt.m, 9, 0, 0, 0, 0, time.UTC)
		for lang, want := range map[string]string{"ar": "9 " + tt.ar + " 2026", "en": "9 " + tt.en + " 2026", "tr": "9 " + tt.tr + " 2026"} {
			if got := c.For(Reader{Lang: lang, Digits: "latn"}).Date(at); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}

func TestEveryNamedZoneExistsAndIsNamedInThreeLanguages(t *testing.T) {
	for name, city := range cities {
		zone(t, name)
		if city.Ar == "" || city.En == "" || city.Tr == "" {
			t.Errorf("%s: %+v", name, city)
		}
	}
}

func TestSpans(t *testing.T) {
	c := New()
	arab, latn, en, tr := readers(c)
	tests := []struct {
		d        time.Duration
		ar, latn string
		en, tr   string
		agoAr    string
	}{
		{0, "أقل من ثانية", "أقل من ثانية", "less than a second", "bir saniyeden az", "الآن"},
		{time.Second, "ثانية واحدة", "ثانية واحدة", "1 second", "1 saniye", "الآن"},
		{2 * time.Second, "ثانيتان", "ثانيتان", "2 seconds", "2 saniye", "الآن"},
		{3*time.Second + 999*time.Millisecond, "٣ ثوانٍ", "3 ثوانٍ", "3 seconds", "3 saniye", "الآن"},
		{45 * time.Second, "٤٥ ثانية", "45 ثانية", "45 seconds", "45 saniye", "الآن"},
		{272 * time.Second, "٤ دقائق و٣٢ ثانية", "4 دقائق و32 ثانية", "4 minutes and 32 seconds", "4 dakika 32 saniye", "قبل ٤ دقائق"},
		{2 * time.Hour, "ساعتان", "ساعتان", "2 hours", "2 saat", "قبل ساعتين"},
		{time.Hour + 40*time.Minute + 5*time.Second, "ساعة واحدة و٤٠ دقيقة", "ساعة واحدة و40 دقيقة", "1 hour and 40 minutes", "1 saat 40 dakika", "قبل ساعة واحدة"},
		{time.Hour + 5*time.Second, "ساعة واحدة", "ساعة واحدة", "1 hour", "1 saat", "قبل ساعة واحدة"},
		{2*day + time.Hour, "يومان وساعة واحدة", "يومان وساعة واحدة", "2 days and 1 hour", "2 gün 1 saat", "قبل يومين"},
		{15 * day, "١٥ يومًا", "15 يومًا", "15 days", "15 gün", "قبل ١٥ يومًا"},
	}
	for _, tt := range tests {
		for _, c := range []struct{ got, want string }{
			{arab.Span(tt.d), tt.ar}, {latn.Span(tt.d), tt.latn}, {en.Span(tt.d), tt.en}, {tr.Span(tt.d), tt.tr},
			{arab.Ago(tt.d), tt.agoAr}, {en.Span(-tt.d), tt.en},
		} {
			if c.got != c.want {
				t.Errorf("%v: %q, want %q", tt.d, c.got, c.want)
			}
		}
	}
	for _, tt := range []struct{ got, want string }{
		{en.Ago(3 * time.Minute), "3 minutes ago"}, {en.Ago(-time.Hour), "just now"}, {en.Ago(time.Millisecond), "just now"},
		{tr.Ago(3 * time.Minute), "3 dakika önce"},
		{en.Span(math.MinInt64), "106,751 days and 23 hours"},
		{en.Span(math.MinInt64 + 1), "106,751 days and 23 hours"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestCountdown(t *testing.T) {
	c := New()
	en, arab := c.For(Reader{Lang: "en"}), c.For(Reader{Lang: "ar"})
	for _, tt := range []struct {
		d        time.Duration
		en, arab string
	}{
		{272 * time.Second, "04:32", "٠٤:٣٢"},
		{271*time.Second + time.Millisecond, "04:32", "٠٤:٣٢"}, // rounded up
		{time.Nanosecond, "00:01", "٠٠:٠١"},
		{0, "00:00", "٠٠:٠٠"},
		{-time.Hour, "00:00", "٠٠:٠٠"},
		{59*time.Minute + 60*time.Second, "1:00:00", "١:٠٠:٠٠"},
		{3872 * time.Second, "1:04:32", "١:٠٤:٣٢"},
		{100 * time.Hour, "100:00:00", "١٠٠:٠٠:٠٠"},
	} {
		if got := en.Countdown(tt.d); got != tt.en {
			t.Errorf("%v: %q, want %q", tt.d, got, tt.en)
		}
		if got := arab.Countdown(tt.d); got != tt.arab {
			t.Errorf("%v: %q, want %q", tt.d, got, tt.arab)
		}
	}
}

// The offset said is the one of the tz database at that moment, in every zone.
func TestOffsetIsComputed(t *testing.T) {
	names := []string{"Asia/Damascus", "Europe/Istanbul", "Africa/Casablanca", "Asia/Gaza", "Asia/Kolkata", "America/St_Johns"}
	p := New().For(Reader{Lang: "en"})
	rapid.Check(t, func(rt *rapid.T) {
		z := zone(t, rapid.SampledFrom(names).Draw(rt, "zone"))
		at := time.Unix(rapid.Int64Range(0, 2_000_000_000).Draw(rt, "at"), 0)
		got := p.In(z).Clock(at)
		_, offset, _ := strings.Cut(got, "(UTC")
		hours, minutes, _ := strings.Cut(strings.TrimSuffix(offset, ")"), ":")
		h, _ := strconv.Atoi(hours)
		m, _ := strconv.Atoi(minutes)
		if hours[0] == '-' {
			m = -m
		}
		_, want := at.In(z).Zone()
		if h*3600+m*60 != want/60*60 || got[:5] != at.In(z).Format("15:04") {
			rt.Fatalf("%s at %s: %q", z, at, got)
		}
	})
}
