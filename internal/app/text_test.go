package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
)

// fits is a positive screen, with what else is known.
func fits(more string) []byte {
	return []byte(`{"as_of":"2026-11-20","criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes","body_parts":"legs"}` + more + `}`)
}

// Everything said in an answer that must, or must not, be read in it.
func TestWhatAnAnswerSaysAndDoesNotSay(t *testing.T) {
	s := service(t)
	patient, clinician := app.Options{Audience: app.Patient}, app.Options{}
	spanish := app.Options{Audience: app.Patient, Lang: "es"}
	for _, c := range []struct {
		name, more string
		options    app.Options
		says       []string
		saysNot    []string
	}{
		{
			"no bath or massage for a leg that may have a clot", `,"safety":{"hot_swollen_leg":"yes"}`, patient,
			[]string{"go to an emergency department"},
			[]string{"massage", "warm bath", "exercise"},
		},
		{
			"nor while it is only suspected", `,"safety":{"cold_pale_painful_leg":"not_sure"}`, spanish,
			[]string{"Haga que le vean la pierna"},
			[]string{"masaje", "baño", "ejercicio"},
		},
		{"heat burns a numb leg unnoticed", ``, patient, []string{"If your legs feel numb, avoid hot water and other heat"}, nil},
		{
			"low iron by history alone is no low value", `,"patient":{"age_years":52,"sex":"male"},"history":{"iron_deficiency":"yes"},"labs":[{"test":"tsat","value":30,"unit":"%"}]`, patient,
			[]string{"Your answers or values suggest that your iron may be low. Ask a clinician whether a slow loss"},
			[]string{"One of your iron values is low"},
		},
		{
			"whoever answers for another stays with them", `,"patient":{"age_years":14,"respondent":"parent"},"safety":{"suicidal_thoughts":"with_plan"}`, patient,
			[]string{"If you answer for someone else: do not leave them alone."},
			nil,
		},
		{
			"also for thoughts without a plan", `,"safety":{"suicidal_thoughts":"not_sure"}`, spanish,
			[]string{"Si responde por otra persona: no la deje sola."},
			nil,
		},
		{
			"warnings of alpha-2-delta ligands", ``, clinician,
			[]string{"respiratory depression (opioids and other sedatives, lung disease, older age) and of suicidal thoughts", "fda-gabapentinoids-2019"},
			nil,
		},
		{
			"what is not for RLS alone is not against Parkinson's disease", `,"history":{"parkinson_disease":"yes"}`, clinician,
			[]string{"levodopa and dopamine agonists for RLS", "it does not speak of their use in Parkinson's disease"},
			nil,
		},
		{
			"no alcohol at all in pregnancy", `,"patient":{"pregnancy":"yes"}`, patient,
			[]string{"In pregnancy: no alcohol, no smoking or vaping", "if you drink alcohol every day, ask before you stop", `"id":"caffeine_alcohol_nicotine"`},
			[]string{"Try less coffee"},
		},
		{"less of it otherwise", ``, patient, []string{"Try less coffee"}, []string{"In pregnancy: no alcohol"}},
		{
			"a medicine that is never stopped suddenly, in the patient's text", `,"safety":{"impulse_control_problems":"yes","augmentation_signs":"yes"}`, patient,
			[]string{`never stop such a medicine suddenly.\nSo far your answers`},
			nil,
		},
		{"nothing of it without such signs", ``, patient, nil, []string{"never stop such a medicine suddenly"}},
		{
			"alternatives for adults", `,"medications":[{"name":"mirtazapine"}]`, clinician,
			[]string{"Bupropion is not listed"},
			[]string{"In pregnancy and under 18"},
		},
		{
			"none for a child", `,"patient":{"age_years":15},"medications":[{"name":"mirtazapine"}]`, clinician,
			[]string{`"alternatives":["In pregnancy and under 18, alternatives are a specialist's decision, and none are listed."]`},
			[]string{"Bupropion"},
		},
		{
			"nor in pregnancy", `,"patient":{"pregnancy":"yes"},"medications":[{"name":"metoclopramide"}]`,
			app.Options{Lang: "es"},
			[]string{"En el embarazo y en menores de 18 años"},
			[]string{"ondansetrón"},
		},
		{
			"and none where there were none", `,"patient":{"age_years":15},"medications":[{"name":"haloperidol"}]`, clinician,
			nil,
			[]string{"In pregnancy and under 18"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, err := s.Screen(nil, fits(c.more), c.options)
			if err != nil {
				t.Fatal(err, err.Fields)
			}
			for _, text := range c.says {
				if !strings.Contains(string(body), text) {
					t.Errorf("%q is not said", text)
				}
			}
			for _, text := range c.saysNot {
				if strings.Contains(string(body), text) {
					t.Errorf("%q is said", text)
				}
			}
		})
	}
}

