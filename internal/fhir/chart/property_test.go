package chart_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// charts makes charts at random: of codes that mean something, with every
// status and date that there is, and with what should not be there.
type charts struct{ *rand.Rand }

func (r charts) of(list ...string) string { return list[r.IntN(len(list))] }

func (r charts) date() string {
	day := today.AddDate(0, 0, 3-r.IntN(r.pick(10, 60, 400, 30000)))
	switch r.IntN(12) {
	case 0:
		return day.Format("2006")
	case 1:
		return day.Format("2006-01")
	case 2, 3:
		return day.Format("2006-01-02T15:04:05") + r.of("Z", "-08:00", "+13:00")
	case 4:
		return r.of("", "soon", "2026-02-30", "9999-12-31", "0001-01-01")
	default:
		return day.Format(time.DateOnly)
	}
}

func (r charts) pick(list ...int) int { return list[r.IntN(len(list))] }

// members are some of those that a resource may have.
func (r charts) members(list ...string) []string {
	var some []string
	for _, m := range list {
		if r.IntN(3) > 0 {
			some = append(some, m)
		}
	}
	return some
}

func (r charts) subject() string {
	return about(r.of("Patient/p", "Patient/p", "Patient/p", "Patient/q", "#x"))
}

func (r charts) patient() string {
	return object([]string{`"resourceType":"Patient"`, `"id":"p"`}, r.members(
		`"gender":"`+r.of("female", "male", "other", "unknown", "x")+`"`, `"birthDate":"`+r.date()+`"`))
}

func (r charts) condition() string {
	code := [][2]string{
		{icd10cm, "G25.81"},
		{icd10, "G25.8"},
		{snomed, "32914008"},
		{snomed, "1052284009"},
		{icd10cm, "N18.6"},
		{icd10cm, "Z99.2"},
		{icd10cm, "Z94.0"},
		{icd10cm, "N18.31"},
		{icd10cm, "D63.1"},
		{icd10cm, "E11.42"},
		{icd10cm, "Z33.1"},
		{icd10, "O26"},
		{snomed, "86569001"},
		{icd10cm, "K90.0"},
		{icd10cm, "G20.A1"},
		{"", "E11"},
	}[r.IntN(16)]
	age := fmt.Sprintf(`"onsetAge":{"value":%v,"code":%q}`, r.of("-1", "0", "22.5", "44", "119", "1000", "1e300"), r.of("a", "mo", "wk", "kg"))
	return conditionOf(fmt.Sprint(r.IntN(9)), code[0], code[1], r.members(
		r.subject(), age, `"onsetDateTime":"`+r.date()+`"`, `"recordedDate":"`+r.date()+`"`, `"abatementDateTime":"`+r.date()+`"`,
		`"clinicalStatus":`+codeable(clinical, r.of("active", "active", "recurrence", "resolved", "x", "")),
		`"verificationStatus":`+codeable(verification, r.of("confirmed", "confirmed", "refuted", "provisional", "entered-in-error", "")))...)
}

func (r charts) observation() string {
	code := r.of("2276-4", "14723-1", "2498-4", "14798-3", "2500-7", "14800-7", "2502-3", "14801-5", "48642-3", "48643-1", "98979-8", "50210-4",
		"1988-5", "3016-3", "718-7", "82810-3", "18185-9", "11778-8", "8867-4")
	value := r.of("-1", "0", "-0", "0.14", "1", "5", "22", "22.000000001", "74.99", "130", "300", "5000", "1e-9", "1e300")
	unit := r.of("ng/mL", "ug/dL", "umol/L", "pmol/L", "%", "1", "mg/L", "m[IU]/L", "g/dL", "mL/min/{1.73_m2}", "wk", "d", "", "µg/L ", strings.Repeat(" ", 50)+"% ng/mL", strings.Repeat("n", 50))
	return resultOf(fmt.Sprint(r.IntN(9)), code, 0, "", r.members(
		r.subject(), `"status":"`+r.of("final", "final", "amended", "preliminary", "cancelled", "x")+`"`,
		on(r.date()), on(r.date()), `"issued":"`+r.date()+`"`, `"valueDateTime":"`+r.date()+`"`,
		`"valueQuantity":{"value":`+value+`,"comparator":"`+r.of("", "", "", "<", "<=", ">=", ">", "~")+`","`+r.of("unit", "code")+`":"`+unit+`"}`,
		`"valueCodeableConcept":`+codeable(r.of(loinc, snomed), r.of("LA15173-0", "LA26683-5", "LA4489-6", "77386006", "60001007")))...)
}

