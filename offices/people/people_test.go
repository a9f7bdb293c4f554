package people

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"ittihad/kernel"
	"ittihad/kernel/kerneltest"
	"ittihad/kernel/sqldb"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

var house = []kernel.Office{Office()}

func TestScripts(t *testing.T) { kerneltest.Scripts(t, house) }

// Every sentence stands in three languages, whole.
func TestWords(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house)
	for _, problem := range k.Words.Check() {
		t.Error(problem)
	}
}

// The set-up link: a new start voids the old one, and after the set-up there is none.
func TestSetupLink(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		old, needed, err := SetupLink(t.Context(), k.Kernel)
		if err != nil || !needed {
			t.Fatal(needed, err)
		}
		token, needed, err := SetupLink(t.Context(), k.Kernel)
		if err != nil || !needed || token == old {
			t.Fatal(needed, err)
		}
		set := func(token string) (SignedIn, error) {
			return kerneltest.Run(t, k, Found, kernel.Actor{}, Founding{Token: token, Name: words.Local{Ar: "اتحاد"}, Zone: "Asia/Damascus",
				Lang: "ar", Secretary: Secretary{Name: words.Local{Ar: "سعاد"}}})
		}
		_, err = set(old)
		kerneltest.Refused(t, "people.no_such_setup", err)
		out, err := set(token)
		kerneltest.Must(t, out, err)
		by, prefs, err := Who(t.Context(), k.Kernel, out.Token)
		if err != nil || !by.Has("secretary", "") || by.ID != out.Person || prefs.Zone.String() != "Asia/Damascus" || prefs.Name.Ar != "سعاد" {
			t.Errorf("%+v %+v %v", by, prefs, err)
		}
		_, err = set(token)
		kerneltest.Refused(t, "people.key_used", err)
		if token, needed, err := SetupLink(t.Context(), k.Kernel); token != "" || needed || err != nil {
			t.Error(token, needed, err)
		}
	})
}

// Who seizes the database finds no token and no code in it, and in the journal no
// person.
func TestASeizedDatabase(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		token, _, err := SetupLink(t.Context(), k.Kernel)
		kerneltest.Must(t, 0, err)
		out, err := kerneltest.Run(t, k, Found, kernel.Actor{}, Founding{Token: token, Name: words.Local{Ar: "اتحاد"}, Zone: "UTC", Lang: "ar",
			Secretary: Secretary{Name: words.Local{Ar: "سعاد", En: "Suad"}, Phones: []string{"+905321234567"}}})
		kerneltest.Must(t, 0, err)
		by := who(t, k, out.Token)
		run := func(f func(once string) error) { kerneltest.Must(t, 0, f("tap")) }
		var secrets []string
		for _, kind := range []string{"link", "code"} {
			run(func(once string) error {
				w, err := kernel.Run(t.Context(), k.Kernel, Invite, by, once+kind, Invitation{Person: by.ID, Kind: kind, Why: "Suad"})
				secrets = append(secrets, strings.TrimPrefix(w.Path, "/in/"), w.Code, strings.ReplaceAll(w.Code, "-", ""))
				return err
			})
		}
		run(func(once string) error {
			m, err := kernel.Run(t.Context(), k.Kernel, MakeToken, by, once, TokenRequest{Name: "x", UseCases: []string{"people.list"}})
			secrets = append(secrets, m.Token)
			return err
		})
		run(func(once string) error {
			_, err := kernel.Run(t.Context(), k.Kernel, ShowContact, by, once, Reason{by.ID, "Suad"})
			return err
		})
		secrets = append(secrets, token, out.Token)
		all, journal := dump(t, k)
		for _, s := range secrets {
			if s != "" && strings.Contains(all, s) {
				t.Errorf("the database holds %s", s)
			}
		}
		for _, s := range []string{"سعاد", "Suad", "905321234567", "اتحاد"} {
			if strings.Contains(journal, s) {
				t.Errorf("the journal and the answers kept name %s", s)
			}
			if s != "اتحاد" && !strings.Contains(all, s) {
				t.Errorf("the dump misses %s: it proves nothing", s)
			}
		}
	})
}

