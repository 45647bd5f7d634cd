package cdshooks_test

import (
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

const verification = "http://terminology.hl7.org/CodeSystem/condition-ver-status"

// unconfirmed is RLS with another status of verification than confirmed.
func unconfirmed(status string) object {
	c := rls()
	c["verificationStatus"] = coded(verification, status)
	return c
}

// treated is a medicine with RLS as the reason for it.
func treated(code string) object {
	m := medication(code, "active")
	m["reasonCode"] = []object{coded(icd10cm, "G25.81")}
	return m
}

// named gives a resource another id, so that a test can be there twice.
func named(resource object, id string) object {
	resource["id"] = id
	return resource
}

func pregnant(day string) object {
	c := condition(icd10cm, "Z33.1")
	c["recordedDate"] = day
	return c
}

func weeks(n float64, day string) object { return lab("18185-9", n, "wk", day) }

const before = "2026-03-01" // older than old is young: also more than 90 days ago

// texts are the cards of a call, each as "indicator topic: summary" and detail.
func texts(cards []v1.CDSCard) string {
	var out []string
	for i, c := range cards {
		out = append(out, brief(cards[i:i+1])+"\n"+c.Detail)
	}
	return strings.Join(out, "\n")
}

// Rules of the clinical specification, by what cards have and lack in each language.
func TestCardsKeepTheClinicalRules(t *testing.T) {
	known := []object{rls()}
	with := func(more ...object) []object { return append(slices.Clone(known), more...) }
	low := []object{ferritin(40, recent)}
	unclear := []object{ferritin(500, recent), tsat(15, recent)}
	for _, c := range []struct {
		rule       string
		call       object
		en, es     []string
		never      []string
		everything string // LOINC codes of all orders, "-" not compared
	}{
		{
			"an earlier overload acts until a newer TSAT decides",
			view(chart{conditions: known, observations: append(low, named(tsat(52, old), "h"), tsat(30, before))}),
			[]string{"warning iron: RLS in the chart; TSAT 52 % (2026-01-10): iron is not advised", "52 %, 2026-01-10: old; still counts for overload until a newer one"},
			[]string{"TSAT 52 % (2026-01-10): no se aconseja hierro", "antigua; cuenta para la sobrecarga"},
			[]string{"threshold for considering iron is met", "days old: it informs"},
			"50190-8",
		},
		{
			"an undated overload is not passed over",
			view(chart{conditions: known, observations: append(low, object{
				"resourceType": "Observation", "status": "final", "subject": object{"reference": "Patient/" + patient},
				"code": coded("http://loinc.org", "2502-3"), "valueQuantity": object{"value": 60, "unit": "%"},
			})}),
			[]string{"warning iron: RLS in the chart; TSAT 60 % (undated): iron is not advised", "60 %, undated"},
			[]string{"no se aconseja hierro"},
			[]string{"threshold for considering iron is met", "could not be used"},
			"-",
		},
		{
			"of two TSAT of one day the higher counts for overload",
			view(chart{conditions: known, observations: append(low, named(tsat(52, recent), "h"), tsat(30, recent))}),
			[]string{"warning iron: RLS in the chart; TSAT 52 %", "the results of one day contradict each other"},
			[]string{"los resultados de un mismo día se contradicen"},
			[]string{"is met"},
			"",
		},
		{
			"what was sent and is not usable is not none", view(chart{conditions: known, observations: []object{named(ferritin(20, recent), "a"), ferritin(90, recent)}}),
			[]string{"Ferritin: none usable in the results sent"},
			[]string{"Ferritina: ninguna utilizable en los resultados enviados"},
			[]string{"Ferritin: none in the results"},
			"2276-4 50190-8",
		},
		{
			"results that could not be fetched are not known", view(chart{conditions: known, put: object{"observations": failure()}}),
			[]string{"Ferritin: not known"},
			[]string{"Ferritina: no se sabe", "Lista de resultados: no se pudo obtener de la historia clínica."},
			[]string{"none in the results"},
			"",
		},
		{
			"a low TSAT with a high ferritin is no iron deficiency on the problem list", add(chart{observations: unclear}, rls()),
			[]string{"info contributor: ", "TSAT 15 % (2026-10-30) with ferritin 500 ng/mL (2026-10-30): inflammation, liver disease or overload first; check CRP"},
			[]string{"TSAT 15 %", "con ferritina 500 ng/mL", "comprobar PCR"},
			[]string{"Iron deficiency", "worth treating", "consider iron and"},
			"1988-5",
		},
		{
			"a low TSAT with a high ferritin is no contributor beside insomnia",
			view(chart{conditions: []object{condition(icd10cm, "G47.00")}, observations: unclear}), nil, nil,
			[]string{"Iron"},
			"",
		},
		{
			"the band of iron by vein only", view(chart{conditions: known, observations: []object{ferritin(90, recent), tsat(30, recent)}}),
			[]string{"RLS in the chart; ferritin 90 ng/mL (2026-10-30), TSAT 30 % (2026-10-30): band in which the guideline considers iron by vein only", "Known iron overload (haemochromatosis, transfusions) is not read from the chart: check before iron."},
			[]string{"franja en que la guía solo considera hierro intravenoso", "La sobrecarga de hierro conocida (hemocromatosis, transfusiones) no se lee de la historia"},
			[]string{"threshold for considering iron is met", "first trimester", "Prepar"},
			"",
		},
		{
			"the band of iron by vein only in early pregnancy",
			view(chart{conditions: with(pregnant(recent)), observations: []object{ferritin(90, recent), tsat(30, recent)}}),
			[]string{"by vein only; not in the first trimester"},
			[]string{"intravenoso; no en el primer trimestre"},
			nil, "",
		},
		{
			"the text of a band stands only where it applies", view(chart{conditions: known, observations: []object{ferritin(40, recent), tsat(30, recent)}}),
			[]string{"guideline threshold for considering iron is met", "Known iron overload"},
			nil,
			[]string{"above 75 to 100", "Iron by vein: ferric carboxymaltose"},
			"",
		},
		{
			"dialysis and a transplant leave open which limits apply",
			view(chart{conditions: with(condition(icd10cm, "Z99.2"), condition(icd10cm, "Z94.0")), observations: []object{ferritin(40, recent), tsat(15, recent)}}),
			[]string{"info kidney: RLS in the chart; the chart has dialysis and a kidney transplant: iron limits differ; clarify, with nephrology", "40 ng/mL", "15 %"},
			[]string{"constan diálisis y trasplante renal: los límites del hierro difieren; aclararlo, con nefrología"},
			[]string{"is met", "info iron"},
			"",
		},
		{
			"dialysis and a transplant, with TSAT missing",
			add(chart{conditions: []object{condition(icd10cm, "Z99.2"), condition(icd10cm, "Z94.0")}, observations: low}, rls()),
			[]string{"info kidney: ", "no usable TSAT"},
			nil,
			[]string{"threshold for considering iron"},
			"50190-8",
		},
		{
			"a low ferritin on dialysis does not pass without a word",
			view(chart{conditions: with(condition(icd10cm, "Z99.2")), observations: []object{ferritin(20, recent), tsat(30, recent)}}),
			[]string{"info kidney: ", "Ferritin: 20 ng/mL, 2026-10-30", "30 %, 2026-10-30", "Ferritin is 75 ng/mL or less", "aasm-2025", "Dialysis: as recorded in the chart, 2026-05-01"},
			[]string{"umbral: ferritina < 200 ng/mL y TSAT < 20 %"},
			nil, "",
		},
		{
			"a number has its test, its unit and its date", add(chart{observations: []object{ferritin(150, recent), tsat(30, recent), lab("98979-8", 25.5, "mL/min/{1.73_m2}", recent)}}, rls()),
			[]string{"eGFR 25.5 mL/min/1.73 m² (2026-10-30)"},
			[]string{"25,5 mL/min/1,73 m² (2026-10-30)"},
			[]string{"1.73_m2", "ckd-epi-2021"},
			"",
		},
		{
			"an eGFR that was computed cites the equation", add(chart{observations: []object{ferritin(150, recent), tsat(30, recent), lab("2160-0", 3, "mg/dL", recent)}}, rls()),
			[]string{"eGFR 19 mL/min/1.73 m² (2026-10-30)", "ckd-epi-2021"},
			nil, nil, "",
		},
		{
			"a dopamine agonist says which of the two is missing", sign(chart{conditions: known, observations: []object{ferritin(150, recent)}}, medication("746741", "draft")),
			[]string{"drafted: pramipexole; no usable TSAT of the last 90 days", "2025 AASM guideline"},
			[]string{"en borrador: pramipexol; sin TSAT utilizable"},
			nil, "50190-8",
		},
		{
			"a dopamine agonist in pregnancy is for a referral", sign(chart{conditions: with(pregnant(recent))}, medication("746741", "draft")),
			[]string{"Refer to sleep medicine or neurology", "Pregnancy: as recorded in the chart, 2026-10-30", "`guidance.iron_first`"},
			nil,
			[]string{"AASM guideline suggests"},
			"-",
		},
		{
			"a dopamine agonist under 18 is for a referral",
			sign(chart{conditions: known, put: object{"patient": object{"resourceType": "Patient", "id": patient, "birthDate": "2012-01-01"}}}, medication("746741", "draft")),
			[]string{"Refer to sleep medicine or neurology"},
			nil,
			[]string{"AASM guideline suggests"},
			"-",
		},
		{
			"antidepressants cite the study of them", sign(chart{conditions: known}, medication("36437", "draft")),
			[]string{"rottach-2008", "hoque-2010"},
			nil,
			[]string{"never stopped"},
			"",
		},
		{
			"other medicines cite case reports alone", sign(chart{conditions: known}, medication("6915", "draft")), []string{"hoque-2010"}, nil, []string{"rottach-2008"}, "",
		},
		{
			"a medicine whose reason is RLS", view(chart{medications: []object{treated("746741")}}),
			[]string{"RLS is the reason recorded for a medicine; no usable"},
			[]string{"SPI: motivo registrado de un medicamento; sin"},
			nil, "-",
		},
		{
			"RLS that is not confirmed", view(chart{conditions: []object{unconfirmed("differential")}}),
			[]string{"RLS: on the problem list, not confirmed, 2026-05-01", "`guidance.open_questions`"},
			[]string{"SPI en la lista de problemas, sin confirmar: el cribado puede ayudar"},
			nil, "",
		},
		{
			"by weeks a pregnancy is named with them", view(chart{conditions: with(pregnant(recent)), observations: []object{weeks(10, recent), ferritin(150, recent), tsat(30, recent)}}),
			[]string{"pregnant, 13 weeks"},
			nil, nil, "",
		},
		{
			"a lower-case name follows a colon in Spanish", view(chart{conditions: []object{condition(icd10cm, "G47.00"), condition(icd10cm, "N18.5")}}),
			nil,
			[]string{"y además: enfermedad renal"},
			nil, "",
		},
		{
			"CRP beside a low TSAT from a ferritin of 75", view(chart{conditions: known, observations: []object{ferritin(80, recent), tsat(15, recent)}}), nil, nil, []string{"Morning", "early morning"}, "1988-5",
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			api := newAPI(t, nil)
			cards := ask(t, api, c.call)
			english, spanish := texts(cards), texts(ask(t, api, c.call, "Accept-Language", "es"))
			for _, pair := range []struct {
				text  string
				wants []string
			}{{english, c.en}, {spanish, c.es}} {
				for _, want := range pair.wants {
					if !strings.Contains(pair.text, want) {
						t.Errorf("lacks %q:\n%s", want, pair.text)
					}
				}
			}
			for _, never := range c.never {
				if strings.Contains(english, never) {
					t.Errorf("says %q:\n%s", never, english)
				}
			}
			var orders []string
			for i := range cards {
				orders = append(orders, strings.Fields(ordered(cards[i]))...)
			}
			if got := strings.Join(orders, " "); c.everything != "-" && got != c.everything {
				t.Errorf("orders %q, not %q", got, c.everything)
			}
		})
	}
}

