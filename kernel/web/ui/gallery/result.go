package gallery

import (
	"context"

	"ittihad/kernel/web/ui"
)

// result is the outcome of the reference assembly's poll.
func result(ctx context.Context) ui.Result {
	row := func(label string, of int64, sum bool, counts ...int64) ui.ResultRow {
		r := ui.ResultRow{Label: label, Of: n(ctx, of), Sum: sum}
		for _, c := range counts {
			r.Cells = append(r.Cells, n(ctx, c))
		}
		return r
	}
	return ui.Result{
		Caption: s(ctx, "النتيجة بحسب طريقة الحضور", "The result by channel"),
		Columns: []string{s(ctx, "أوافق", "For"), s(ctx, "لا أوافق", "Against"), s(ctx, "أمتنع", "Abstain"), s(ctx, "لم تصوّت", "Not cast")},
		Rows: []ui.ResultRow{
			row(s(ctx, "في القاعة", "In the hall"), 25, false, 24, 0, 1, 0),
			row(s(ctx, "عن بُعد", "Remote"), 29, false, 9, 0, 0, 20),
			row(s(ctx, "المجموع", "Total"), 54, true, 33, 0, 1, 20),
		},
	}
}

// refusedForm is the form "org" as it comes back: one number too short.
func refusedForm(ctx context.Context) context.Context {
	return ui.WithRefusal(ctx, ui.Refusal{
		Form: "org",
		Values: map[string][]string{
			"name.ar": {"رابطة البيان للتعليم"}, "name.en": {"Al-Bayan Education League"},
			"phone": {"+90 532 12"}, "founded": {"2012-05-01"}, "field": {"edu"}, "channel": {"remote"}, "listed": {"on"},
		},
		Problems: []ui.Problem{{Field: "phone", Text: s(ctx, "الرقم ناقص: رقم تركيا عشر خانات بعد رمز الدولة.", "Too short: a number in Turkey has ten digits after the code.")}},
	})
}
