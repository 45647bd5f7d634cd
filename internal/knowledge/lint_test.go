package knowledge_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// planted is one fault put into a copy of the published files, and what the
// linter or the loader must say of it.
type planted struct {
	name     string
	file     string
	old, new string
	want     string
}

var plantedFaults = []planted{
	{"a rule without a source", "rules.yaml", "id: criterion.urge_to_move", "id: criterion.no_such", "rule criterion.no_such is used by nothing"},
	{"a rule that is gone", "rules.yaml", "id: criterion.urge_to_move", "id: criterion.no_such", "rule criterion.urge_to_move is missing"},
	{"a review that was due before the release", "manifest.yaml", "review_by: 2027-11-20", "review_by: 2026-01-01", "its review was due before the version was released"},
	{"a date that is none", "manifest.yaml", "released: 2026-11-20", "released: 2026-02-30", `"2026-02-30" is not a date`},
	{"a source that is not there", "sources.yaml", "id: allen-2014", "id: allen-2015", `names the source "allen-2014", which is not there`},
	{"a source that nothing uses", "sources.yaml", "id: allen-2014", "id: allen-2015", "source allen-2015 is used by nothing"},
	{"a source without https", "sources.yaml", "url: https://", "url: http://", "has no https address"},
	{"an instrument without a name", "accuracy.yaml", "id: ch_rlsq", "id: ch_rls", "es: accuracy.ch_rls.instrument has no words"},
	{"a limit outside the plausible", "limits.yaml", "ferritin_upper: 300", "ferritin_upper: 3000000", "outside its plausible range"},
	{"a limit that is missing", "limits.yaml", "tsat_low: 20", "tsat_low: 0", "limit tsat_low is missing"},
	{"limits out of order", "limits.yaml", "ferritin_strong: 30", "ferritin_strong: 60", "not in ascending order"},
	{"a member that nothing reads", "limits.yaml", "tsat_low: 20", "tsat_low: 20\ntsat_lower: 10", "field tsat_lower not found"},
	{"a LOINC with a wrong check digit", "labs.yaml", "2276-4", "2276-5", "fails its check digit"},
	{"a LOINC for two tests", "labs.yaml", "accepted_loincs: [20567-4", "accepted_loincs: [2502-3", "LOINC 2502-3 names both"},
	{"a unit that is compared with nothing", "labs.yaml", "unit: ng/mL\n", "unit: g/mL\n", "the first unit is not the one values are compared in"},
	{"a test that no rule knows", "labs.yaml", "id: ferritin\n", "id: ferritine\n", `knows no test "ferritine"`},
	{"a question that is no answer", "questionnaire.yaml", "id: criteria.urge_to_move", "id: criteria.urge", "question criteria.urge is no answer of a request"},
	{"a question that is not asked", "questionnaire.yaml", "id: criteria.urge_to_move", "id: criteria.urge", "question criteria.urge_to_move is missing"},
	{"a condition on a question that is not there", "questionnaire.yaml", "question: patient.sex", "question: patient.gender", "depends on patient.gender, which is not there"},
	{"a condition on an answer that cannot be", "questionnaire.yaml", "operator: not_in, codes: [male]", "operator: not_in, codes: [man]", "which it cannot be"},
	{"words that are missing", "wording/es/results.yaml", "\nnotice:", "\nnotize:", "es: notice has no words"},
	{"words that are shown nowhere", "wording/es/results.yaml", "\nnotice:", "\nnotize:", "es: notize is shown nowhere"},
	{"a placeholder that is lost", "wording/es/results.yaml", "{medicine}", "(medicine)", "contributor.medicine has other placeholders"},
	{"words that JSON would have to escape", "wording/en/results.yaml", "\nmissing.medications: ", "\nmissing.medications: \\", "holds a quotation mark, a backslash"},
	{"a tier that no rule knows", "medicines.yaml", "tier: B", "tier: D", "tier"},
	{"an ATC code of the wrong shape", "medicines.yaml", "R06AA02", "R06AAO2", "R06AAO2"},
	{"a medicine that rules ask for", "medicines.yaml", "key: lithium", "key: lithia", `ingredient "lithium" unknown`},
	{"a SNOMED CT code with a wrong check digit", "conditions.yaml", "snomed_ct: 32914008", "snomed_ct: 32914009", `condition rls: "32914009" is no code of SNOMED CT`},
	{"a SNOMED CT code that is no concept", "conditions.yaml", "snomed_ct: 32914008", "snomed_ct: 32914017", `"32914017" is no code of SNOMED CT`},
	{"an ICD-10-CM code of the wrong shape", "conditions.yaml", "icd10cm: G25.81", "icd10cm: G2581X", `condition rls: "G2581X" is no code of ICD-10-CM`},
	{"an ICD-10 code of the wrong shape", "conditions.yaml", "icd10_who: G25.8?", "icd10_who: G25.81?", `condition rls: "G25.81?" is no code of ICD-10,`},
	{"a code that no system has", "conditions.yaml", "icd10cm: G25.81", "icd10cm: G25-81", `condition rls: "G25-81" is no pattern of codes`},
	{"a condition that is there twice", "conditions.yaml", "key: rls_secondary", "key: rls", "condition rls is there twice"},
	{"a condition without a code", "conditions.yaml", "snomed_ct: 722963007\n\n", "\n", "condition rls_secondary has no code"},
	{"a condition that charts are read by", "conditions.yaml", "key: postpartum", "key: after_birth", "condition postpartum is missing"},
	{"a role that is none", "conditions.yaml", "role: rls\n", "role: cause\n", "condition rls has no key, no name or no role"},
	{"a diagnosis that answers no question", "conditions.yaml", "answer: history.diabetes=yes", "answer: history.sugar=yes", "answers history.sugar with \"yes\", which it must not"},
	{"a diagnosis that answers no", "conditions.yaml", "answer: history.diabetes=yes", "answer: history.diabetes=no", "answers history.diabetes with \"no\", which it must not"},
	{"an answer that cannot be", "conditions.yaml", "kidney_disease_stage=5", "kidney_disease_stage=6", "answers history.kidney_disease_stage with \"6\""},
	{"an answer without a value", "conditions.yaml", "answer: history.diabetes=yes", "answer: history.diabetes", `answer "history.diabetes" is not path=value`},
	{"an unknown audience", "wording/en/results.yaml", "patient:", "patients:", `audience "patients"`},
	{"an evidence tier that is none", "rules.yaml", "    evidence: guideline", "    evidence: certain", `evidence "certain" is none of`},
}

