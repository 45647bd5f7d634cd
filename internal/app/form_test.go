package app_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
)

func TestTheFormIsWhatTheQuestionnaireEncodes(t *testing.T) {
	s := service(t)
	for _, lang := range []string{"en", "es"} {
		want, problem := s.Questionnaire(app.Options{Lang: lang})
		if problem != nil {
			t.Fatal(problem)
		}
		encoded, err := jsonv2.Marshal(s.Form(lang))
		if err != nil {
			t.Fatal(err)
		}
		var a, b any
		if jsonv2.Unmarshal(want, &a) != nil || jsonv2.Unmarshal(encoded, &b) != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: the form differs", lang)
		}
	}
}

func TestWhatAQuestionIsAskedAfterCanSpareIt(t *testing.T) {
	s, spared := service(t), 0
	for _, section := range s.Form("en").Sections {
		for _, q := range section.Questions {
			for _, before := range q.After {
				spared++
				if before != "medications" || !asksNext(t, s, `{}`, q.ID) || asksNext(t, s, `{"medications":[]}`, q.ID) {
					t.Errorf("%s is not spared to whoever takes no medicine", q.ID)
				}
				if !asksNext(t, s, `{"medications":[{"name":"pramipexole"}]}`, q.ID) {
					t.Errorf("%s is not asked of somebody whom it is for", q.ID)
				}
			}
		}
	}
	if spared == 0 {
		t.Error("no question is asked after another")
	}
}

// asksNext reports whether a question is among those that the result says to ask next.
func asksNext(t *testing.T, s *app.Service, body, question string) bool {
	t.Helper()
	next, _ := screened(t, s, []byte(body), app.Options{})["decision"].(map[string]any)["next_questions"].([]any)
	return slices.ContainsFunc(next, func(q any) bool { return q.(map[string]any)["path"] == question })
}

// codes are those that the wire type lists for a member.
func codes(t *testing.T, of any, member string) []string {
	t.Helper()
	field, there := reflect.TypeOf(of).FieldByName(member)
	_, list, found := strings.Cut(field.Tag.Get("validate"), "oneof=")
	if !there || !found {
		t.Fatalf("%T has no codes for %s", of, member)
	}
	return strings.Fields(list)
}

func TestTheVocabularyHasEveryCodeThatAResultCanCarry(t *testing.T) {
	s := service(t)
	want := map[string][]string{
		"outcome":     codes(t, v1.Outcome{}, "Code"),
		"status":      codes(t, v1.Criterion{}, "Status"),
		"criterion_5": codes(t, v1.Criterion5{}, "Status"),
		"label":       codes(t, v1.Classification{}, "Label"),
		"tier":        codes(t, v1.Contributor{}, "Tier"),
	}
	english := s.Vocabulary("en")
	for kind, all := range want {
		var got []string
		for _, o := range english[kind] {
			got = append(got, o.Code)
		}
		slices.Sort(got)
		slices.Sort(all)
		if !slices.Equal(got, all) {
			t.Errorf("%s: %v, want %v", kind, got, all)
		}
	}
	for _, kind := range []string{"course", "significance", "contributor", "alert", "test", "loinc", "form", "notice", "part"} {
		if len(english[kind]) == 0 {
			t.Errorf("there is no %s", kind)
		}
	}
}

func TestTheVocabularyHasWordsInBothLanguages(t *testing.T) {
	s := service(t)
	english, spanish := s.Vocabulary("en"), s.Vocabulary("es")
	for kind, all := range english {
		for i, o := range all {
			if es := spanish[kind][i]; es.Code != o.Code || o.Display == "" || es.Display == "" || strings.Contains(o.Display+es.Display, "{") {
				t.Errorf("%s %s: %q, %q", kind, o.Code, o.Display, es.Display)
			}
		}
	}
}

// Results of the cases name no alert, contributor, course or test that the
// vocabulary has not.
func TestTheVocabularyHasWhatTheCasesSay(t *testing.T) {
	s := service(t)
	vocabulary := s.Vocabulary("en")
	has := func(kind, code string) {
		if !slices.ContainsFunc(vocabulary[kind], func(o v1.Option) bool { return o.Code == code }) {
			t.Errorf("%s %s is missing", kind, code)
		}
	}
	for _, c := range clinicalCases(t) {
		req, problem := s.Parse(c.Request)
		if problem != nil {
			t.Fatal(problem)
		}
		answer := s.Evaluate(req, app.Options{})
		has("course", answer.Course.Code)
		has("significance", answer.Significance.Code)
		for _, a := range answer.Alerts {
			has("alert", a.ID)
		}
		for _, l := range answer.Labs {
			has("test", l.ID)
		}
		for _, x := range answer.Classification.Contributors {
			id, _, _ := strings.Cut(x.ID, ":")
			has("contributor", id)
		}
	}
}

func TestWordsOfResultsAreThoseOfTheVocabularyAndThoseOfAnswersTheFormS(t *testing.T) {
	s := service(t)
	for _, lang := range []string{"en", "es"} {
		vocabulary := s.Vocabulary(lang)
		for _, kind := range []string{"part", "outcome", "status", "label", "tier", "alert", "test"} {
			for _, o := range vocabulary[kind] {
				if word := s.Word(lang, kind, o.Code); word != o.Display {
					t.Errorf("%s %s %s: %q and %q", lang, kind, o.Code, word, o.Display)
				}
			}
		}
		for _, section := range s.Form(lang).Sections {
			for _, q := range section.Questions {
				if word := s.Word(lang, "question", q.ID); word != q.Text {
					t.Errorf("%s %s: %q and %q", lang, q.ID, word, q.Text)
				}
				for _, o := range q.Options {
					if word := s.Word(lang, "answer", q.ID+"."+o.Code); word != o.Display {
						t.Errorf("%s %s %s: %q and %q", lang, q.ID, o.Code, word, o.Display)
					}
				}
				for _, o := range q.Timings {
					if word := s.Word(lang, "timing", o.Code); word != o.Display {
						t.Errorf("%s %s: %q and %q", lang, o.Code, word, o.Display)
					}
				}
			}
		}
	}
	if word := s.Word("en", "answer", "patient.age_years.47 years") + s.Word("en", "alert", "none") + s.Word("en", "unit", "mIU/L"); word != "" {
		t.Errorf("what has no words is %q", word)
	}
}
