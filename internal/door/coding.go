package door

import (
	"strconv"
	"strings"
)

// codings is how much a caller wants a body in each of the two codings that
// there are, from 0, not at all, to 1.
type codings struct{ gzip, identity float64 }

// leastWanted is the quality of a body as it is where the caller names other
// codings only: below all that can be written, which has three decimals.
const leastWanted = 0.0001

// readCodings reads Accept-Encoding headers (RFC 9110 section 12.5.3). Without
// one, a body is sent as it is: that is a caller who does not know of codings.
// What cannot be read is passed over.
func readCodings(header []string) codings {
	gzip, identity, others := -1.0, -1.0, -1.0
	for _, line := range header {
		for element := range strings.SplitSeq(line, ",") {
			name, quality, ok := readCoding(element)
			if !ok {
				continue
			}
			switch name {
			case "gzip", "x-gzip":
				gzip = quality
			case "identity":
				identity = quality
			case "*":
				others = quality
			}
		}
	}
	if gzip < 0 {
		gzip = max(others, 0)
	}
	if identity < 0 {
		identity = others
	}
	if identity < 0 {
		identity = leastWanted
	}
	return codings{gzip, identity}
}

// readCoding reads one element, such as "gzip;q=0.5".
func readCoding(element string) (name string, quality float64, ok bool) {
	name, parameters, _ := strings.Cut(element, ";")
	name = strings.ToLower(strings.TrimSpace(name))
	weight, value, given := strings.Cut(parameters, "=")
	if strings.TrimSpace(parameters) == "" {
		return name, 1, name != ""
	}
	if !given || !strings.EqualFold(strings.TrimSpace(weight), "q") {
		return "", 0, false
	}
	quality, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return name, quality, err == nil && quality >= 0 && quality <= 1
}
