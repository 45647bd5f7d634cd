package form_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// responding is a completed response with items.
func responding(items string) string {
	return `{"resourceType":"QuestionnaireResponse","questionnaire":"` + base + `/Questionnaire/rls-screening|1.0.0",` +
		`"status":"completed","authored":"2026-11-20T23:30:00+01:00","item":[` + items + `]}`
}

// criteria is the group of the criteria, all met, with further items in it.
func criteria(more string) string {
	var items []string
	for _, id := range []string{"urge_to_move", "worse_at_rest", "relieved_by_movement", "worse_in_evening"} {
		items = append(items, choice("criteria."+id, "Y"))
	}
	if more != "" {
		items = append(items, more)
	}
	return group("criteria", items...)
}

func group(linkID string, items ...string) string {
	return `{"linkId":"` + linkID + `","item":[` + strings.Join(items, ",") + `]}`
}

func question(linkID, answers string) string {
	return `{"linkId":"` + linkID + `","answer":[` + answers + `]}`
}

func choice(linkID, code string) string {
	system := map[string]string{
		"Y": fhir.SystemYesNo, "N": fhir.SystemYesNo, "asked-unknown": fhir.SystemDataAbsentReason, "male": fhir.SystemGender,
	}[code]
	if system == "" {
		system = base + "/CodeSystem/rls-answer"
	}
	return question(linkID, `{"valueCoding":{"system":"`+system+`","code":"`+code+`"}}`)
}

func quantity(test, members string) string {
	return question("labs."+test, `{"valueQuantity":{`+members+`}}`)
}

// at is the expression of an item, from its indexes.
const (
	first  = "QuestionnaireResponse.item[0]"
	second = "QuestionnaireResponse.item[1]"
)