// A result is used, or named as too old, or named as it is: none that was sent
// is missing from the note for the chart.
func TestTheNoteHasEveryResult(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		name, more, want string
	}{
		{
			"too old to decide", `,"labs":[{"test":"egfr","value":12,"unit":"mL/min/{1.73_m2}","collected_on":"2026-01-01"},{"test":"tsh","value":0.1,"unit":"mIU/L","collected_on":"2025-03-01"},
			{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-01-01"},{"test":"creatinine","value":442,"unit":"umol/L","collected_on":"2026-01-01"}]`,
			"\nEarlier values, too old to decide: Ferritin 20 ng/mL (2026-01-01); Creatinine with eGFR 5 mg/dL (2026-01-01); eGFR 12 mL/min/1.73 m² (2026-01-01); TSH 0.1 mIU/L (2025-03-01)\n",
		},
		{
			"haemoglobin, which no suggested test shows", `,"labs":[{"test":"haemoglobin","value":4,"unit":"g/dL","collected_on":"2026-11-01"},{"test":"iron","value":90,"unit":"ug/dL"},{"test":"ferritin","value":90,"unit":"ng/mL"}]`,
			"\nResults already available: Ferritin 90 ng/mL; Iron, serum 90 ug/dL; Haemoglobin 4 g/dL\n",
		},
		{
			"out of scope, where no test is suggested", `,"patient":{"age_years":9},"labs":[{"test":"haemoglobin","value":10,"unit":"g/dL"},{"test":"iron","value":90,"unit":"ug/dL"}]`,
			"\nResults already available: Iron, serum 90 ug/dL; Haemoglobin 10 g/dL\n",
		},
	} {
		answer := screened(t, s, fits(c.more), app.Options{})
		if text := at(answer, "text", "summary").(string); !strings.Contains(text, c.want) {
			t.Errorf("%s: no %q in\n%s", c.name, c.want, text)
		}
	}
	answer := screened(t, s, fits(`,"labs":[{"test":"haemoglobin","value":4,"unit":"g/dL"}]`), app.Options{})
	for _, l := range answer["labs"].([]any) {
		if at(l, "id") == "cbc" && at(l, "status") != "suggested" {
			t.Errorf("haemoglobin is no whole blood count: %s", fmt.Sprint(l))
		}
	}
}

// The line on iron has the value that speaks of overload, also where another
// one decides or none does any more.
func TestTheNoteHasTheValueThatSpeaksOfOverload(t *testing.T) {
	s := service(t)
	const pair = `{"test":"iron","value":200,"unit":"ug/dL"%[1]s},{"test":"tibc","value":400,"unit":"ug/dL"%[1]s}`
	newPair, oldPair := fmt.Sprintf(pair, `,"collected_on":"2026-11-10"`), fmt.Sprintf(pair, `,"collected_on":"2026-01-10"`)
	const given = `{"test":"tsat","value":%s,"unit":"%%","collected_on":"2026-11-01"}`
	clinician, patient := app.Options{}, app.Options{Audience: app.Patient}
	spanish, paciente := app.Options{Lang: "es"}, app.Options{Lang: "es", Audience: app.Patient}
	const inBlood, enSangre = "Transferrin saturation (iron on its way in the blood) ", "Saturación de transferrina (hierro en camino por la sangre) "
	for _, c := range []struct {
		name, labs string
		options    app.Options
		want       string
	}{
		{"newer than the one that decides", fmt.Sprintf(given, "27") + "," + newPair, clinician, "\nIron: TSAT 27 %. TSAT 50 % (2026-11-10, calculated). TSAT above 45 %: "},
		{"to a patient", fmt.Sprintf(given, "27") + "," + newPair, patient, "\nIron: " + inBlood + "27 %. " + inBlood + "50 % (2026-11-10, calculated). One of your "},
		{"in Spanish", fmt.Sprintf(given, "27.5") + "," + newPair, spanish, "\nHierro: TSAT 27,5 %. TSAT 50 % (2026-11-10, valor calculado). TSAT superior al 45 %: "},
		{"to a patient in Spanish", fmt.Sprintf(given, "27") + "," + newPair, paciente, "\nHierro: " + enSangre + "27 %. " + enSangre + "50 % (2026-11-10, valor calculado). Uno de sus "},
		{"too old to decide", oldPair, clinician, "\nIron: TSAT 50 % (2026-01-10, calculated). TSAT above 45 %: "},
		{"too old to decide, as given", `{"loinc":"2502-3","value":60,"unit":"%","collected_on":"2026-01-10"}`, clinician, "\nIron: TSAT 60 % (2026-01-10). TSAT above 45 %: "},
		{"of a day not known", `{"test":"tsat","value":60,"unit":"%"},` + strings.Replace(fmt.Sprintf(given, "27"), "2026-11", "2026-01", 1), clinician, "\nIron: TSAT 60 % (date not known). TSAT above 45 %: "},
		{"once where it decides", newPair, clinician, "\nIron: TSAT 50 %. TSAT above 45 %: "},
		{"not where a newer one refutes it", fmt.Sprintf(given, "27") + "," + oldPair, clinician, "\nIron: TSAT 27 %. Ferritin "},
	} {
		answer := screened(t, s, fits(`,"labs":[`+c.labs+`]`), c.options)
		if text := at(answer, "text", "summary").(string); !strings.Contains(text, c.want) {
			t.Errorf("%s: no %q in\n%s", c.name, c.want, text)
		}
	}
	followed, fault := s.IronStatus(nil, []byte(`{"as_of":"2026-11-20","results":[`+fmt.Sprintf(given, "27")+","+newPair+`]}`), clinician)
	if fault != nil {
		t.Fatal(fault, fault.Fields)
	}
	if want := "Iron: TSAT 27 %. TSAT 50 % (2026-11-10, calculated). TSAT above 45 %: "; !strings.Contains(string(followed), want) {
		t.Errorf("follow-up: no %q in\n%s", want, followed)
	}
}
