package arabic

import "strings"

// ToLatin replaces Arabic-Indic and Persian digits by 0 to 9, the decimal
// separator ٫ by a point and the thousands separator ٬ by a comma.
func ToLatin(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return latinDigit(r) != r }) < 0 {
		return s
	}
	return strings.Map(latinDigit, s)
}

func latinDigit(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return r - '٠' + '0'
	case r >= '۰' && r <= '۹':
		return r - '۰' + '0'
	case r == '٫':
		return '.'
	case r == '٬':
		return ','
	}
	return r
}