var faults = []struct {
	rule, response, code string
	kind                 fhir.IssueType
	at                   string
}{
	{
		"an answer below a text", responding(group("safety", `{"linkId":"safety.help","item":[`+choice("safety.drowsy_driving", "Y")+`]}`)),
		"wrong_nesting", fhir.TypeStructure, "QuestionnaireResponse.item[0].item[0].item[0]",
	},
	{
		"a group below a text at the top", responding(`{"linkId":"intro","item":[` + group("safety", choice("safety.drowsy_driving", "Y")) + `]}`),
		"wrong_nesting", fhir.TypeStructure, "QuestionnaireResponse.item[0].item[0]",
	},
	{
		"a group below the outcome", responding(`{"linkId":"outcome","answer":[{"valueString":"negative","item":[` + group("safety", choice("safety.drowsy_driving", "Y")) + `]}]}`),
		"wrong_nesting", fhir.TypeStructure, "QuestionnaireResponse.item[0].answer[0].item[0]",
	},
	{"not JSON", `{"resourceType":`, "malformed_json", fhir.TypeStructure, "QuestionnaireResponse.resourceType"},
	{"two documents", responding("") + "{}", "malformed_json", fhir.TypeStructure, ""},
	{"not an object", `[]`, "type", fhir.TypeStructure, ""},
	{"a member twice", `{"resourceType":"QuestionnaireResponse","status":"completed","status":"amended"}`, "duplicate_member", fhir.TypeStructure, "QuestionnaireResponse.status"},
	{"not UTF-8", strings.Replace(responding(""), "completed", "\xff", 1), "invalid_utf8", fhir.TypeInvalid, ""},
	{"nested without end", strings.Repeat(`{"item":[`, 500), "too_deep", fhir.TypeTooLong, ""},
	{"another resource", `{"resourceType":"Observation"}`, "other_resource", fhir.TypeInvalid, ""},
	{"no questionnaire", `{"resourceType":"QuestionnaireResponse","status":"completed"}`, "required", fhir.TypeRequired, "QuestionnaireResponse.questionnaire"},
	{"another questionnaire", strings.Replace(responding(""), "rls-screening", "phq-9", 1), "questionnaire_not_found", fhir.TypeNotFound, "QuestionnaireResponse.questionnaire"},
	{"a version that there is not", strings.Replace(responding(""), "|1.0.0", "|0.9.0", 1), "version_not_found", fhir.TypeNotFound, "QuestionnaireResponse.questionnaire"},
	{"no status", strings.Replace(responding(""), `"status":"completed",`, "", 1), "required", fhir.TypeRequired, "QuestionnaireResponse.status"},
	{"still in progress", strings.Replace(responding(""), "completed", "in-progress", 1), "not_finished", fhir.TypeBusinessRule, "QuestionnaireResponse.status"},
	{"entered in error", strings.Replace(responding(""), "completed", "entered-in-error", 1), "not_finished", fhir.TypeBusinessRule, "QuestionnaireResponse.status"},
	{"a status that there is not", strings.Replace(responding(""), "completed", "final", 1), "unknown_status", fhir.TypeCodeInvalid, "QuestionnaireResponse.status"},
	{"authored is no date", strings.Replace(responding(""), "2026-11-20T", "2026-11-31T", 1), "format", fhir.TypeValue, "QuestionnaireResponse.authored"},
	{"an id that cannot be", strings.Replace(responding(""), `"status"`, `"id":"a b","status"`, 1), "format", fhir.TypeValue, "QuestionnaireResponse.id"},
	{"a member that R4 does not have", strings.Replace(responding(""), `"status"`, `"answers":[],"status"`, 1), "unknown_member", fhir.TypeStructure, "QuestionnaireResponse.answers"},
	{"a member of another type", strings.Replace(responding(""), `"status"`, `"subject":"Patient/1","status"`, 1), "type", fhir.TypeStructure, "QuestionnaireResponse.subject"},
	{"null", strings.Replace(responding(""), `"status"`, `"subject":null,"status"`, 1), "null", fhir.TypeStructure, "QuestionnaireResponse.subject"},
	{"rules that change the meaning", strings.Replace(responding(""), `"status"`, `"implicitRules":"http://x","status"`, 1), "modifier", fhir.TypeNotSupported, "QuestionnaireResponse.implicitRules"},
	{"a modifier of the response", strings.Replace(responding(""), `"status"`, `"modifierExtension":[{"url":"http://x"}],"status"`, 1), "modifier", fhir.TypeNotSupported, "QuestionnaireResponse.modifierExtension"},
	{"a modifier of an item", responding(`{"linkId":"criteria","modifierExtension":[{"url":"http://x"}]}`), "modifier", fhir.TypeNotSupported, first + ".modifierExtension"},
	{"a modifier of an answer", responding(group("safety", question("safety.low_mood", `{"modifierExtension":[{"url":"http://x"}]}`))), "modifier", fhir.TypeNotSupported, first + ".item[0].answer[0].modifierExtension"},

	{"no linkId", responding(`{"text":"?"}`), "required", fhir.TypeRequired, first + ".linkId"},
	{"a linkId that there is not", responding(group("q1")), "unknown_link_id", fhir.TypeStructure, first + ".linkId"},
	{"a question outside of its group", responding(choice("criteria.urge_to_move", "Y")), "wrong_nesting", fhir.TypeStructure, first},
	{"a group in a group", responding(group("criteria", group("safety"))), "wrong_nesting", fhir.TypeStructure, first + ".item[0]"},
	{"a group twice", responding(group("safety") + "," + group("safety")), "item_repeated", fhir.TypeStructure, second},
	{"a question twice", responding(group("safety", choice("safety.low_mood", "N"), choice("safety.low_mood", "Y"))), "item_repeated", fhir.TypeStructure, first + ".item[1]"},
	{"an answer on a group", responding(`{"linkId":"safety","answer":[{"valueString":"x"}]}`), "answer_on_group", fhir.TypeStructure, first + ".answer"},
	{"an answer on a text", responding(question("intro", `{"valueString":"x"}`)), "answer_on_group", fhir.TypeStructure, first + ".answer"},
	{"the date beside the result", responding(group("labs", `{"linkId":"labs.ferritin","answer":[{"valueQuantity":{"value":22,"unit":"ng/mL"}}],"item":[`+question("labs.ferritin.collected_on", `{"valueDate":"2026-11-01"}`)+`]}`)), "item_beside_answer", fhir.TypeStructure, first + ".item[0].item[0]"},
	{"an item is no object", responding(`"criteria"`), "type", fhir.TypeStructure, first},
	{"an answer is no object", responding(group("safety", question("safety.low_mood", `"Y"`))), "type", fhir.TypeStructure, first + ".item[0].answer[0]"},
	{"items are no list", responding(`{"linkId":"safety","item":{}}`), "type", fhir.TypeStructure, first + ".item"},
	{"more answers than one", responding(group("safety", question("safety.low_mood", `{"valueCoding":{"system":"`+fhir.SystemYesNo+`","code":"N"}},{"valueCoding":{"system":"`+fhir.SystemYesNo+`","code":"Y"}}`))), "several_answers", fhir.TypeStructure, first + ".item[0].answer[1]"},
	{"more values than one", responding(group("safety", question("safety.low_mood", `{"valueBoolean":true,"valueString":"Y"}`))), "several_values", fhir.TypeStructure, first + ".item[0].answer[0].value"},
	{"a value that R4 does not have", responding(group("safety", question("safety.low_mood", `{"valueCode":"Y"}`))), "unknown_member", fhir.TypeStructure, first + ".item[0].answer[0].valueCode"},
	{"a boolean for a choice", responding(group("safety", question("safety.low_mood", `{"valueBoolean":false}`))), "answer_type", fhir.TypeValue, first + ".item[0].answer[0].value"},
	{"a code that is not offered", responding(group("safety", choice("safety.low_mood", "previously"))), "option_not_offered", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value"},
	{"a code of another system", responding(group("safety", question("safety.low_mood", `{"valueCoding":{"system":"http://loinc.org","code":"Y"}}`))), "option_not_offered", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value"},
	{"previously where it is no answer", responding(group("criteria", choice("criteria.urge_to_move", "previously"))), "option_not_offered", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value"},
	{"a fraction of a year", responding(group("patient", question("patient.age_years", `{"valueInteger":34.5}`))), "answer_type", fhir.TypeValue, first + ".item[0].answer[0].value"},
	{"an age as a decimal", responding(group("patient", question("patient.age_years", `{"valueDecimal":34}`))), "answer_type", fhir.TypeValue, first + ".item[0].answer[0].value"},
	{"an age as a text", responding(group("patient", question("patient.age_years", `{"valueInteger":"34"}`))), "type", fhir.TypeStructure, first + ".item[0].answer[0].value"},
	{"an age that nobody reaches", responding(group("patient", question("patient.age_years", `{"valueInteger":134}`))), "range", fhir.TypeValue, first + ".item[0].answer[0].value"},
	{"eight days a week", responding(group("course", question("course.days_per_week", `{"valueDecimal":8}`))), "range", fhir.TypeValue, first + ".item[0].answer[0].value"},
	{"a number beyond numbers", responding(group("course", question("course.days_per_week", `{"valueDecimal":1e999}`))), "range", fhir.TypeValue, first + ".item[0].answer[0].value"},
	{"a stage while there is no kidney disease", responding(group("history", choice("history.kidney_disease", "N"), choice("history.kidney_disease_stage", "3"))), "not_enabled", fhir.TypeBusinessRule, first + ".item[1].answer[0].value"},
	{"weeks of a pregnancy that is disabled itself", responding(group("patient", choice("patient.sex", "male"), choice("patient.pregnancy", "Y"), question("patient.gestation_weeks", `{"valueInteger":12}`))), "not_enabled", fhir.TypeBusinessRule, first + ".item[2].answer[0].value"},
	{"a pregnancy of a man", responding(group("patient", choice("patient.sex", "male"), choice("patient.pregnancy", "N"))), "not_enabled", fhir.TypeBusinessRule, first + ".item[1].answer[0].value"},

	{"medicines while none are taken", responding(group("medications", choice("medications.any", "N"), group("medications.entry", question("medications.name", `{"valueString":"x"}`)))), "inconsistent_answers", fhir.TypeBusinessRule, first + ".item[1]"},
	{"a medicine without name and code", responding(group("medications", group("medications.entry", choice("medications.timing", "asked-unknown")))), "at_least_one", fhir.TypeRequired, first + ".item[0]"},
	{"a name in a medicine twice", responding(group("medications", group("medications.entry", question("medications.name", `{"valueString":"x"}`), question("medications.name", `{"valueString":"y"}`)))), "item_repeated", fhir.TypeStructure, first + ".item[0].item[1]"},
	{"a name without end", responding(group("medications", group("medications.entry", question("medications.name", `{"valueString":"`+strings.Repeat("x", 201)+`"}`)))), "too_long", fhir.TypeTooLong, first + ".item[0].item[0].answer[0].value"},
	{"a control character", responding(group("medications", group("medications.entry", question("medications.name", `{"valueString":"a\u0000b"}`)))), "control_character", fhir.TypeValue, first + ".item[0].item[0].answer[0].value"},
	{"an RxNorm code of letters", responding(group("medications", group("medications.entry", question("medications.rxnorm", `{"valueString":"RX6915"}`)))), "format", fhir.TypeValue, first + ".item[0].item[0].answer[0].value"},
	{"too many medicines", responding(group("medications", slices.Repeat([]string{group("medications.entry", question("medications.name", `{"valueString":"x"}`))}, 101)...)), "too_many", fhir.TypeTooLong, first + ".item[100]"},

	{"a result without its number", responding(group("labs", quantity("ferritin", `"unit":"ng/mL"`))), "required", fhir.TypeRequired, first + ".item[0].answer[0].value.value"},
	{"a result as a text", responding(group("labs", quantity("ferritin", `"value":"22","unit":"ng/mL"`))), "type", fhir.TypeStructure, first + ".item[0].answer[0].value.value"},
	{"a unit that the test does not have", responding(group("labs", quantity("ferritin", `"value":22,"unit":"mmol/L"`))), "unit_not_supported", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value.unit"},
	{"no unit", responding(group("labs", quantity("ferritin", `"value":22`))), "unit_not_supported", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value.unit"},
	{"a code of a unit wins over its text", responding(group("labs", quantity("ferritin", `"value":22,"unit":"ng/mL","system":"`+fhir.SystemUCUM+`","code":"mmol/L"`))), "unit_not_supported", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value.code"},
	{"eGFR in UCUM for something else", responding(group("labs", quantity("egfr", `"value":90,"system":"`+fhir.SystemUCUM+`","code":"mL/min/1.73.m2"`))), "unit_not_supported", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value.code"},
	{"a value that cannot be", responding(group("labs", quantity("tsat", `"value":0.14,"unit":"%"`))), "range", fhir.TypeValue, first + ".item[0].answer[0].value.value"},
	{"a comparator that R4 does not have", responding(group("labs", quantity("ferritin", `"value":22,"unit":"ng/mL","comparator":"ad"`))), "comparator", fhir.TypeCodeInvalid, first + ".item[0].answer[0].value.comparator"},
	{"a date without its day", responding(group("labs", question("labs.ferritin", `{"valueQuantity":{"value":22,"unit":"ng/mL"},"item":[`+question("labs.ferritin.collected_on", `{"valueDate":"2026-11"}`)+`]}`))), "format", fhir.TypeValue, first + ".item[0].answer[0].item[0].answer[0].value"},
	{"the date of a result that is not there", responding(group("labs", question("labs.ferritin", `{"item":[`+question("labs.ferritin.collected_on", `{"valueDate":"2026-11-01"}`)+`]}`))), "not_enabled", fhir.TypeBusinessRule, first + ".item[0].answer[0].item[0].answer[0].value"},
}

func TestEachFaultIsAnIssueAtItsPlace(t *testing.T) {
	f := newForm(service(t))
	for _, c := range faults {
		t.Run(c.rule, func(t *testing.T) {
			_, reading := f.Read([]byte(c.response))
			if reading.Body != nil {
				t.Errorf("it was read as %s", reading.Body)
			}
			for _, i := range reading.Issues {
				if i.Code == c.code && i.Type == c.kind && i.Expression == c.at && fhir.HasErrors([]fhir.Issue{i}) {
					if !known(f, i.Code) {
						t.Errorf("%s is no code of rls-issue", i.Code)
					}
					return
				}
			}
			t.Errorf("want %s (%s) at %s, got %+v", c.code, c.kind, c.at, reading.Issues)
		})
	}
}

func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	f := newForm(service(t))
	_, reading := f.Read([]byte(strings.Replace(responding(
		group("patient", question("patient.age_years", `{"valueInteger":134}`))+","+group("nothing")+","+
			group("labs", quantity("ferritin", `"value":22,"unit":"mmol/L"`), quantity("tsat", `"value":0.14,"unit":"%"`))),
		"completed", "in-progress", 1)))
	var codes []string
	for _, i := range reading.Issues {
		if i.Severity == fhir.Error {
			codes = append(codes, i.Code)
		}
	}
	want := []string{"range", "unknown_link_id", "unit_not_supported", "range", "not_finished"}
	if !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
}
