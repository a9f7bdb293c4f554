package members

// after is the organisation as the plan would leave it.
func (p Plan) after(o Organisation) Organisation {
	for _, c := range p.Changes {
		switch c.Field {
		case "registered_on":
			o.AdmittedOn = c.To
		case "dues_until":
			o.DuesUntil = c.To
		default:
			o.setValue(c.Field, c.To)
		}
	}
	return o
}

// history is the decisions that a file makes of a new organisation: registered
// on its day, and what it is now from the given day on.
func (p Plan) history(from, file string) (list []Decision) {
	standing, since := p.Said["standing"], p.Said["registered_on"]
	if since == "" {
		since = from
	}
	add := func(standing, since string) {
		list = append(list, Decision{Place: int64(len(list) + 1), Standing: standing, Since: since, Reason: file})
	}
	if standing == Applied {
		add(Applied, since)
		return list
	}
	add(Registered, since)
	if standing != "" && standing != Registered {
		add(standing, max(since, from))
	}
	return list
}
