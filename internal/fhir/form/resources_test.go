package form_test

import (
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
)

// items are all items of a questionnaire, in order.
func items(list []fhir.QuestionnaireItem) []fhir.QuestionnaireItem {
	var all []fhir.QuestionnaireItem
	for _, i := range list {
		all = append(append(all, i), items(i.Item)...)
	}
	return all
}

func TestTheFormHasTheQuestionsOfTheRESTQuestionnaire(t *testing.T) {
	s := service(t)
	q := newForm(s).Questionnaire()
	var want, got []string
	for _, section := range s.Form("en").Sections {
		want = append(want, section.ID)
		for _, question := range section.Questions {
			switch question.Type {
			case "medications":
				for _, name := range []string{"any", "entry", "name", "rxnorm", "atc", "timing"} {
					want = append(want, "medications."+name)
				}
			case "labs":
				for _, test := range question.Tests {
					want = append(want, "labs."+test.Test, "labs."+test.Test+".collected_on")
				}
			default:
				want = append(want, question.ID)
			}
		}
	}
	want = append(want, "outcome")
	for _, i := range items(q.Item) {
		if i.Type != "display" {
			got = append(got, i.LinkID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v\nwant\n%v", got, want)
	}
}

func TestEveryItemIsSound(t *testing.T) {
	q := newForm(service(t)).Questionnaire()
	var required []string
	seen := map[string]bool{}
	for _, i := range items(q.Item) {
		if seen[i.LinkID] {
			t.Errorf("%s is there twice", i.LinkID)
		}
		seen[i.LinkID] = true
		if i.Text == "" || i.TextElement == nil || i.TextElement.Extension[0].Extension[1].ValueString == "" {
			t.Errorf("%s has no text in one of the languages", i.LinkID)
		}
		if strings.HasPrefix(i.LinkID, "safety") && len(i.EnableWhen) > 0 {
			t.Errorf("%s is not always asked", i.LinkID)
		}
		if (len(i.EnableWhen) > 1) != (i.EnableBehavior == "any") {
			t.Errorf("%s: enableBehavior %q of %d conditions", i.LinkID, i.EnableBehavior, len(i.EnableWhen))
		}
		for _, w := range i.EnableWhen {
			if !seen[w.Question] {
				t.Errorf("%s depends on %s, which does not come before it", i.LinkID, w.Question)
			}
		}
		if (i.Type == "choice") != (len(i.AnswerOption) > 0) {
			t.Errorf("%s: options go with choices", i.LinkID)
		}
		if i.Required != nil && *i.Required {
			required = append(required, i.LinkID)
		}
	}
	want := []string{"criteria.urge_to_move", "criteria.worse_at_rest", "criteria.relieved_by_movement", "criteria.worse_in_evening"}
	if !slices.Equal(required, want) {
		t.Errorf("required: %v", required)
	}
}

// A medicine that is known by its ATC code alone is still shown, as a text.
func TestWithoutATCNoCodeOfItIsAskedFor(t *testing.T) {
	s := service(t)
	o := options(s)
	o.ATC = false
	f := form.New(o, s.Form("en"), s.Form("es"), s)
	for _, i := range items(f.Questionnaire().Item) {
		if i.LinkID == "medications.atc" {
			t.Error("medications.atc is in the form")
		}
	}
	req := parse(t, s, []byte(`{"medications":[{"name":"Benadryl","atc":"N06AX11"},{"atc":"N06AX11"}]}`))
	if _, reading := f.Read(completed(t, f, req)); string(reading.Body) != `{"medications":[{"name":"Benadryl"},{"name":"N06AX11"}]}` {
		t.Errorf("%v %s", reading.Issues, reading.Body)
	}
}

// Every unit that the form offers is one that the ruleset has, by its code and
// as it is shown, and both mean the same.
func TestUnitsOfferedAreAcceptedByCodeAndAsTheyAreShown(t *testing.T) {
	s := service(t)
	for _, i := range items(newForm(s).Questionnaire().Item) {
		test := strings.TrimPrefix(i.LinkID, "labs.")
		offered := 0
		for _, e := range i.Extension {
			if !strings.HasSuffix(e.URL, "/questionnaire-unitOption") {
				continue
			}
			offered++
			byCode, known := s.ConvertLab(test, 7, e.ValueCoding.Code)
			shown, same := s.ConvertLab(test, 7, e.ValueCoding.Display)
			if !known || !same || byCode != shown {
				t.Errorf("%s: %s is %v %v, %s is %v %v", test, e.ValueCoding.Code, byCode, known, e.ValueCoding.Display, shown, same)
			}
		}
		if i.Type == "quantity" && offered == 0 {
			t.Errorf("%s has no unit", i.LinkID)
		}
	}
}

func TestEverySpellingOfTheRulesetIsWrittenAsAUnitOfTheForm(t *testing.T) {
	s := service(t)
	f := newForm(s)
	for _, section := range s.Form("en").Sections {
		for _, question := range section.Questions {
			for _, test := range question.Tests {
				for _, unit := range test.Units {
					value := plausible(t, s, test.Test, unit)
					req := parse(t, s, []byte(`{"labs":[{"test":"`+test.Test+`","value":`+value+`,"unit":"`+unit+`"}]}`))
					_, reading := f.Read(completed(t, f, req))
					back := parse(t, s, reading.Body).Labs[0]
					want, _ := s.ConvertLab(test.Test, *req.Labs[0].Value, unit)
					if got, _ := s.ConvertLab(test.Test, *back.Value, back.Unit); got != want {
						t.Errorf("%s: %s came back as %s: %v, want %v", test.Test, unit, back.Unit, got, want)
					}
					if !offers(f, test.Test, back.Unit) {
						t.Errorf("%s: %s came back as %s, which the form does not offer", test.Test, unit, back.Unit)
					}
				}
			}
		}
	}
}

// plausible is a value that can be in a unit.
func plausible(t *testing.T, s *app.Service, test, unit string) string {
	t.Helper()
	for _, x := range []float64{0.25, 1, 5, 20, 50, 100, 150, 500} {
		if s.CheckLab(test, x, unit) == nil {
			return strconv.FormatFloat(x, 'f', -1, 64)
		}
	}
	t.Fatalf("%s: nothing is plausible in %s", test, unit)
	return ""
}

func offers(f *form.Form, test, code string) bool {
	for _, i := range items(f.Questionnaire().Item) {
		if i.LinkID == "labs."+test {
			return slices.ContainsFunc(i.Extension, func(e fhir.Extension) bool {
				return strings.HasSuffix(e.URL, "/questionnaire-unitOption") && e.ValueCoding.Code == code
			})
		}
	}
	return false
}

func TestCodeSystemsAreSound(t *testing.T) {
	f := newForm(service(t))
	for _, s := range f.CodeSystems() {
		seen := map[string]bool{}
		for _, c := range s.Concept {
			if seen[c.Code] || c.Code == "" || c.Display == "" || strings.ContainsAny(c.Code, " \t") {
				t.Errorf("%s: %q %q", s.ID, c.Code, c.Display)
			}
			seen[c.Code] = true
			spanish := slices.ContainsFunc(c.Designation, func(d fhir.Designation) bool { return d.Language == "es" && d.Value != "" })
			if !spanish && s.ID != fhir.IssueSystem {
				t.Errorf("%s: %s has no Spanish", s.ID, c.Code)
			}
		}
		if *s.Count != len(s.Concept) {
			t.Errorf("%s: count %d of %d", s.ID, *s.Count, len(s.Concept))
		}
	}
}

// A terminology server accepts what the form shows: each display is that of the
// code, or one of its designations.
func TestDisplaysOfAnswersAreInTheCodeSystem(t *testing.T) {
	f := newForm(service(t))
	displays := map[string][]string{}
	for _, c := range f.CodeSystems()[1].Concept {
		displays[c.Code] = []string{c.Display}
		for _, d := range c.Designation {
			displays[c.Code] = append(displays[c.Code], d.Value)
		}
	}
	for _, i := range items(f.Questionnaire().Item) {
		for _, o := range i.AnswerOption {
			if c := o.ValueCoding; c.System == base+"/CodeSystem/rls-answer" && !slices.Contains(displays[c.Code], c.Display) {
				t.Errorf("%s: %s is shown as %q", i.LinkID, c.Code, c.Display)
			}
		}
	}
}

func TestValueSetsHoldCodesThatThereAre(t *testing.T) {
	f := newForm(service(t))
	codes := map[string][]string{}
	for _, s := range f.CodeSystems() {
		for _, c := range s.Concept {
			codes[s.URL] = append(codes[s.URL], c.Code)
		}
	}
	var ids []string
	for _, v := range f.ValueSets() {
		ids = append(ids, v.ID)
		include := v.Compose.Include[0]
		if codes[include.System] == nil {
			t.Errorf("%s: no system %s", v.ID, include.System)
		}
		for _, c := range include.Concept {
			if !slices.Contains(codes[include.System], c.Code) {
				t.Errorf("%s: no code %s", v.ID, c.Code)
			}
		}
	}
	want := []string{"rls-question", "rls-answer", "rls-result", "rls-issue", "rls-cds", "rls-outcome", "rls-label", "rls-course", "rls-significance", "rls-alert"}
	if !slices.Equal(ids, want) {
		t.Errorf("%v", ids)
	}
}

// Codes of package problem are the words of its constants.
func TestEveryCodeOfAProblemIsACodeOfAnIssue(t *testing.T) {
	f := newForm(service(t))
	file, err := parser.ParseFile(token.NewFileSet(), "../../problem/problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, is := n.(*ast.ValueSpec); is {
			for _, v := range spec.Values {
				if literal, is := v.(*ast.BasicLit); is {
					count++
					if code, _ := strconv.Unquote(literal.Value); !known(f, code) {
						t.Errorf("%s is no code of rls-issue", code)
					}
				}
			}
		}
		return true
	})
	if count < 30 {
		t.Errorf("%d codes found", count)
	}
}

// Codes that are not our own must be in the tables, under these names: none is
// made up.
func TestStandardCodesAreThoseOfTheTables(t *testing.T) {
	const path = "../../../../shared/terminology/labs.csv"
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("%s is not there", path)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, row := range rows {
		names[row[2]] = row[3]
	}
	count := 0
	for _, i := range items(newForm(service(t)).Questionnaire().Item) {
		for _, c := range i.Code {
			if c.System == base+"/CodeSystem/rls-question" {
				continue
			}
			count++
			if c.System != fhir.SystemLOINC || names[c.Code] == "" || names[c.Code] != c.Display {
				t.Errorf("%s: %+v", i.LinkID, c)
			}
		}
	}
	if count < 18 {
		t.Errorf("%d codes", count)
	}
}