func (r charts) medicine() string {
	name := r.of("sertraline", "Zoloft", " ", "", strings.Repeat("é", 300), `a\u0000b\u202e`, "\u2028", `\ufffe`, fmt.Sprint("medicine ", r.IntN(300)))
	code := codeable(r.of(rxnorm, "http://www.whocc.no/atc", ""), r.of("36437", "N06AX11", "n06ax11", "123456789012", "N06", "", "x"))
	what := r.of(`"medicationCodeableConcept":`+code, `"medicationCodeableConcept":{"text":"`+name+`"}`, `"medicationReference":{"reference":"Medication/1"}`)
	of := orderOf
	if r.IntN(2) == 0 {
		of = statementOf
	}
	return of(fmt.Sprint(r.IntN(300)), append(r.members(
		r.subject(), `"authoredOn":"`+r.date()+`"`, `"status":"`+r.of("active", "active", "active", "stopped", "completed", "on-hold")+`"`,
		`"effectivePeriod":{"end":"`+r.date()+`"}`, `"reasonReference":[{"reference":"Condition/1"}]`), what)...)
}

func (r charts) resource() string {
	switch r.IntN(20) {
	case 0:
		return r.patient()
	case 1:
		return relativeOf(r.of("MTH", "AUNT", ""), "32914008", r.members(`"status":"`+r.of("partial", "health-unknown")+`"`)...)
	case 2:
		return `{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"}}`
	case 3:
		return r.of(`{"resourceType":"OperationOutcome"}`, `{"resourceType":"Encounter"}`, `7`, `null`, `{}`, `{"resourceType":"Condition","code":[]}`)
	case 4, 5, 6, 7:
		return r.condition()
	case 8, 9, 10, 11, 12, 13:
		return r.medicine()
	default:
		return r.observation()
	}
}

func (r charts) chart() []chart.Content {
	var resources []string
	for range r.pick(3, 30, 300) {
		resources = append(resources, r.resource())
	}
	contents := []chart.Content{{Expression: "a", Raw: []byte(bundle(resources...))}}
	if r.IntN(2) == 0 {
		contents = append(contents, chart.Content{Expression: "b", Raw: []byte(r.resource())})
	}
	return contents
}

func TestTheRequestOfAnyChartIsAccepted(t *testing.T) {
	s := service(t)
	r := charts{rand.New(rand.NewPCG(7, 11))}
	var answered [6]int
	for range 400 {
		c := chart.Read(chart.Subject{}, r.chart(), s, today)
		acceptable(t, s, c)
		req := c.Request()
		for i, given := range []bool{req.Patient != nil, req.Course != nil, req.History != nil, req.Medications != nil, req.Labs != nil, c.Pregnancy != nil} {
			if given {
				answered[i]++
			}
		}
		if strings.Contains(marshal(t, req.History), `"no"`) {
			t.Fatal("no, which no chart says")
		}
	}
	for i, n := range answered {
		if n == 0 {
			t.Errorf("part %d of a request is never answered: the charts prove little", i)
		}
	}
}

func FuzzRead(f *testing.F) {
	s := service(f)
	r := charts{rand.New(rand.NewPCG(1, 2))}
	for range 60 { // small ones, which are quick to change
		f.Add([]byte(bundle(r.resource(), r.resource(), r.resource())))
		f.Add([]byte(r.resource()))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		contents := []chart.Content{{Expression: "x", Raw: raw}}
		acceptable(t, s, chart.Read(chart.Subject{}, contents, s, today))
		chart.ReadOrders(chart.Subject{Reference: "Patient/p"}, contents, s)
	})
}
