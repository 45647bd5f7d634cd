package chart_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// largeChart is a Bundle of 5,000 resources as health records send them, about
// 6 MB: most of it observations, much of it of no use here.
func largeChart() []byte {
	const filler = `"meta":{"versionId":"1","lastUpdated":"2026-10-01T10:00:00.000Z","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"]},` +
		`"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>A narrative that nobody reads, and that every record sends all the same, for each of its resources.</p><p>It repeats what the resource says: code, date, value, and reference range of the laboratory, in words.</p></div>"},` +
		`"identifier":[{"use":"usual","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"FILL"}]},"system":"urn:oid:1.2.840.114350","value":"1234567890"}],` +
		`"encounter":{"reference":"Encounter/e1","display":"Office visit"},"performer":[{"reference":"Organization/1","display":"The laboratory of the hospital"}]`
	var entries []string
	add := func(resource string) {
		i := len(entries)
		entries = append(entries, fmt.Sprintf(`{"fullUrl":"https://ehr.example/fhir/r/%d","resource":%s,"search":{"mode":"match"}}`, i, resource))
	}
	add(woman)
	for i := 1; i < 5000; i++ {
		id := fmt.Sprint(i)
		date := on(fmt.Sprintf("20%02d-%02d-%02dT08:15:00-05:00", 10+i%16, 1+i%12, 1+i%28))
		var resource string
		switch i % 10 {
		case 0:
			resource = conditionOf(id, icd10cm, []string{"E11.42", "I10", "G25.81", "J45.909", "N18.31"}[i/10%5], about("Patient/p"))
		case 1:
			resource = orderOf(id, taking(rxnorm, []string{"36437", "314076", "197361", "72302"}[i/10%4]), about("Patient/p"), `"status":"`+[]string{"active", "stopped", "completed"}[i/10%3]+`"`)
		case 2, 3:
			resource = `{"resourceType":"` + []string{"Encounter", "Procedure"}[i%2] + `","id":"` + id + `","status":"finished","subject":{"reference":"Patient/p"}}`
		case 4:
			resource = resultOf(id, []string{"2276-4", "2502-3", "98979-8", "718-7"}[i/10%4], float64(20+i%50), []string{"ng/mL", "%", "mL/min/{1.73_m2}", "g/dL"}[i/10%4], date, about("Patient/p"))
		default:
			resource = resultOf(id, []string{"8867-4", "8310-5", "29463-7", "2951-2"}[i%4], float64(i%100), "/min", date, about("Patient/p"))
		}
		add(strings.TrimSuffix(resource, "}") + "," + filler + "}")
	}
	return []byte(`{"resourceType":"Bundle","type":"searchset","total":5000,"entry":[` + strings.Join(entries, ",\n") + `]}`)
}

// Reading a chart of 5,000 resources beside decoding the same bytes into
// nothing but maps and lists: one run gives the ratio.
func BenchmarkRead(b *testing.B) {
	raw := largeChart()
	s := service(b)
	b.Run("floor-json-any", func(b *testing.B) {
		b.SetBytes(int64(len(raw)))
		for b.Loop() {
			var any any
			if err := json.Unmarshal(raw, &any); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(raw)))
		b.ReportAllocs()
		for b.Loop() {
			c := chart.Read(chart.Subject{}, []chart.Content{{Raw: raw}}, s, today)
			if len(c.Labs) == 0 || len(c.Medications) == 0 || !c.Has("rls") {
				b.Fatal("nothing was read")
			}
		}
	})
}