func TestTheLinterFindsEveryPlantedFault(t *testing.T) {
	for _, p := range plantedFaults {
		t.Run(p.name, func(t *testing.T) {
			files := published(t)
			path := "1.0.0/" + p.file
			before := string(files[path].Data)
			if !strings.Contains(before, p.old) {
				t.Fatalf("%s does not hold %q", path, p.old)
			}
			files[path] = &fstest.MapFile{Data: []byte(strings.Replace(before, p.old, p.new, 1))}
			if faults := strings.Join(lint(files), "\n"); !strings.Contains(faults, p.want) {
				t.Errorf("want a fault with %q, got:\n%s", p.want, faults)
			}
		})
	}
}

func published(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("data"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile("data/" + path)
		files[path] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func lint(files fs.FS) []string {
	rs, err := knowledge.LoadFrom(files, "1.0.0")
	if err != nil {
		return []string{err.Error()}
	}
	return knowledge.Lint(rs)
}

func TestUnitsConvert(t *testing.T) {
	rs := load(t)
	for _, c := range []struct {
		test  int
		value float64
		unit  string
		want  float64
	}{
		{0, 22, "ng/mL", 22},
		{0, 22, "µg/L", 22},
		{0, 22, "μg/l", 22},
		{0, 100, "pmol/L", 44.5},
		{1, 10, "umol/L", 55.85},
		{3, 0.29, "1", 29},
		{5, 88.4, "umol/L", 1},
		{4, 130, "g/L", 13},
		{8, 48, "mmol/mol", 6.54304},
	} {
		got, ok := rs.Tests[c.test].Convert(c.value, c.unit)
		if !ok || got != c.want {
			t.Errorf("%v %s of %s: got %v (%v), want %v", c.value, c.unit, rs.Tests[c.test].ID, got, ok, c.want)
		}
	}
	if _, ok := rs.Tests[0].Convert(22, "mg/dL"); ok {
		t.Error("ferritin in mg/dL must not be known")
	}
}

// Words that the product must never say to anybody, in any language.
func TestNoTextPromisesADiagnosisOrGivesADose(t *testing.T) {
	never := []string{
		"you have rls", "you have restless legs", "you do not have rls", "you do not have restless", "usted tiene el síndrome", "usted no tiene", "tiene síndrome de piernas",
		" mg ", " mg.", "probability", "probabilidad", "scalar", "biofield", "ketamine", "ketamina", "epsom",
	}
	rs := load(t)
	for _, lang := range rs.Languages() {
		for key, entry := range rs.Words(lang) {
			for _, text := range []string{entry.Clinician, entry.Patient} {
				for _, words := range never {
					if strings.Contains(strings.ToLower(text), words) {
						t.Errorf("%s: %s says %q: %s", lang, key, words, text)
					}
				}
			}
		}
	}
}

// What a patient is told of alerts names what to do, and never to stop a
// medicine by oneself.
func TestPatientTextsOfAlertsAreSafe(t *testing.T) {
	rs := load(t)
	words := rs.Words("en")
	for _, key := range []string{"alert.suicidal_intent", "alert.suicidal_thoughts"} {
		for _, lang := range rs.Languages() {
			entry := rs.Words(lang)[key]
			if !strings.Contains(entry.Patient, "{crisis}") || !strings.Contains(entry.Clinician, "{crisis}") {
				t.Errorf("%s: %s has no crisis text", lang, key)
			}
		}
	}
	for _, key := range []string{"alert.augmentation", "alert.impulse_control"} {
		if !strings.Contains(strings.ToLower(words[key].Patient), "stop") {
			t.Errorf("%s does not warn of stopping suddenly", key)
		}
	}
	for key, entry := range words {
		if strings.HasPrefix(key, "medicine.tier_") && !strings.Contains(entry.Patient, "Do not stop") {
			t.Errorf("%s does not tell to keep a prescribed medicine: %s", key, entry.Patient)
		}
	}
}
