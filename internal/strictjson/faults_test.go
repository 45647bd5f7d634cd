package strictjson_test

// What is refused in a document that can be read: place, code, order, words.

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

func TestEachFaultHasItsPlaceAndCode(t *testing.T) {
	for _, c := range []struct{ rule, document, want string }{
		{"the document must be an object", `[]`, " type"},
		{"null is not a document", `null`, " type"},
		{"a text is not a document", `"{}"`, " type"},
		{"null is not an answer", `{"patient":{"sex":null}}`, "/patient/sex null"},
		{"null is not a section", `{"patient":null}`, "/patient null"},
		{"null is not a list", `{"labs":null}`, "/labs null"},
		{"null is not an element", `{"medications":[null]}`, "/medications/0 null"},
		{"a required member that is null is not missing too", `{"labs":[{"value":null,"unit":"g"}]}`, "/labs/0/value null"},
		{"a required member of another type is not missing too", `{"labs":[{"value":"1","unit":1}]}`, "/labs/0/value type\n/labs/0/unit type"},
		{"an element of another type misses nothing", `{"labs":[5]}`, "/labs/0 type"},
		{"an object is not a list", `{"labs":{}}`, "/labs type"},
		{"a list is not an object", `{"patient":[{"age_years":1}]}`, "/patient type"},
		{"an answer is not a truth value", `{"criteria":{"urge_to_move":true}}`, "/criteria/urge_to_move type"},
		{"a stage is a text", `{"history":{"kidney_disease_stage":3}}`, "/history/kidney_disease_stage type"},
		{"a number is not a text", `{"patient":{"age_years":"34"}}`, "/patient/age_years type"},
		{"age is a whole number", `{"patient":{"age_years":34.5}}`, "/patient/age_years type"},
		{"a tiny fraction is a fraction", `{"patient":{"age_years":1e-9999999999999999999}}`, "/patient/age_years type"},
		{"beyond int64", `{"patient":{"age_years":9223372036854775808}}`, "/patient/age_years range"},
		{"far beyond int64", `{"patient":{"age_years":-1e9999999999999999999}}`, "/patient/age_years range"},
		{"a number beyond the largest float", `{"labs":[{"value":1e309,"unit":"g"}]}`, "/labs/0/value range"},
		{"age below its range", `{"patient":{"age_years":-1}}`, "/patient/age_years range"},
		{"age above its range", `{"patient":{"age_years":121}}`, "/patient/age_years range"},
		{"a number above its range", `{"course":{"days_per_week":7.01}}`, "/course/days_per_week range"},
		{"an answer that is not one", `{"criteria":{"urge_to_move":"maybe"}}`, "/criteria/urge_to_move one_of"},
		{"the case of an answer counts", `{"criteria":{"urge_to_move":"Yes"}}`, "/criteria/urge_to_move one_of"},
		{"space around an answer counts", `{"criteria":{"urge_to_move":"yes "}}`, "/criteria/urge_to_move one_of"},
		{"two answers are not one", `{"criteria":{"urge_to_move":"yes no"}}`, "/criteria/urge_to_move one_of"},
		{"an empty answer is not one that was left out", `{"criteria":{"urge_to_move":""}}`, "/criteria/urge_to_move one_of"},
		{"an empty date is not one that was left out", `{"as_of":""}`, "/as_of format"},
		{"an empty name", medication(`""`), "/medications/0/name required"},
		{"a name of white space", medication(`" \u00a0\u3000"`), "/medications/0/name required"},
		{"a unit of white space", `{"labs":[{"value":1,"unit":" "}]}`, "/labs/0/unit required"},
		{"a name of 201 characters", medication(`"` + strings.Repeat("é", 201) + `"`), "/medications/0/name too_long"},
		{"a member of another object", `{"urge_to_move":"yes"}`, "/urge_to_move unknown_member"},
		{"the case of a name counts", `{"Patient":{}}`, "/Patient unknown_member"},
		{"the empty name", `{"":1}`, "/ unknown_member"},
		{"a name is escaped in a pointer", `{"a/b~c":1}`, "/a~1b~0c unknown_member"},
		{"a name of control characters is mended", `{"a\u0000\u202eb":1}`, "/a\ufffd\ufffdb unknown_member"},
		{"a long name is cut", `{"` + strings.Repeat("é", 65) + `":1}`, "/" + strings.Repeat("é", 64) + " unknown_member"},
		{"a lone surrogate in a name", `{"a\ud800":1}`, "/a\ufffd unknown_member"},
		{"inside an unknown member nothing is judged", `{"x":{"as_of":5,"y":[null,"\u0000",1e999]}}`, "/x unknown_member"},
		{"a required member that is absent", `{"labs":[{"unit":"g"}]}`, "/labs/0/value required"},
		{"a date that the calendar does not have", `{"as_of":"2026-02-29"}`, "/as_of format"},
		{"one medication too many", `{"medications":[` + repeat("{}", 101) + `]}`, "/medications too_many"},
		{"beyond the limit of a list nothing is judged", `{"medications":[` + repeat("{}", 100) + `,5,null,{"x":1}]}`, "/medications too_many"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, fields := decode[v1.ScreeningRequest](t, c.document)
			expectFaults(t, fields, c.want)
		})
	}
}

