package wire_test

// What is read is what strictjson reads, and what is common is read.

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/strictjson"
	"github.com/rlscreen/rlscreen/internal/wire"
)

// parse reads a document both ways. What is accepted must be what the strict
// decoder makes of it, and must not change with the document.
func parse[T any](t testing.TB, strict *strictjson.Decoder, read func([]byte, *T) bool, document []byte) (accepted, strictly bool) {
	t.Helper()
	var got, want T
	faults, err := strict.Decode(document, &want)
	scratch := bytes.Clone(document)
	accepted, strictly = read(scratch, &got), faults == nil && err == nil
	if !bytes.Equal(scratch, document) {
		t.Fatalf("%s\nwas changed to\n%s", document, scratch)
	}
	clear(scratch)
	if accepted && !strictly {
		t.Fatalf("%s\nis accepted in spite of %v %v", document, faults, err)
	}
	if accepted && !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\nis read as %s\nwant       %s", document, marshal(t, got), marshal(t, want))
	}
	return accepted, strictly
}

func parseRequest(t testing.TB, strict *strictjson.Decoder, document string) (accepted, strictly bool) {
	t.Helper()
	return parse(t, strict, wire.ParseScreeningRequest, []byte(document))
}

func batchLine(id, request string) []byte {
	return []byte(`{"id":"` + id + `","request":` + request + `}`)
}

func TestKnownRequestsAreRead(t *testing.T) {
	strict := strictjson.New()
	for id, body := range requests(t) {
		if ok, _ := parse(t, strict, wire.ParseScreeningRequest, body); !ok {
			t.Errorf("request %s is left to strictjson", id)
		}
		if ok, _ := parse(t, strict, wire.ParseBatchLine, batchLine(id, string(body))); !ok {
			t.Errorf("line %s is left to strictjson", id)
		}
	}
}

// TestRandomRequestsAreRead would fail for a member of a request that the
// generated code does not read.
func TestRandomRequestsAreRead(t *testing.T) {
	strict, r := strictjson.New(), rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var line v1.BatchLine
		fillByTags(r, reflect.ValueOf(&line).Elem())
		if ok, strictly := parse(t, strict, wire.ParseBatchLine, marshal(t, line)); !ok || !strictly {
			t.Fatalf("%s\nis accepted: %v, strictly: %v", marshal(t, line), ok, strictly)
		}
	}
}

func TestRead(t *testing.T) {
	strict := strictjson.New()
	for name, document := range map[string]string{
		"an empty object":                  `{}`,
		"white space everywhere":           " \r\n\t{ \"patient\" :\t{ \"age_years\" : 34 , \"sex\":\"male\" } , \"labs\" : [ ] }\n",
		"empty sections are not nil":       `{"patient":{},"safety":{}}`,
		"empty lists are not nil":          `{"medications":[],"labs":[]}`,
		"members in another order":         `{"safety":{"low_mood":"no","hot_swollen_leg":"yes"},"as_of":"2024-02-29"}`,
		"limits":                           `{"patient":{"age_years":120,"gestation_weeks":0},"course":{"lifetime_episodes":1000000,"days_per_week":7}}`,
		"minus zero":                       `{"patient":{"age_years":-0},"course":{"days_per_week":-0},"labs":[{"value":-0.00,"unit":"%"}]}`,
		"fractions":                        `{"labs":[{"value":0.1,"unit":"%"},{"value":-12.345678901234,"unit":"%"},{"value":27.951999999999998,"unit":"%"},{"value":123456789.00000000000000001,"unit":"%"}]}`,
		"as many medications as there may": list(100),
		"a name as long as it may be":      medication(strings.Repeat("é", 200)),
		"a name with other letters":        medication("Requip® “Депакин” µ 中文"),
		"a name with spaces around":        medication("  Benadryl "),
		"an apostrophe, slash and delta":   medication("L'Δ/<&>"),
	} {
		if ok, strictly := parseRequest(t, strict, document); !strictly {
			t.Errorf("%s: refused by strictjson", name)
		} else if !ok {
			t.Errorf("%s: left to strictjson", name)
		}
	}
	for _, document := range []string{`{"request":{}}`, `{"id":"","request":{}}`, `{"request":{},"id":" "}`} {
		if ok, strictly := parse(t, strict, wire.ParseBatchLine, []byte(document)); !ok || !strictly {
			t.Errorf("%s: accepted %v, strictly %v", document, ok, strictly)
		}
	}
}

func medication(name string) string { return `{"medications":[{"name":"` + name + `"}]}` }

func list(n int) string {
	return `{"medications":[` + strings.Join(slices.Repeat([]string{`{}`}, n), ",") + `]}`
}

