package arabic

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for _, c := range [][2]string{
		{"2017-01-16", "2017-01-16"}, {"2017/1/16", "2017-01-16"}, {"2017.1.16", "2017-01-16"}, {"20170116", "2017-01-16"},
		{"16/1/2017", "2017-01-16"}, {"16.01.2017", "2017-01-16"}, {"16-1-2017", "2017-01-16"}, {"16 1 2017", "2017-01-16"},
		{"١٦/١/٢٠١٧", "2017-01-16"}, {"۱۶/۱/۲۰۱۷", "2017-01-16"}, {"٢٠١٧/٠١/١٦", "2017-01-16"}, {" ١٦ / ١ / ٢٠١٧م ", "2017-01-16"},
		{"\u200f١٦/١/٢٠١٧\u200e", "2017-01-16"},
		{"3/4/2017", "2017-04-03"}, {"4/3/2017", "2017-03-04"}, {"29/2/2016", "2016-02-29"},
		{"16 كانون الثاني 2017", "2017-01-16"}, {"١٦ كانون الثاني ٢٠١٧", "2017-01-16"}, {"16 كانون ثاني 2017", "2017-01-16"},
		{"16 يناير 2017", "2017-01-16"}, {"الاثنين 16 كانون الثاني (يناير) 2017", "2017-01-16"}, {"16 كانون الثاني/يناير 2017 م", "2017-01-16"},
		{"الإثنين، ١٦ كانون الثاني، ٢٠١٧", "2017-01-16"}, {"يوم الاثنين الموافق 16/1/2017", "2017-01-16"}, {"16 من شهر كانون الثاني لعام 2017", "2017-01-16"},
		{"16 ك2 2017", "2017-01-16"}, {"1 ك١ 2016", "2016-12-01"}, {"٣ ت٢ ٢٠١٦", "2016-11-03"}, {"5 آب 2016", "2016-08-05"}, {"5 اب 2016", "2016-08-05"},
		{"5 أغسطس 2016", "2016-08-05"}, {"5 غشت 2016", "2016-08-05"}, {"5 أوت 2016", "2016-08-05"}, {"تشرين الأول 2016", "2016-10"},
		{"16 January 2017", "2017-01-16"}, {"January 16, 2017", "2017-01-16"}, {"Jan 16th 2017", "2017-01-16"}, {"16-Jan-2017", "2017-01-16"},
		{"Monday, 16 January 2017", "2017-01-16"}, {"the 1st of May 2017", "2017-05-01"}, {"2017 January 16", "2017-01-16"},
		{"16 Ocak 2017", "2017-01-16"}, {"16 OCAK 2017 Pazartesi", "2017-01-16"}, {"5 Ağustos 2016", "2016-08-05"}, {"5 agustos 2016", "2016-08-05"},
		{"1 Kasım 2016", "2016-11-01"}, {"Şubat 2017", "2017-02"},
		{"2017", "2017"}, {"٢٠١٧", "2017"}, {"عام 2017", "2017"}, {"2017 yılı", "2017"},
		{"2017-01", "2017-01"}, {"1/2017", "2017-01"}, {"01.2017", "2017-01"}, {"كانون الثاني ٢٠١٧", "2017-01"}, {"2017 Ocak", "2017-01"},
		{"2017-01-16T00:00:00Z", "2017-01-16"}, {"2017-01-16 00:00:00", "2017-01-16"}, {"2017-01-16 00:00", "2017-01-16"}, {"2017-01-16T00:00:00.000", "2017-01-16"},
	} {
		got, err := ParseDate(c[0])
		if err != nil || got.String() != c[1] {
			t.Errorf("ParseDate(%q) = %v, %v; want %s", c[0], got, err, c[1])
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, c := range []struct {
		s       string
		problem Problem
		value   int
		max     int
	}{
		{"", Empty, 0, 0}, {" \u200f ", Empty, 0, 0},
		{"yesterday", Unreadable, 0, 0}, {"16/1/2017 18:00", Unreadable, 0, 0}, {"-2017-01-16", Unreadable, 0, 0}, {"16+1+2017", Unreadable, 0, 0},
		{"1/2/3/2017", Unreadable, 0, 0}, {"16/2017/1", Unreadable, 0, 0}, {"216/1/2017", Unreadable, 0, 0}, {"42000", Unreadable, 0, 0},
		{"2017 2016", Unreadable, 0, 0}, {"الاثنين 2017", Unreadable, 0, 0}, {"123456789012345678901", Unreadable, 0, 0},
		{"16/1", NoYear, 0, 0}, {"16 كانون الثاني", NoYear, 0, 0}, {"16", NoYear, 0, 0}, {"Ocak", NoYear, 0, 0}, {"الاثنين", NoYear, 0, 0},
		{"16/1/17", ShortYear, 0, 0}, {"16 Ocak 17", ShortYear, 0, 0},
		{"1438", YearRange, 1438, 2199}, {"16/1/0017", YearRange, 17, 2199}, {"2500-01-01", YearRange, 2500, 2199},
		{"18 ربيع الثاني 1438", Hijri, 0, 0}, {"١٨/٤/١٤٣٨ هـ", Hijri, 0, 0}, {"رمضان 1438", Hijri, 0, 0},
		{"1/16/2017", NoMonth, 16, 12}, {"2017-13-01", NoMonth, 13, 12}, {"1/0/2017", NoMonth, 0, 12}, {"0/2017", NoMonth, 0, 12},
		{"31/4/2017", NoDay, 31, 30}, {"29/2/2017", NoDay, 29, 28}, {"30 شباط 2016", NoDay, 30, 29}, {"32/1/2017", NoDay, 32, 31},
		{"0/1/2017", NoDay, 0, 31}, {"0 Ocak 2017", NoDay, 0, 31}, {"20170230", NoDay, 30, 28}, {"20170100", NoDay, 0, 31}, {"20170001", NoMonth, 0, 12},
		{"16 كانون الثاني (فبراير) 2017", TwoMonths, 0, 0}, {"الأحد 16 كانون الثاني 2017", NotWeekday, 1, 0},
	} {
		d, err := ParseDate(c.s)
		var e *ParseError
		if !errors.As(err, &e) {
			t.Errorf("ParseDate(%q) = %v, %v; want %s", c.s, d, err, c.problem)
			continue
		}
		if e.Problem != c.problem || e.Value != c.value || e.Max != c.max || e.Input != c.s || e.Error() == "" {
			t.Errorf("ParseDate(%q): %+v, want %+v", c.s, *e, c)
		}
	}
}

func TestDate(t *testing.T) {
	for _, c := range []struct {
		d           Date
		precision   Precision
		first, last string
	}{
		{Date{2016, 2, 29}, Day, "2016-02-29", "2016-02-29"},
		{Date{2016, 2, 0}, Month, "2016-02-01", "2016-02-29"}, {Date{1900, 2, 0}, Month, "1900-02-01", "1900-02-28"}, {Date{2000, 2, 0}, Month, "2000-02-01", "2000-02-29"},
		{Date{2017, 0, 0}, Year, "2017-01-01", "2017-12-31"},
	} {
		first, last := c.d.Span()
		if c.d.Precision() != c.precision || first.String() != c.first || last.String() != c.last {
			t.Errorf("%v: %v, %v to %v", c.d, c.d.Precision(), first, last)
		}
	}
}

// Every day that the calendar has is read back however it is written, and every
// day it has not is refused; the standard library is the witness.
func TestParseDateAgreesWithTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, m, d := rapid.IntRange(minYear, maxYear).Draw(t, "y"), rapid.IntRange(1, 12).Draw(t, "m"), rapid.IntRange(1, 31).Draw(t, "d")
		day := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		real := day.Month() == time.Month(m)
		lang := rapid.SampledFrom([]string{Arabic, Egyptian, English, Turkish}).Draw(t, "lang")
		weekday := weekdayNames[strings.TrimSuffix(lang, "-EG")][day.Weekday()]
		for _, s := range []string{
			fmt.Sprintf("%d-%02d-%02d", y, m, d), fmt.Sprintf("%d/%d/%d", d, m, y), arabicDigits(fmt.Sprintf("%02d.%02d.%d", d, m, y)),
			fmt.Sprintf("%d %s %d", d, monthNames[lang][m-1], y), arabicDigits(fmt.Sprintf("%s %d %s %d", weekday, d, monthNames[lang][m-1], y)),
			strings.ToUpper(fmt.Sprintf("%s %d, %d", monthNames[lang][m-1], d, y)),
		} {
			got, err := ParseDate(s)
			if real != (err == nil) || real && got != (Date{y, m, d}) {
				t.Fatalf("ParseDate(%q) = %v, %v; real: %v", s, got, err, real)
			}
			if real && got.Weekday() != int(day.Weekday()) {
				t.Fatalf("%v falls on %d, want %d", got, got.Weekday(), day.Weekday())
			}
		}
	})
}

