package wire

// The formats of internal/strictjson, on bytes. Tests compare the two.

func isDate(s []byte) bool {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' ||
		!digits(s[:4]) || !digits(s[5:7]) || !digits(s[8:]) {
		return false
	}
	year, month, day := numeral(s[:4]), numeral(s[5:7]), numeral(s[8:])
	return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func isRxNorm(s []byte) bool { return len(s) <= 10 && digits(s) }

func isATC(s []byte) bool {
	if len(s) != 5 && len(s) != 7 {
		return false
	}
	return letters(s[:1]) && digits(s[1:3]) && letters(s[3:5]) && (len(s) == 5 || digits(s[5:]))
}

func isLOINC(s []byte) bool {
	n := len(s) - 2 // before the hyphen
	return n >= 1 && n <= 7 && digits(s[:n]) && s[n] == '-' && digits(s[n+1:])
}

func digits(s []byte) bool { return len(s) > 0 && leadingDigits(s) == len(s) }

func letters(s []byte) bool {
	for _, b := range s {
		if b |= 0x20; b < 'a' || b > 'z' {
			return false
		}
	}
	return len(s) > 0
}

// numeral is the value of a few digits.
func numeral(digits []byte) (n int) {
	for _, b := range digits {
		n = n*10 + int(b-'0')
	}
	return n
}