// TestLeftToStrictjson has what is too rare to be read here, whatever
// strictjson then makes of it.
func TestLeftToStrictjson(t *testing.T) {
	strict := strictjson.New()
	for name, c := range map[string]struct {
		document string
		strictly bool
	}{
		"an escaped name":              {`{"patient":{"\u0073ex":"male"}}`, true},
		"an escaped word":              {`{"patient":{"sex":"m\u0061le"}}`, true},
		"an escape in a text":          {medication(`a\u0062`), true},
		"an escaped quotation mark":    {medication(`a \"b\"`), true},
		"an emoji":                     {medication("\U0001f48a"), true},
		"an exponent":                  {`{"patient":{"age_years":3e1}}`, true},
		"a whole number with a point":  {`{"patient":{"age_years":34.0}}`, true},
		"a number beyond the usual":    {`{"labs":[{"value":2147483648,"unit":"%"}]}`, true},
		"a number beyond float64":      {`{"labs":[{"value":1` + strings.Repeat("0", 400) + `,"unit":"%"}]}`, false},
		"an unknown member":            {`{"smoker":"no"}`, false},
		"a name in another case":       {`{"Patient":{}}`, false},
		"a member given twice":         {`{"patient":{"sex":"male","sex":"male"}}`, false},
		"a section given twice":        {`{"patient":{},"patient":{}}`, false},
		"null":                         {`{"patient":null}`, false},
		"a word that is not accepted":  {`{"patient":{"sex":"Male"}}`, false},
		"an empty word":                {`{"patient":{"sex":""}}`, false},
		"a number as a text":           {`{"patient":{"age_years":"34"}}`, false},
		"a text as a number":           {`{"history":{"kidney_disease_stage":3}}`, false},
		"a number above the limit":     {`{"patient":{"age_years":121}}`, false},
		"a number below the limit":     {`{"patient":{"age_years":-1}}`, false},
		"a fraction above the limit":   {`{"course":{"days_per_week":7.1}}`, false},
		"a fraction of years":          {`{"patient":{"age_years":34.5}}`, false},
		"a leading zero":               {`{"patient":{"age_years":034}}`, false},
		"a leading plus":               {`{"patient":{"age_years":+34}}`, false},
		"a point without a digit":      {`{"labs":[{"value":1.,"unit":"%"}]}`, false},
		"a minus without a digit":      {`{"labs":[{"value":-,"unit":"%"}]}`, false},
		"a space behind the minus":     {`{"labs":[{"value":- 1,"unit":"%"}]}`, false},
		"two numbers":                  {`{"patient":{"age_years":3 4}}`, false},
		"too many medications":         {list(101), false},
		"a list that is an object":     {`{"labs":{}}`, false},
		"an object that is a list":     {`{"patient":[]}`, false},
		"an element that is a text":    {`{"medications":["Benadryl"]}`, false},
		"a comma with nothing behind":  {`{"medications":[{},]}`, false},
		"a comma with nothing before":  {`{"medications":[,{}]}`, false},
		"a member without a comma":     {`{"patient":{} "labs":[]}`, false},
		"a comma at the end":           {`{"patient":{},}`, false},
		"a comma at the beginning":     {`{,"patient":{}}`, false},
		"a lab without a unit":         {`{"labs":[{"value":1}]}`, false},
		"a lab without a value":        {`{"labs":[{"unit":"%"}]}`, false},
		"a unit of spaces":             {`{"labs":[{"value":1,"unit":"  "}]}`, false},
		"a unit that is too long":      {`{"labs":[{"value":1,"unit":"` + strings.Repeat("u", 41) + `"}]}`, false},
		"an empty medication name":     {medication(""), false},
		"a medication name of a space": {medication("\u00a0"), false},
		"a name that is too long":      {medication(strings.Repeat("é", 201)), false},
		"a control character":          {medication("a\x01"), false},
		"a delete character":           {medication("a\x7f"), false},
		"a C1 control character":       {medication("a\u0085"), false},
		"a change of direction":        {medication("a\u202eb"), false},
		"a line separator":             {medication("a\u2028b"), false},
		"a noncharacter":               {medication("a\ufdd0"), false},
		"bytes that are not UTF-8":     {medication("a\xff"), false},
		"half a character":             {medication("a\xc3"), false},
		"a surrogate in UTF-8":         {medication("a\xed\xa0\x80"), false},
		"a date of no calendar":        {`{"as_of":"2023-02-29"}`, false},
		"trailing data":                {`{} {}`, false},
		"a trailing null byte":         {"{}\x00", false},
		"a byte order mark":            {"\xef\xbb\xbf{}", false},
		"nothing":                      {``, false},
		"another white space":          {"{\f}", false},
		"an object that stays open":    {`{"patient":{}`, false},
		"a text that stays open":       {`{"as_of":"2024-01-01`, false},
		"a comment":                    {`{} // none`, false},
	} {
		ok, strictly := parseRequest(t, strict, c.document)
		if ok || strictly != c.strictly {
			t.Errorf("%s: accepted %v, strictly %v", name, ok, strictly)
		}
	}
	for _, document := range []string{`{"id":"a"}`, `{"request":{}, "id":"` + strings.Repeat("a", 201) + `"}`, `{"request":[]}`} {
		if ok, strictly := parse(t, strict, wire.ParseBatchLine, []byte(document)); ok || strictly {
			t.Errorf("%s: accepted %v, strictly %v", document, ok, strictly)
		}
	}
}

