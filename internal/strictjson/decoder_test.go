package strictjson_test

// What is accepted, and that it arrives as it was sent.

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

func TestTheExampleOfTheContractIsDecodedLikeEncodingJSONDoes(t *testing.T) {
	got, fields := decode[v1.ScreeningRequest](t, string(example(t)))
	expectFaults(t, fields)
	var want v1.ScreeningRequest
	if err := json.Unmarshal(example(t), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestAnEmptyListIsKeptApartFromOneThatWasLeftOut(t *testing.T) {
	got, fields := decode[v1.ScreeningRequest](t, `{"medications":[]}`)
	expectFaults(t, fields)
	if got.Medications == nil || len(got.Medications) != 0 {
		t.Errorf("medications %#v, want empty and not nil", got.Medications)
	}
	if got.Labs != nil {
		t.Errorf("labs %#v, want nil", got.Labs)
	}
}

func TestAnEmptyObjectIsKeptApartFromOneThatWasLeftOut(t *testing.T) {
	got, _ := decode[v1.ScreeningRequest](t, `{"patient":{}}`)
	if got.Patient == nil || got.Course != nil {
		t.Errorf("patient %v, course %v", got.Patient, got.Course)
	}
}

func TestWholeNumbersAreTakenInAnyForm(t *testing.T) {
	for document, want := range map[string]int{
		"0": 0, "-0": 0, "0.0": 0, "0e9": 0, "0e99999999999999999999": 0, "5": 5, "5.0": 5, "5.000": 5, "1e1": 10,
		"1E+1": 10, "1.2e1": 12, "120e-1": 12, "100": 100, "1000e-1": 100, "0.5e1": 5, "0.05e2": 5,
		"1" + strings.Repeat("0", 300) + "e-300": 1, "0." + strings.Repeat("0", 300) + "7e301": 7,
	} {
		got, fields := decode[v1.ScreeningRequest](t, `{"patient":{"age_years":`+document+`}}`)
		if fields != nil || *got.Patient.AgeYears != want {
			t.Errorf("%.40s: %v", document, fields)
		}
	}
}

func TestTheEdgesOfInt64AreTaken(t *testing.T) {
	for document, want := range map[string]int{
		"9223372036854775807": 1<<63 - 1, "9223372036854775807.0": 1<<63 - 1, "9.223372036854775807e18": 1<<63 - 1,
	} {
		got, fields := decode[order](t, `{"tubes":["red"],"place":{"ward":"w"},"count":`+document+`}`)
		if fields != nil || got.Count != want {
			t.Errorf("%s: got %d, %v", document, got.Count, fields)
		}
	}
}

func TestTextsThatPeopleTypeAreTaken(t *testing.T) {
	for _, name := range []string{
		"Benadryl", "Ropinirol 0,5 mg (½ Tbl.)", "左旋多巴", "ليفودوبا", "L‑Dopa™", "a\u200db", "👩‍⚕️", `"quoted" \ / </script>`, "\ufffd", "\u00a0x",
	} {
		quoted, _ := json.Marshal(name)
		got, fields := decode[v1.ScreeningRequest](t, medication(string(quoted)))
		if fields != nil || got.Medications[0].Name != name {
			t.Errorf("%q: %v", name, fields)
		}
	}
}

func TestEscapesInNamesAndAnswersMeanTheirCharacters(t *testing.T) {
	got, fields := decode[v1.ScreeningRequest](t, `{"p\u0061tient":{"sex":"f\u0065male"}}`)
	expectFaults(t, fields)
	if got.Patient == nil || got.Patient.Sex != "female" {
		t.Errorf("got %+v", got.Patient)
	}
}

func TestSpaceAroundTheDocumentIsAccepted(t *testing.T) {
	_, fields := decode[v1.ScreeningRequest](t, " \r\n\t{ } \r\n\t")
	expectFaults(t, fields)
}

func TestTheLargestAcceptedDocumentIsTaken(t *testing.T) {
	lab := `{"test":"ferritin","value":1e-3,"unit":"ng/mL","collected_on":"2024-02-29"}`
	name := `{"name":"` + strings.Repeat("é", 200) + `"}`
	got, fields := decode[v1.ScreeningRequest](t, `{"labs":[`+repeat(lab, 200)+`],"medications":[`+repeat(name, 100)+`]}`)
	expectFaults(t, fields)
	if len(got.Labs) != 200 || len(got.Medications) != 100 {
		t.Errorf("%d labs, %d medications", len(got.Labs), len(got.Medications))
	}
}

func TestNestedRequestsAndOtherKindsAreDecoded(t *testing.T) {
	got, fields := decode[line](t, `{"id":"","request":{"patient":{"sex":"male"}}}`)
	expectFaults(t, fields)
	if got.Request == nil || got.Request.Patient.Sex != "male" {
		t.Errorf("got %+v", got)
	}
	other, fields := decode[order](t, `{"urgent":true,"fasting":false,"count":2,"small":-128,"ratio":-0.0,"single":1.5,"note":"äöü",`+
		`"free":" ","tubes":["red","blue"],"doses":[1,2.0],"place":{"ward":"w"},"a/b~c":"x","parts":[{"tubes":["red"],"place":{"ward":"v"}}]}`)
	expectFaults(t, fields)
	again, err := json.Marshal(other)
	const want = `{"urgent":true,"fasting":false,"count":2,"small":-128,"single":1.5,"note":"äöü","free":" ",` +
		`"tubes":["red","blue"],"doses":[1,2],"place":{"ward":"w"},"a/b~c":"x","parts":[{"tubes":["red"],"place":{"ward":"v"}}]}`
	if err != nil || string(again) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, again, want)
	}
}