func TestAMedicineOfTheListIsDatedAndLeftToThePrescriber(t *testing.T) {
	m := medication("15996", "active")
	m["authoredOn"] = "2026-07-04T09:00:00Z"
	cards := ask(t, newAPI(t, nil), view(chart{conditions: []object{rls()}, observations: []object{ferritin(150, recent), tsat(30, recent)}, medications: []object{m}}))
	text := texts(cards)
	for _, want := range []string{"warning medicine", "tier A, 2026-07-04.", "never stopped or changed without the prescriber", "RLS: a diagnosis of the chart, 2026-05-01"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
}

// However the chart came to RLS, nothing is cut and nothing is said twice.
func TestNothingIsSaidTwiceAndEverySummaryIsShort(t *testing.T) {
	api := newAPI(t, nil)
	worsening, agonists := longestNames(t)
	ways := []chart{
		{conditions: []object{rls()}},
		{medications: []object{treated("746741")}},
		{conditions: []object{unconfirmed("provisional")}, medications: []object{medication("746741", "active")}},
	}
	results := [][]object{
		nil,
		{ferritin(20, recent)},
		{ferritin(99.99, recent), tsat(29.99, recent)},
		{ferritin(40, recent), tsat(52, old)},
		{ferritin(200, old), tsat(15, old)},
	}
	conditions := [][]object{nil, {condition(icd10cm, "Z99.2")}, {pregnant(recent)}, {condition(icd10cm, "Z99.2"), condition(icd10cm, "Z94.0")}}
	check := func(call object) {
		for _, lang := range []string{"en", "es"} {
			for _, c := range ask(t, api, call, "Accept-Language", lang) {
				lines := strings.Split(c.Detail, "\n")
				slices.Sort(lines)
				for i, line := range lines[1:] {
					if line != "" && line == lines[i] {
						t.Errorf("twice: %s\n%s", line, c.Detail)
					}
				}
			}
		}
	}
	for _, way := range ways {
		for _, found := range results {
			for _, more := range conditions {
				c := way
				c.observations = found
				c.conditions = append(slices.Clone(way.conditions), more...)
				check(view(c))
				check(sign(c, medication(agonists[len(agonists)-1], "draft")))
			}
		}
		for _, code := range worsening {
			c := way
			c.medications = append(slices.Clone(way.medications), medication(code, "active"), medication("36437", "active"))
			check(view(c))
			check(sign(way, medication(code, "draft"), medication("36437", "draft")))
		}
	}
	for _, code := range []string{"D50.9", "N18.5", "G62.9", "G35"} {
		check(add(chart{conditions: []object{condition(icd10cm, code)}, observations: []object{ferritin(99999.99, recent), tsat(15, recent)}}, rls()))
	}
	check(add(chart{observations: []object{ferritin(99999.99, recent), tsat(15.55, recent)}}, rls()))
}

func TestHCGIsNotFetched(t *testing.T) {
	services, _ := discover(t, newAPI(t, nil))
	for _, code := range []string{"21198-7", "19080-1", "2118-8"} {
		if strings.Contains(services.Services[0].Prefetch["observations"], "|"+code) {
			t.Errorf("%s bears on no card", code)
		}
	}
}