// TestFormats compares verdicts in both directions.
func TestFormats(t *testing.T) {
	strict, r := strictjson.New(), rand.New(rand.NewPCG(5, 6))
	check := func(document string) {
		if ok, strictly := parseRequest(t, strict, document); ok != strictly {
			t.Fatalf("%s: accepted %v, strictly %v", document, ok, strictly)
		}
	}
	for _, year := range []int{0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999, 10000} {
		for month := range 14 {
			for day := range 33 {
				check(fmt.Sprintf(`{"as_of":"%04d-%02d-%02d"}`, year, month, day))
			}
		}
	}
	for range 4_000 {
		text := make([]byte, r.IntN(12))
		for i := range text {
			text[i] = "0009912-AaZz@[`{ +./:"[r.IntN(21)]
		}
		check(fmt.Sprintf(`{"as_of":"%s"}`, text))
		check(fmt.Sprintf(`{"medications":[{"rxnorm":"%s"}]}`, text))
		check(fmt.Sprintf(`{"medications":[{"atc":"%s"}]}`, text))
		check(fmt.Sprintf(`{"labs":[{"loinc":"%s","value":1,"unit":"%%"}]}`, text))
	}
	for _, date := range []string{"2024-1-01", "24-01-01", "2024-01-1 ", "+024-01-01", "2024/01/01", "2024-01-01T"} {
		check(fmt.Sprintf(`{"as_of":"%s"}`, date))
	}
}

// TestNumbers compares values and verdicts.
func TestNumbers(t *testing.T) {
	strict, r := strictjson.New(), rand.New(rand.NewPCG(7, 8))
	for range 4_000 {
		number := fmt.Sprint(r.IntN(1 << r.IntN(31)))
		if digits := r.IntN(16); digits > 0 {
			number += "." + fmt.Sprintf("%0*d", digits, r.Int64N(1e15))[:digits]
		}
		ok, strictly := parseRequest(t, strict, `{"labs":[{"value":`+number+`,"unit":"%"},{"value":-`+number+`,"unit":"%"}]}`)
		if ok != strictly {
			t.Fatalf("%s: accepted %v, strictly %v", number, ok, strictly)
		}
	}
}

// TestOneByteOff changes each byte of the example into others.
func TestOneByteOff(t *testing.T) {
	strict, body := strictjson.New(), bytes.TrimSpace(example(t))
	for i := range body {
		was := body[i]
		for _, b := range []byte("\x00 \"\\,:{}[]-+.0e9a_\x7f\x80\xc3") {
			body[i] = b
			if wire.ParseScreeningRequest(body, new(v1.ScreeningRequest)) {
				parse(t, strict, wire.ParseScreeningRequest, body)
			}
		}
		body[i] = was
		if wire.ParseScreeningRequest(body[:i], new(v1.ScreeningRequest)) {
			t.Fatalf("%s\nis accepted", body[:i])
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, body := range requests(f) {
		f.Add(body)
		f.Add(batchLine("a", string(body)))
	}
	for _, seed := range []string{
		`{"patient":{"age_years":-0,"sex":"male","sex":"male"}}`, `{"labs":[{"value":1.50,"unit":"µg/L"},{"value":1e3,"unit":"\u0025"}]}`,
		`{"medications":[{"name":"Requip® “x”"},{"atc":"n06ax11"}],"as_of":"2000-02-29"}`, "{\"id\":\"\u2028\xff\",\"request\":{}}",
	} {
		f.Add([]byte(seed))
	}
	strict := strictjson.New()
	f.Fuzz(func(t *testing.T, document []byte) {
		parse(t, strict, wire.ParseScreeningRequest, document)
		parse(t, strict, wire.ParseBatchLine, document)
	})
}
