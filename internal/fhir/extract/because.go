package extract

import (
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// because says in lines what a conclusion rests on: its answers and values; its
// rule; and where that comes from.
func (f *filing) because(facts []v1.Fact, e v1.Evidence) string {
	lines := make([]string, 0, len(facts)+1)
	for _, fact := range facts {
		lines = append(lines, f.fact(fact))
	}
	lines = append(lines, f.note("rule")+": "+e.Rule+"; "+f.note("evidence")+": "+f.grade(e.Evidence)+"; "+
		f.note("sources")+": "+strings.Join(e.Sources, ", "))
	return strings.Join(lines, "\n")
}

// note is a word that notes need beside what the screening says.
func (f *filing) note(code string) string { return f.Word("part", code) }

// grade is how good evidence is, in words.
func (f *filing) grade(code string) string { return orElse(f.note("evidence_"+code), code) }

func orElse(word, code string) string {
	if word == "" {
		return code
	}
	return word
}

// fact says what was answered or measured, in words of the language. An entry
// of a list, which has a number in the request and none in the form, is a
// medicine by name, or a result with its test and its date: a number alone says
// nothing.
func (f *filing) fact(fact v1.Fact) string {
	if medicine := f.medicineAt(fact.Path); medicine != "" {
		if timing := f.Word("timing", fact.Value); timing != "" {
			return medicine + ": " + timing
		}
		return medicine
	}
	if lab := f.labAt(fact.Path); lab != nil {
		return f.measured(lab, fact.Value) + f.limit(fact)
	}
	text := f.answer(fact) + f.limit(fact)
	if question := f.Word("question", fact.Path); question != "" && !strings.Contains(fact.Path, "[") {
		return question + " " + text + " [" + fact.Path + "]"
	}
	return fact.Path + ": " + text
}

// answer is that to a question: the words of an option, or a number.
func (f *filing) answer(fact v1.Fact) string {
	if fact.Value == "" {
		return f.note("not_answered")
	}
	return orElse(f.Word("answer", fact.Path+"."+fact.Value), f.withUnit(fact.Value))
}

// limit is what a value was compared with, after the value; "" for nothing.
func (f *filing) limit(fact v1.Fact) string {
	if fact.Threshold == "" {
		return ""
	}
	return "; " + f.note("limit") + " " + f.withUnit(fact.Threshold)
}

// codeEGFRUnit is the unit of an eGFR as answers have it, which is its code in
// UCUM.
const codeEGFRUnit = "mL/min/{1.73_m2}"

// withUnit has the unit of an eGFR as people of the language write it.
func (f *filing) withUnit(text string) string {
	unit := "mL/min/1.73 m²"
	if f.Lang == "es" {
		unit = "mL/min/1,73 m²"
	}
	return strings.ReplaceAll(text, codeEGFRUnit, unit)
}

// measured is a result with the name of its test and the date of its sample.
func (f *filing) measured(lab *v1.Lab, value string) string {
	test, calculated := calculatedTest(f.testID(lab), value)
	name := f.Word("test", test)
	if name == "" {
		name = "LOINC " + lab.LOINC
	}
	date := lab.CollectedOn
	if date == "" {
		date = f.note("undated")
	}
	if calculated {
		date += ", " + f.note("calculated")
	}
	return name + " " + f.withUnit(value) + " (" + date + ")"
}

// testID is the test of a result; "" for a LOINC code that is not known.
func (f *filing) testID(lab *v1.Lab) string {
	if lab.Test == "" && f.LabTest != nil {
		test, _ := f.LabTest(lab.LOINC)
		return test
	}
	return lab.Test
}

// calculatedTest is the test that a value belongs to which stands at a result of
// a test. The rules calculate eGFR out of creatinine, and saturation out of iron
// and TIBC; their units tell.
func calculatedTest(test, value string) (of string, calculated bool) {
	switch {
	case test == "creatinine" && strings.HasSuffix(value, codeEGFRUnit):
		return "egfr", true
	case (test == "iron" || test == "tibc") && strings.HasSuffix(value, " %"):
		return "tsat", true
	default:
		return test, false
	}
}

// labAt is the result that stands at a path of the request; nil for any other
// path, and where the request is not known.
func (f *filing) labAt(path string) *v1.Lab {
	index, is := strings.CutPrefix(path, "labs[")
	if !is || f.Request == nil {
		return nil
	}
	index, _, _ = strings.Cut(index, "]")
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(f.Request.Labs) {
		return nil
	}
	return &f.Request.Labs[i]
}

// medicineAt is what an entry of the medicines was recognised as; "" for any
// other path.
func (f *filing) medicineAt(path string) string {
	var names []string
	for i := range f.Screening.Medications.Effects {
		if e := &f.Screening.Medications.Effects[i]; e.Path == path {
			names = append(names, e.IngredientDisplay)
		}
	}
	return strings.Join(names, " / ")
}
