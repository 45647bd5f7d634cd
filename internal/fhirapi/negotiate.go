package fhirapi

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// contentType is that of every answer.
const contentType = fhir.MediaType + "; charset=utf-8"

// mediaTypes are the names that a resource as JSON goes by, the right one first.
func mediaTypes() []string {
	return []string{fhir.MediaType, "application/json", "text/json", "application/json+fhir"}
}

// acceptable refuses a request for a representation that there is not. The
// parameter _format wins over the header, as browsers cannot set that.
func acceptable(r *http.Request, query url.Values) error {
	asked := false
	for _, format := range query["_format"] {
		if format = strings.ReplaceAll(strings.TrimSpace(format), " ", "+"); format == "" { // a plus that was not escaped
			continue
		}
		if !isJSON(format) {
			return notAcceptable("http._format", "_format asks for a representation that there is not.")
		}
		asked = true
	}
	if asked || accepts(strings.Join(r.Header["Accept"], ",")) {
		return nil
	}
	return notAcceptable("http.Accept", "Accept asks for representations that there are not.")
}

func notAcceptable(where, detail string) *refusal {
	return refuse(http.StatusNotAcceptable, faultAt(where, fhir.TypeNotSupported, codeNotAcceptable,
		detail+" There is "+fhir.MediaType+" of FHIR "+fhir.Version+" only."))
}

// isJSON reports whether a value of _format asks for JSON.
func isJSON(format string) bool {
	if format == "json" {
		return true
	}
	media, parameters, err := mime.ParseMediaType(format)
	return err == nil && slices.Contains(mediaTypes(), media) && isR4(parameters)
}

// isR4 reports whether the parameters of a media type ask for this version of
// FHIR, or for none.
func isR4(parameters map[string]string) bool {
	version, given := parameters["fhirversion"]
	return !given || version == "4.0" || version == fhir.Version
}

// accepts reports whether an Accept header takes our JSON, by any of its names
// (RFC 9110 section 12.5.1). No header takes anything, and so does one that
// cannot be read at all.
func accepts(header string) bool {
	if header == "" || header == "*/*" || header == fhir.MediaType {
		return true
	}
	best, bestRank, readable := 0.0, 0, false
	for element := range strings.SplitSeq(header, ",") {
		media, parameters, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		quality, ok := qualityOf(parameters)
		if !ok {
			continue
		}
		readable = true
		if rank := rankOf(media, parameters); rank > bestRank || rank == bestRank && quality > best {
			best, bestRank = quality, rank
		}
	}
	return !readable || bestRank > 0 && best > 0
}

func qualityOf(parameters map[string]string) (float64, bool) {
	q, given := parameters["q"]
	if !given {
		return 1, true
	}
	quality, err := strconv.ParseFloat(q, 64)
	return quality, err == nil && quality >= 0 && quality <= 1
}

// rankOf is how closely a media range names our JSON; 0 is not at all. A closer
// range decides over a wider one, whatever their order.
func rankOf(media string, parameters map[string]string) int {
	switch {
	case !isR4(parameters):
		return 0
	case slices.Contains(mediaTypes(), media):
		return 3
	case media == "application/*":
		return 2
	case media == "*/*":
		return 1
	default:
		return 0
	}
}

// preference is what a Prefer header asks for (RFC 7240), as far as it is known here.
type preference struct {
	strict         bool // handling=strict: an unknown search parameter is an error
	representation bool // return=representation: the result itself, without Parameters around it
}

// readPrefer reads Prefer headers. What cannot be read is left out, since a
// preference may always be ignored.
func readPrefer(header []string) preference {
	var p preference
	for _, line := range header {
		for element := range strings.SplitSeq(line, ",") {
			element, _, _ = strings.Cut(element, ";")
			name, value, _ := strings.Cut(element, "=")
			value = strings.Trim(strings.TrimSpace(value), `"`)
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "handling":
				p.strict = p.strict || strings.EqualFold(value, "strict")
			case "return":
				p.representation = p.representation || strings.EqualFold(value, "representation")
			}
		}
	}
	return p
}
