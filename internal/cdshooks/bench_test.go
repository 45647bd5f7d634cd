package cdshooks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// bigChart is a call with a chart of n resources, as a health record sends
// them: with narrative, identifiers and references.
func bigChart(tb testing.TB, n int) string {
	tb.Helper()
	more := func(resource object, i int) object {
		resource["id"] = fmt.Sprint(resource["id"], i)
		resource["meta"] = object{"versionId": "1", "lastUpdated": "2026-10-30T10:00:00Z", "profile": []string{"http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"}}
		resource["text"] = object{"status": "generated", "div": `<div xmlns="http://www.w3.org/1999/xhtml"><p>` + strings.Repeat("Generated narrative. ", 20) + `</p></div>`}
		resource["identifier"] = []object{{"system": "urn:oid:1.2.3.4.5", "value": fmt.Sprintf("identifier-%d", i)}}
		resource["encounter"] = object{"reference": fmt.Sprintf("Encounter/%d", i), "display": "Office visit"}
		resource["performer"] = []object{{"reference": "Practitioner/1", "display": "Somebody, MD"}}
		return resource
	}
	c := chart{conditions: []object{rls()}}
	for i := range n {
		day := fmt.Sprintf("20%02d-%02d-%02d", 10+i%16, 1+i%12, 1+i%28)
		switch i % 10 {
		case 0:
			c.conditions = append(c.conditions, more(condition(icd10cm, fmt.Sprintf("J%02d.%d", i%100, i%10)), i))
		case 1:
			c.medications = append(c.medications, more(medication(fmt.Sprint(100000+i), "active"), i))
		case 2:
			c.observations = append(c.observations, more(ferritin(float64(20+i%200), day), i))
		default:
			c.observations = append(c.observations, more(lab("2160-0", 0.8, "mg/dL", day), i))
		}
	}
	return jsonOf(tb, view(c))
}

// A chart of 5,000 resources, beside the floors of the same bytes.
func BenchmarkChartOf5000(b *testing.B) {
	body := bigChart(b, 5000)
	handlers := map[string]http.Handler{"call": newAPI(b, nil), "echo-codec": codec(false), "echo-valid": codec(true)}
	for _, name := range []string{"call", "echo-codec", "echo-valid"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if answer := post("/cds-services/rls-patient-view", body).send(handlers[name]); answer.Code != http.StatusOK {
					b.Fatal(answer.Body)
				}
			}
		})
	}
}

// A small chart, as most calls have.
func BenchmarkSmallChart(b *testing.B) {
	body := bigChart(b, 20)
	handlers := map[string]http.Handler{"call": newAPI(b, nil), "echo-codec": codec(false)}
	for _, name := range []string{"call", "echo-codec"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				post("/cds-services/rls-patient-view", body).send(handlers[name])
			}
		})
	}
}

// codec is the floor: Echo that decodes the body with Bind and encodes it back,
// or only checks that it is JSON.
func codec(onlyValid bool) http.Handler {
	e := echo.New()
	e.POST("/cds-services/rls-patient-view", func(c echo.Context) error {
		if onlyValid {
			body := make([]byte, c.Request().ContentLength)
			if _, err := io.ReadFull(c.Request().Body, body); err != nil || !jsontext.Value(body).IsValid() {
				return c.NoContent(http.StatusBadRequest)
			}
			return c.NoContent(http.StatusOK)
		}
		var call v1.CDSRequest
		if err := c.Bind(&call); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, call)
	})
	return e
}

// A chart of 5,000 resources is answered, and nothing of it is lost.
func TestALargeChartIsRead(t *testing.T) {
	answer := post("/cds-services/rls-patient-view", bigChart(t, 5000)).send(newAPI(t, nil))
	conforms(t, answer)
	var response v1.CDSResponse
	if err := json.Unmarshal(answer.Body.Bytes(), &response); err != nil || len(response.Cards) == 0 {
		t.Errorf("%v %s", err, answer.Body)
	}
}

// fuzzed holds cards against the rules, whoever they are for.
func fuzzed(t *testing.T, answer *httptest.ResponseRecorder, body string) {
	t.Helper()
	if strings.Contains(body, `"patientId":"`+patient+`"`) {
		conforms(t, answer)
		return
	}
	var response v1.CDSResponse
	if err := json.Unmarshal(answer.Body.Bytes(), &response); err != nil || response.Cards == nil {
		t.Errorf("%v %s", err, answer.Body)
	}
}