func TestOtherKindsHaveTheirFaults(t *testing.T) {
	const rest = `"tubes":["red"],"place":{"ward":"w"}`
	for _, c := range []struct{ rule, document, want string }{
		{"a truth value is not a text", `{` + rest + `,"urgent":"true"}`, "/urgent type"},
		{"a truth value is not null", `{` + rest + `,"fasting":null}`, "/fasting null"},
		{"below a limit without an upper one", `{` + rest + `,"count":1}`, "/count range"},
		{"above a limit without a lower one", `{` + rest + `,"ratio":1.51}`, "/ratio range"},
		{"beyond the size of the number", `{` + rest + `,"small":128}`, "/small range"},
		{"beyond the size of the float", `{` + rest + `,"single":1e39}`, "/single range"},
		{"a text that is too short", `{` + rest + `,"note":"äö"}`, "/note format"},
		{"a text that is too long", `{` + rest + `,"note":"123456"}`, "/note too_long"},
		{"elements have rules", `{"place":{"ward":"w"},"tubes":["red","","green","blue"]}`, "/tubes too_many\n/tubes/1 one_of\n/tubes/2 one_of"},
		{"a list that is too short", `{"place":{"ward":"w"},"tubes":[]}`, "/tubes required"},
		{"a list that is missing", `{"place":{"ward":"w"}}`, "/tubes required"},
		{"an element below its limit", `{` + rest + `,"doses":[1,0,"1",null]}`, "/doses/1 range\n/doses/2 type\n/doses/3 null"},
		{"an object that is missing with what it must have", `{"tubes":["red"]}`, "/place/ward required"},
		{"an object of another type misses nothing", `{"tubes":["red"],"place":5}`, "/place type"},
		{"our own names are escaped", `{` + rest + `,"a/b~c":"y"}`, "/a~1b~0c one_of"},
		{"a member that is not for JSON is unknown", `{` + rest + `,"Hidden":"y","private":1,"-":2}`, "/Hidden unknown_member\n/private unknown_member\n/- unknown_member"},
		{"an element that holds itself", `{` + rest + `,"parts":[{"place":{}},null]}`, "/parts/0/tubes required\n/parts/0/place/ward required\n/parts/1 null"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, fields := decode[order](t, c.document)
			expectFaults(t, fields, c.want)
		})
	}
	_, fields := decode[line](t, `{}`)
	expectFaults(t, fields, "/request required")
	_, fields = decode[line](t, `{"request":null,"id":7}`)
	expectFaults(t, fields, "/request null", "/id type")
}

