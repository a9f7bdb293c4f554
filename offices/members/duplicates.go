package members

import (
	"cmp"
	"slices"
	"strings"

	"ittihad/kernel"
	"ittihad/kernel/words"
	"ittihad/pure/arabic"
)

// Suggestion is two entries that may be one organisation, with a score of at
// most 1000 and what speaks for it: name, licence, phone, email, city.
type Suggestion struct {
	Score   int64        `json:"score"`
	Reasons []string     `json:"reasons"`
	One     Organisation `json:"one"`
	Other   Organisation `json:"other"`
}

// worth is the score from which a pair is shown.
const worth = 850

// suggest scores a pair. A licence of one registrar is all but proof; so is a
// telephone with a similar name. A name alone never reaches the highest score.
func suggest(a, b Organisation) Suggestion {
	s := Suggestion{One: a, Other: b, Reasons: []string{}}
	name := int64(similarity(a.Name, b.Name))
	s.Score = name * 95 / 100
	if name >= worth {
		s.Reasons = append(s.Reasons, "name")
	}
	if k := licenceKey(a.Licence); k != "" && k == licenceKey(b.Licence) && sameRegistrar(a.Registrar, b.Registrar) {
		s.Score = max(s.Score, 900) + 80
		s.Reasons = append(s.Reasons, "licence")
	}
	for reason, same := range map[string]bool{"phone": a.Phone != "" && a.Phone == b.Phone, "email": a.Email != "" && strings.EqualFold(a.Email, b.Email)} {
		if same {
			s.Score = max(s.Score+60, 860)
			s.Reasons = append(s.Reasons, reason)
		}
	}
	if ck := cityKey(a.City); ck != "" && cityKey(b.City) != "" && ck != cityKey(b.City) {
		s.Score -= 60
	} else if ck != "" && ck == cityKey(b.City) {
		s.Score += 30
		s.Reasons = append(s.Reasons, "city")
	}
	slices.Sort(s.Reasons)
	s.Score = min(s.Score, 1000)
	return s
}

// similarity is the best of the names' pairs, across scripts.
func similarity(a, b words.Local) (best int) {
	for _, x := range []string{a.Ar, a.En, a.Tr} {
		if x == "" {
			continue
		}
		n := arabic.Prepare(x)
		for _, y := range []string{b.Ar, b.En, b.Tr} {
			if y != "" {
				best = max(best, n.Similarity(arabic.Prepare(y)))
			}
		}
	}
	return best
}

// Duplicates are pairs that may be one organisation, the likeliest first.
type Duplicates struct {
	Rows []Suggestion `json:"rows"`
}

// SeeDuplicates suggests what may have been entered twice: on the whole roll by
// what is the same (a folded name across scripts, a licence, a telephone, an
// address), or for one organisation also by what is similar.
var SeeDuplicates = kernel.Query[One, Duplicates]{
	Name: "members.duplicates", Personal: true, Who: "the secretary",
	May: func(tx *kernel.Tx, _ One) error { return maySecretary(tx) },
	Do: func(tx *kernel.Tx, in One) (Duplicates, error) {
		if in.ID != "" {
			return likesOf(tx, in.ID)
		}
		return allLikes(tx)
	},
}

// likesMax bounds what is suggested at once.
const likesMax = 100

// Values that several have are read some at a time, until enough pairs stand:
// those that were looked at and set apart, or merged, hide none behind them.
const sharedValues, sharedRounds = 200, 50

func allLikes(tx *kernel.Tx) (d Duplicates, err error) {
	seen := map[Pair]bool{}
	for _, way := range []string{"name", "licence", "phone", "email"} {
		after, found := "", 0
		for range sharedRounds {
			values, err := readShared(tx, way, after, sharedValues)
			if err != nil {
				return d, err
			}
			some, err := likesBy(tx, way, values, seen)
			if err != nil {
				return d, err
			}
			d.Rows = append(d.Rows, some.Rows...)
			if found += len(some.Rows); found >= likesMax || len(values) < sharedValues {
				break
			}
			after = values[len(values)-1]
		}
	}
	return d.likeliest(), nil
}

// likesBy suggests those that have one of the values, unless they were seen.
func likesBy(tx *kernel.Tx, way string, values []string, seen map[Pair]bool) (Duplicates, error) {
	list, err := readSharing(tx, way, values)
	if err != nil {
		return Duplicates{}, err
	}
	pairs := map[Pair]bool{}
	for i, a := range list {
		for _, b := range list[i+1 : min(i+20, len(list))] {
			p := Pair{min(a.id, b.id), max(a.id, b.id)}
			if a.value == b.value && a.id != b.id && !seen[p] {
				pairs[p], seen[p] = true, true
			}
		}
	}
	return suggestions(tx, pairs)
}

func likesOf(tx *kernel.Tx, id string) (Duplicates, error) {
	o, err := Get(tx, id)
	if err != nil {
		return Duplicates{}, err
	}
	var tokens []string
	for _, n := range []string{o.Name.Ar, o.Name.En, o.Name.Tr} {
		for _, t := range arabic.Tokens(n) {
			tokens = addKey(tokens, t)
		}
	}
	ids, err := readSharingTokens(tx, tokens)
	if err != nil {
		return Duplicates{}, err
	}
	pairs := map[Pair]bool{}
	for _, other := range ids {
		if other != id {
			pairs[Pair{min(id, other), max(id, other)}] = true
		}
	}
	return suggestions(tx, pairs)
}

func suggestions(tx *kernel.Tx, pairs map[Pair]bool) (d Duplicates, err error) {
	d.Rows = []Suggestion{}
	var ids, ones []string
	for p := range pairs {
		ids, ones = append(ids, p.ID, p.Other), append(ones, p.ID)
	}
	named, err := Named(tx, ids)
	if err != nil {
		return d, err
	}
	apart, err := readApart(tx, ones)
	if err != nil {
		return d, err
	}
	for p := range pairs {
		if s := suggest(named[p.ID], named[p.Other]); s.Score >= worth && !apart[p] {
			d.Rows = append(d.Rows, s)
		}
	}
	return d.likeliest(), nil
}

// likeliest is the first of them, the likeliest before.
func (d Duplicates) likeliest() Duplicates {
	slices.SortFunc(d.Rows, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.One.ID+a.Other.ID, b.One.ID+b.Other.ID))
	})
	return Duplicates{append([]Suggestion{}, d.Rows[:min(len(d.Rows), likesMax)]...)}
}
