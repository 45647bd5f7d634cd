package httpapi

import (
	"mime"
	"strconv"
	"strings"
)

// negotiate chooses, after RFC 9110 section 12.5.1, which of the offers the
// Accept header likes best; the earlier offer wins a tie. No header takes
// anything, and so does one that cannot be read at all.
func negotiate(accept []string, offers []string) (string, bool) {
	header := strings.Join(accept, ",")
	if header == "" || header == "*/*" || header == offers[0] {
		return offers[0], true
	}
	ranges := parseAccept(header)
	if len(ranges) == 0 {
		return offers[0], true
	}
	best, bestQuality := "", 0.0
	for _, offer := range offers {
		if q := quality(ranges, offer); q > bestQuality {
			best, bestQuality = offer, q
		}
	}
	return best, best != ""
}

// mediaRange is one element of an Accept header.
type mediaRange struct {
	media   string
	quality float64
}

func parseAccept(header string) []mediaRange {
	var ranges []mediaRange
	for element := range strings.SplitSeq(header, ",") {
		media, parameters, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		r := mediaRange{media, 1}
		if q, given := parameters["q"]; given {
			r.quality, err = strconv.ParseFloat(q, 64)
			if err != nil || r.quality < 0 || r.quality > 1 {
				continue
			}
		}
		ranges = append(ranges, r)
	}
	return ranges
}

// quality is that of the most specific range that holds the offer.
func quality(ranges []mediaRange, offer string) float64 {
	kind, _, _ := strings.Cut(offer, "/")
	for _, match := range []string{offer, kind + "/*", "*/*"} {
		for _, r := range ranges {
			if r.media == match {
				return r.quality
			}
		}
	}
	return 0
}