func TestCharactersThatHideOrReorderAreRefused(t *testing.T) {
	for _, r := range []rune{
		0x7f, 0x80, 0x85, 0x9f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfdd0, 0xfdef, 0xfffe, 0xffff, 0x1fffe, 0x10ffff,
	} {
		_, fields := decode[v1.ScreeningRequest](t, medication(`"a`+string(r)+`b"`))
		if got := brief(fields); got != "/medications/0/name control_character" {
			t.Errorf("%U: %s", r, got)
		}
	}
	for _, escaped := range []string{
		`\u0000`, `\t`, `\n`, `\r`, `\b`, `\f`, `\u001b`, `\u007f`, `\u009f`, `\u2028`, `\u202e`, `\uffff`, `\ud83f\udffe`,
		`\ud800`, `\udc00`, `\ud800\ud800`, `\ud800x`, `\udc00\ud800`,
	} {
		_, fields := decode[v1.ScreeningRequest](t, `{"labs":[{"value":1,"unit":"g`+escaped+`"}]}`)
		if got := brief(fields); got != "/labs/0/unit control_character" {
			t.Errorf("%s: %s", escaped, got)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format, document string
		good, bad        []string
	}{
		{
			"date", `{"as_of":%q}`,
			[]string{"2026-11-20", "2024-02-29", "2000-02-29", "1900-12-31"},
			[]string{"2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-1", "20261120", "2026-11-20T00:00:00Z", "20-11-2026", "2026-11-20 ", "+026-11-20", "２０２６-11-20"},
		},
		{"rxnorm", `{"medications":[{"rxnorm":%q}]}`, []string{"1", "6915", "1234567890"}, []string{"12345678901", "69a5", "-6915", "6915 ", "٦"}},
		{"atc", `{"medications":[{"atc":%q}]}`, []string{"N06AX", "N06AX11", "n06ax11"}, []string{"N", "N06", "N06A", "N06AX1", "N06AX111", "006AX11", "NN6AX11", "N06A111", "N06AXAA", "N06A{11"}},
		{"loinc", `{"labs":[{"value":1,"unit":"%%","loinc":%q}]}`, []string{"2502-3", "1-8", "1234567-8"}, []string{"2502", "25023", "2502-", "-3", "12345678-9", "2502-33", "25a2-3", "2502-x", "2502–3", "-"}},
	} {
		t.Run(c.format, func(t *testing.T) {
			for _, s := range c.good {
				if _, fields := decode[v1.ScreeningRequest](t, fmt.Sprintf(c.document, s)); fields != nil {
					t.Errorf("%q is refused: %v", s, fields)
				}
			}
			for _, s := range c.bad {
				_, fields := decode[v1.ScreeningRequest](t, fmt.Sprintf(c.document, s))
				if !strings.HasSuffix(brief(fields), " format") || len(fields) != 1 || len(fields[0].Accepted) != 1 {
					t.Errorf("%q: %v", s, fields)
				}
			}
		})
	}
}

func TestAFaultSaysWhatWouldHaveBeenAccepted(t *testing.T) {
	for document, want := range map[string][]string{
		`{"criteria":{"urge_to_move":"maybe"}}`:                    {"yes", "no", "not_sure"},
		`{"criteria":{"urge_to_move":true}}`:                       {"yes", "no", "not_sure"},
		`{"patient":{"age_years":121}}`:                            {"0 to 120"},
		`{"patient":{"age_years":1e99}}`:                           {"0 to 120"},
		`{"patient":{"age_years":1.5}}`:                            {"0 to 120"},
		`{"patient":{"age_years":[]}}`:                             {"0 to 120"},
		`{"course":{"days_per_week":8}}`:                           {"0 to 7"},
		`{"as_of":5}`:                                              {"YYYY-MM-DD"},
		`{"criteria":{"nonsense":1}}`:                              {"urge_to_move", "worse_at_rest", "relieved_by_movement", "worse_in_evening", "body_parts"},
		`{"labs":[` + repeat(`{"value":1,"unit":"g"}`, 201) + `]}`: {"at most 200 elements"},
		medication(`"` + strings.Repeat("x", 201) + `"`):           {"at most 200 characters"},
	} {
		_, fields := decode[v1.ScreeningRequest](t, document)
		if len(fields) != 1 {
			t.Errorf("%.60s: %v", document, fields)
			continue
		}
		expectAccepted(t, fields[0], want...)
	}
}

func TestAMisspeltNameIsAnsweredWithTheOneMeant(t *testing.T) {
	for document, hint := range map[string]string{
		`{"Patient":{}}`:                    `did you mean "patient"?`,
		`{"medication":[]}`:                 `did you mean "medications"?`,
		`{"criteria":{"urgeToMove":"yes"}}`: `did you mean "urge_to_move"?`,
		`{"criteria":{"urge-to-move":1}}`:   `did you mean "urge_to_move"?`,
		`{"history":{"sleep_apnea":"no"}}`:  `did you mean "sleep_apnoea"?`,
		`{"criteria":{"worst_at_rest":1}}`:  `did you mean "worse_at_rest"?`,
		`{"age_years":5}`:                   "it belongs at /patient/age_years.",
		`{"patient":{"low_mood":"no"}}`:     "it belongs at /safety/low_mood.",
		`{"x":5}`:                           "There is no member of this name here.",
		`{"lab":{}}`:                        `did you mean "labs"?`,
	} {
		_, fields := decode[v1.ScreeningRequest](t, document)
		if len(fields) != 1 || !strings.Contains(fields[0].Detail, hint) {
			t.Errorf("%s: %v, want %q", document, fields, hint)
		}
	}
}

func TestFaultsStandInTheOrderOfTheDocument(t *testing.T) {
	const document = `{
		"safety": {"low_mood": "perhaps", "mood": "low"},
		"labs": [
			{"unit": "", "x": 1, "collected_on": "yesterday"},
			{"value": "high", "test": "blood"}
		],
		"surprise": {},
		"medications": [{"atc": "N", "name": "  "}, 3],
		"patient": {"sex": "m", "age_years": 200, "pregnancy": null},
		"as_of": "today"
	}`
	want := []string{
		"/safety/low_mood one_of", "/safety/mood unknown_member",
		"/labs/0/value required", "/labs/0/unit required", "/labs/0/x unknown_member", "/labs/0/collected_on format",
		"/labs/1/unit required", "/labs/1/value type", "/labs/1/test one_of",
		"/surprise unknown_member",
		"/medications/0/atc format", "/medications/0/name required", "/medications/1 type",
		"/patient/sex one_of", "/patient/age_years range", "/patient/pregnancy null",
		"/as_of format",
	}
	for range 20 {
		_, fields := decode[v1.ScreeningRequest](t, document)
		expectFaults(t, fields, want...)
	}
}

func TestTheFirstHundredFaultsAreListedAndTheLastSaysThatThereAreMore(t *testing.T) {
	_, fields := decode[v1.ScreeningRequest](t, `{"labs":[`+repeat(`{"value":1,"unit":5}`, 100)+`]}`)
	if len(fields) != 100 || fields[99].Pointer != "/labs/99/unit" {
		t.Errorf("%d faults, the last is %v", len(fields), fields[len(fields)-1])
	}
	// The validator finds those of the first lab, after the reader found 200.
	_, fields = decode[v1.ScreeningRequest](t, `{"labs":[{"test":"x"},`+repeat(`{"value":null,"unit":5}`, 250)+`]}`)
	if len(fields) != 100 || fields[99].Pointer != "" || !strings.Contains(fields[99].Detail, "more faults") {
		t.Fatalf("%d faults, the last is %v", len(fields), fields[len(fields)-1])
	}
	expectFaults(t, fields[:5], "/labs too_many", "/labs/0/value required", "/labs/0/unit required", "/labs/0/test one_of", "/labs/1/value null")
}

func TestFaultsAreWholeUnlessTheyWereCutOrTheReadingEnded(t *testing.T) {
	for document, want := range map[string]bool{
		`{}`:      true,
		`{"x":1}`: true,
		`{"labs":[` + repeat(`{"value":1,"unit":5}`, 100) + `]}`:          true,
		`{"labs":[` + repeat(`{"value":1,"unit":5}`, 101) + `]}`:          false,
		`{"labs":[` + repeat(`{"value":1,"unit":"g"}`, 201) + `]}`:        true, // too many elements
		`{"x":` + strings.Repeat("[", 17) + strings.Repeat("]", 17) + `}`: false,
	} {
		if _, fields := decode[v1.ScreeningRequest](t, document); strictjson.IsWhole(fields) != want {
			t.Errorf("%.60s: %d faults, whole %v", document, len(fields), !want)
		}
	}
}

func TestNestingEndsAtSixteen(t *testing.T) {
	for _, c := range []struct{ rule, document, want string }{
		{"sixteen are read", `{"x":` + strings.Repeat("[", 15) + strings.Repeat("]", 15) + `}`, "/x unknown_member"},
		{"seventeen are not", `{"as_of":1,"x":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `,"y":1}`, "/as_of type\n/x too_deep"},
		{"of lists without end", strings.Repeat("[", 100_000), " too_deep"},
		{"of objects without end", strings.Repeat(`{"a":`, 100_000), "/a too_deep"},
		{"in place of a text", `{"patient":{"sex":` + strings.Repeat("[", 100_000), "/patient/sex too_deep"},
		{"beyond the limit of a list", `{"medications":[` + repeat("{}", 100) + "," + strings.Repeat("[", 100_000), "/medications too_deep"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, fields := decode[v1.ScreeningRequest](t, c.document)
			expectFaults(t, fields, c.want)
		})
	}
}

func TestNestingCostsNoMemory(t *testing.T) {
	decoder, deep := strictjson.New(), []byte(strings.Repeat("[", 1_000_000))
	var into v1.ScreeningRequest
	decode := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = decoder.Decode(deep, &into)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	decode() // compiles the plan
	if allocated := decode(); allocated > 64<<10 {
		t.Errorf("%d bytes were allocated", allocated)
	}
}

func TestNoFaultQuotesWhatWasSent(t *testing.T) {
	const secret = "s3cr3t"
	for _, document := range []string{
		`{"as_of":"s3cr3t","patient":{"sex":"s3cr3t","age_years":"s3cr3t"},"labs":"s3cr3t","x":"s3cr3t","y":{"s3cr3t":1}}`,
		medication(`"s3cr3t` + strings.Repeat("x", 200) + `"`), medication(`"s3cr3t\u0000"`),
		`{"medications":[{"rxnorm":"s3cr3t","atc":"s3cr3t"}],"labs":[{"unit":"s3cr3t` + strings.Repeat("x", 40) + `","loinc":"s3cr3t"}]}`,
		`"s3cr3t"`,
	} {
		_, fields := decode[v1.ScreeningRequest](t, document)
		if len(fields) == 0 || slices.ContainsFunc(fields, func(f problem.Field) bool {
			return strings.Contains(fmt.Sprint(f), secret)
		}) {
			t.Errorf("%s: %v", document, fields)
		}
	}
}