// dump is all that the database holds, and what its journal and answers do.
func dump(t *testing.T, k *kerneltest.Kernel) (all, journal string) {
	t.Helper()
	columns := map[string]string{
		"persons": "id || name_ar || name_en || name_tr", "person_contacts": "person || value", "person_consents": "how", "person_looks": "why",
		"grants": "person || why", "sign_in_keys": "hash || why || session", "sign_in_tries": "at", "sessions": "hash || id",
		"programs": "hash || name || use_cases", "federation": "name_ar", "federation_setup": "hash",
		"journal": "stream || actor || kind || data", "replies": "key || input || reply",
	}
	kerneltest.Must(t, 0, k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		for table, cols := range columns {
			rows, err := sqldb.All(tx, func(s *string) []any { return []any{s} }, "SELECT "+cols+" FROM "+table)
			if err != nil {
				return err
			}
			all += strings.Join(rows, "\n")
			if table == "journal" || table == "replies" {
				journal += strings.Join(rows, "\n")
			}
		}
		return nil
	}))
	return all, journal
}

// What is open to all is named here; everything else asks nobody in.
func TestShutDoors(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house)
	open := map[string]bool{"people.federation": true, "people.sign-in-link": true, "people.sign-in-code": true, "people.found": true}
	for _, u := range Office().UseCases {
		i := u.Info()
		if i.Public != open[i.Name] {
			t.Errorf("%s: public is %v", i.Name, i.Public)
		}
		_, err := u.Call(t.Context(), k.Kernel, kernel.Actor{}, "", func(any) error { return nil })
		if e := kernel.Refusal(err); e == nil || e.Kind != kernel.Denied && e.Kind != kernel.NotFound {
			t.Errorf("%s answers nobody: %v", i.Name, err)
		}
	}
}

// What every request and every search asks goes by an index.
func TestPlans(t *testing.T) {
	k := kerneltest.Open(t, "sqlite", house)
	for i := range 3 {
		known(t, k, "ليلى "+string(rune('ا'+i)))
	}
	find, args := findText(arabic.QueryTokens("ليلى حداد"))
	for name, q := range map[string]struct {
		text string
		args []any
	}{
		"session": {bearerText, []any{"x"}},
		"grants":  {heldText, []any{"2017", "x"}},
		"page":    {listPage, []any{"", "", 51}},
		"search":  {find, append(args, "", "", 51)},
		"key":     {keyText, []any{"x"}},
	} {
		kerneltest.Must(t, 0, k.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
			type step struct {
				id, parent, unused int64
				detail             string
			}
			plan, err := sqldb.All(tx, func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} }, "EXPLAIN QUERY PLAN "+q.text, q.args...)
			for _, s := range plan {
				scan := strings.HasPrefix(s.detail, "SCAN ") && !strings.Contains(s.detail, "CONSTANT ROW") && !strings.HasPrefix(s.detail, "SCAN q") && !strings.HasPrefix(s.detail, "SCAN hit") && !strings.Contains(s.detail, "USING INDEX")
				if scan {
					t.Errorf("%s: %s", name, s.detail)
				}
			}
			return err
		}))
	}
}

// A list of many is paged through whole, each person once, in the order of names.
func TestPaging(t *testing.T) {
	kerneltest.Each(t, house, func(t *testing.T, k *kerneltest.Kernel) {
		var wg sync.WaitGroup
		const n = 2*pageRows + 7
		for i := range n {
			wg.Go(func() {
				_, err := kerneltest.Run(t, k, Register, sec, Registration{Name: words.Local{Ar: fmt.Sprintf("ليلى حداد %d", i%40)}})
				kerneltest.Must(t, 0, err)
			})
		}
		wg.Wait()
		for _, q := range []string{"", "حداد", "haddad"} {
			seen, last := map[string]bool{}, ""
			for after, more := "", true; more; more = after != "" {
				page, err := kernel.Ask(t.Context(), k.Kernel, SeeList, sec, Search{Q: q, After: after})
				kerneltest.Must(t, 0, err)
				for _, r := range page.Rows {
					if key := sortKey(r.Name); seen[r.ID] || key < last {
						t.Fatalf("%q: %s comes twice or out of order", q, r.Name.Ar)
					} else {
						seen[r.ID], last = true, key
					}
				}
				after = page.Next
			}
			if len(seen) != n {
				t.Errorf("%q finds %d of %d", q, len(seen), n)
			}
		}
	})
}
