package assembly

import (
	"context"
	"strings"

	"ittihad/kernel/web"
	"ittihad/kernel/words"
)

// rollWord is what becomes of the roll of a postponed sitting, by its rule.
func rollWord(s Sitting) string {
	if s.Refreeze {
		return "anew"
	}
	return "kept"
}

// noticeText is what is forwarded when a sitting was postponed or cancelled: in
// one language whole, whatever the reader's own.
func noticeText(ctx context.Context, lang string, s Sitting, n Notice) string {
	zone, _ := zoneOf(s.Zone)
	p := web.VisitFrom(ctx).Kernel.Words.For(words.Reader{Lang: lang, Zone: zone})
	lines := []string{
		p.Say("assembly.notice_head_"+n.What, s.Title),
		p.Say("assembly.notice_was", p.Weekday(n.From.Time), p.Moment(n.From.Time)),
	}
	if !n.To.IsZero() {
		lines = append(lines, p.Say("assembly.notice_is", p.Weekday(n.To.Time), p.Moment(n.To.Time)))
		if s.Call == 1 {
			lines = append(lines, p.Say("assembly.notice_second", p.Moment(s.SecondAt.Time)))
		}
		lines = append(lines, p.Say("assembly.text_place", s.Place))
	}
	lines = append(lines, p.Say("assembly.notice_why", n.Reason), p.Say("assembly.notice_who", n.DecidedBy))
	if !n.To.IsZero() {
		lines = append(lines, p.Say("assembly.notice_roll_"+rollWord(s)))
	}
	return words.Clean(strings.Join(lines, "\n"))
}

func dirOf(lang string) string {
	if lang == "ar" {
		return "rtl"
	}
	return "ltr"
}