func TestNamesOfMonthsAndDays(t *testing.T) {
	for lang, want := range map[string][3]string{
		Arabic: {"كانون الثاني", "كانون الأول", "الاثنين"}, Egyptian: {"يناير", "ديسمبر", ""},
		English: {"January", "December", "Monday"}, Turkish: {"Ocak", "Aralık", "Pazartesi"}, "fr": {},
	} {
		months, days := MonthNames(lang), WeekdayNames(lang)
		if got := [3]string{months[0], months[11], days[1]}; got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
	months := MonthNames(Arabic)
	months[0] = "x"
	if MonthNames(Arabic)[0] == "x" {
		t.Error("the table can be changed from outside")
	}
}

func TestDateWordsMeanOneThing(t *testing.T) {
	for i := range 12 {
		for lang, names := range monthNames {
			if dateWords()[Key(names[i])] != i+1 {
				t.Errorf("%s month %d is taken for %d", lang, i+1, dateWords()[Key(names[i])])
			}
		}
		for _, w := range strings.FieldsFunc(otherMonths[i], func(r rune) bool { return r == ',' || r == '،' }) {
			if dateWords()[Key(w)] != i+1 {
				t.Errorf("%s, month %d, is taken for %d", w, i+1, dateWords()[Key(w)])
			}
		}
	}
	for i := range 7 {
		for lang, names := range weekdayNames {
			if dateWords()[Key(names[i])] != weekdayWord+i {
				t.Errorf("%s day %d is taken for %d", lang, i, dateWords()[Key(names[i])])
			}
		}
	}
}

func TestParseClock(t *testing.T) {
	for _, c := range [][2]string{
		{"18:00", "18:00"}, {"18.00", "18:00"}, {"18h30", "18:30"}, {"٠٩:٠٥", "09:05"}, {"9:05", "09:05"}, {"0:00", "00:00"}, {"23:59:00", "23:59"},
		{"٦:٠٠ م", "18:00"}, {"6 pm", "18:00"}, {"6 P.M.", "18:00"}, {"6:30pm", "18:30"}, {"12 am", "00:00"}, {"12 pm", "12:00"}, {"12:30 a.m.", "00:30"},
		{"6 مساءً", "18:00"}, {"٦ مساء", "18:00"}, {"الساعة ٦:١٥ مساءً", "18:15"}, {"9 صباحًا", "09:00"}, {"٩ ص", "09:00"}, {"12 ظهرًا", "12:00"},
		{"1 ظهرا", "13:00"}, {"11 ظهرا", "11:00"}, {"4 عصرا", "16:00"}, {"12 ليلا", "00:00"}, {"10 ليلًا", "22:00"}, {"2 ليلا", "02:00"}, {"18:00 م", "18:00"},
		{"saat 18.00", "18:00"}, {"akşam 6", "18:00"}, {"sabah 9", "09:00"}, {"öğleden sonra 3", "15:00"}, {"öğleden önce 10", "10:00"}, {"ÖS 6:00", "18:00"},
	} {
		h, m, err := ParseClock(c[0])
		if got := fmt.Sprintf("%02d:%02d", h, m); err != nil || got != c[1] {
			t.Errorf("ParseClock(%q) = %s, %v; want %s", c[0], got, err, c[1])
		}
	}
	for s, want := range map[string]Problem{
		"": Empty, "soon": Unreadable, "18": HalfDay, "الساعة ٦": HalfDay, "24:00": NoHour, "18:60": NoMinute, "18:00 ص": NoHour, "0 pm": NoHour,
		"6:5": Unreadable, "18:00:30": Unreadable, "-6:00": Unreadable, "6 am pm": Unreadable, "118:00": Unreadable, "13 ليلا": NoHour, "8 ظهرا": NoHour, "1:2:3:4": Unreadable,
		"99999999999999999999 pm": Unreadable,
	} {
		var e *ParseError
		if h, m, err := ParseClock(s); !errors.As(err, &e) || e.Problem != want {
			t.Errorf("ParseClock(%q) = %d, %d, %v; want %s", s, h, m, err, want)
		}
	}
}
