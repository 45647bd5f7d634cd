package web

import (
	"bytes"
	"encoding/json"
	"html/template"
	"path"
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/door"
)

// page is what a template of a page is filled in with.
type page struct {
	// BaseURL is where callers reach the service.
	BaseURL string
	// Form is the questionnaire, in the language of the page and for patients.
	Form *v1.Questionnaire
	// Titles are those of the questionnaire by language, for a page whose language is changed.
	Titles map[string]string
	// Ruleset is what decisions rest on.
	Ruleset *v1.Ruleset
	// Sources are those of the ruleset.
	Sources []v1.Source
	// Accuracy is that of published instruments, of which this is none.
	Accuracy []v1.Accuracy
	// ReviewBy is the day on which the first rule is due for review.
	ReviewBy string
	// FrameAncestors are the origins whose pages may frame the form, separated by spaces.
	FrameAncestors string
}

// newPage is a template, filled in anew each day, since whether the evidence is
// due for review depends on it.
func (p *Pages) newPage(name, lang string) *asset {
	return &asset{media: mediaType(name), document: daily(p.Now, func() (*door.Document, error) {
		return newDocument(name, func() ([]byte, error) { return p.render(name, lang) })
	})}
}

func (p *Pages) render(name, lang string) ([]byte, error) {
	tmpl, err := template.New(path.Base(name)).Funcs(template.FuncMap{"decimal": decimalComma}).ParseFS(files, name)
	if err != nil {
		return nil, err
	}
	filled, err := p.filling(lang)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = tmpl.Execute(&out, filled)
	return out.Bytes(), err
}

// decimalComma is a number as it is written in Spanish.
func decimalComma(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", ",", 1)
}

// filling is what the pages say of the rules, as the API says it.
func (p *Pages) filling(lang string) (*page, error) {
	out := &page{BaseURL: p.BaseURL, FrameAncestors: strings.Join(p.FrameAncestors, " "), Titles: map[string]string{}, Ruleset: &v1.Ruleset{}}
	for _, each := range languages {
		form, err := p.questionnaire(each)
		if err != nil {
			return nil, err
		}
		out.Titles[each] = form.Title
		if each == lang {
			out.Form = form
		}
	}
	o := app.Options{Lang: lang, Audience: app.Patient}
	rules, fault := p.Service.Ruleset(o, p.Now())
	if fault != nil {
		return nil, fault
	}
	if err := json.Unmarshal(rules, out.Ruleset); err != nil {
		return nil, err
	}
	out.Sources, out.Accuracy = out.Ruleset.Sources, out.Ruleset.Accuracy
	for _, rule := range out.Ruleset.Rules {
		if out.ReviewBy == "" || rule.ReviewBy < out.ReviewBy {
			out.ReviewBy = rule.ReviewBy
		}
	}
	return out, nil
}

// questionnaire is that for patients.
func (p *Pages) questionnaire(lang string) (*v1.Questionnaire, error) {
	document, fault := p.Service.Questionnaire(app.Options{Lang: lang, Audience: app.Patient})
	if fault != nil {
		return nil, fault
	}
	var form v1.Questionnaire
	err := json.Unmarshal(document, &form)
	return &form, err
}