func TestTheDestinationIsEmptiedFirst(t *testing.T) {
	into := line{ID: "old", Request: &v1.ScreeningRequest{AsOf: "2020-01-01"}}
	if fields, err := strictjson.New().Decode([]byte(`{"request":{}}`), &into); fields != nil || err != nil {
		t.Fatal(fields, err)
	}
	if into.ID != "" || into.Request.AsOf != "" {
		t.Errorf("something is left: %+v", into)
	}
}

func TestAcceptableMembersSurviveFaultsBesideThem(t *testing.T) {
	got, fields := decode[v1.ScreeningRequest](t, `{"as_of":"2026-11-20","patient":{"age_years":"34","sex":"male","pregnancy":"maybe","gestation_weeks":-1},`+
		`"labs":[7,{"test":"iron","value":"x","unit":"g"}],"criteria":[],"safety":{"low_mood":"no"}}`)
	expectFaults(t, fields, "/patient/age_years type", "/patient/pregnancy one_of", "/patient/gestation_weeks range",
		"/labs/0 type", "/labs/1/value type", "/criteria type")
	want := v1.ScreeningRequest{
		AsOf: "2026-11-20", Patient: &v1.Patient{Sex: "male"},
		Labs: []v1.Lab{{}, {Test: "iron", Unit: "g"}}, Safety: &v1.Safety{LowMood: "no"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestOneDecoderServesManyAtOnceAndKeepsNothingOfTheOthers(t *testing.T) {
	decoder := strictjson.New()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 50 {
				if i%2 == 0 {
					var into v1.ScreeningRequest
					if fields, err := decoder.Decode(example(t), &into); fields != nil || err != nil {
						t.Error(fields, err)
					}
					continue
				}
				var into line
				fields, err := decoder.Decode([]byte(`{"request":{"labs":[{"unit":5}]}}`), &into)
				if got := brief(fields); err != nil || got != "/request/labs/0/value required\n/request/labs/0/unit type" {
					t.Error(got, err)
				}
			}
		})
	}
	group.Wait()
}

func TestWhatCannotBeADestinationIsAnInternalError(t *testing.T) {
	var text string
	for _, dst := range []any{nil, 5, &text, v1.ScreeningRequest{}, (*v1.ScreeningRequest)(nil)} {
		if fields, err := strictjson.New().Decode([]byte(`{}`), dst); err == nil || err.Kind != problem.Internal || fields != nil {
			t.Errorf("%T: %v, %v", dst, fields, err)
		}
	}
}
