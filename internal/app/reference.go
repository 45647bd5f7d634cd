package app

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// Questionnaire returns the encoded v1.Questionnaire: a form can be built from
// it alone.
func (s *Service) Questionnaire(o Options) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	return encode(s.form(o))
}

// Ruleset returns the encoded v1.Ruleset. Today is the clock's own view of
// whether the evidence is due for review.
func (s *Service) Ruleset(o Options, today time.Time) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	v := s.voice(Options{Lang: o.Lang})
	out := &v1.Ruleset{
		RulesetRef: s.rulesetRef(today.Format(time.DateOnly)), Released: s.rules.Manifest.Released,
		Available: s.rules.Versions(), IntendedUse: v.words["intended_use"], Notice: v.words["notice"],
		Notices: []string{noticeLOINC, noticeRxNorm, v.words["notice.licences"]}, OverdueRules: []string{},
	}
	for _, id := range s.rules.Overdue(today) {
		out.OverdueRules = append(out.OverdueRules, string(id))
	}
	for _, r := range s.rules.Rules {
		out.Rules = append(out.Rules, v1.Rule{
			ID: string(r.ID), Text: r.Text, Evidence: r.Evidence, Sources: r.Sources, ReviewBy: r.ReviewBy,
		})
	}
	for _, source := range s.rules.Sources {
		out.Sources = append(out.Sources, v1.Source(source))
	}
	for _, a := range s.rules.Accuracy {
		in := v1.Accuracy{
			Instrument: v.words["accuracy."+a.ID+".instrument"], Sensitivity: a.Sensitivity, Specificity: a.Specificity,
			Note: v.words["accuracy."+a.ID+".note"], Sources: a.Sources,
		}
		for _, p := range a.PredictiveValues {
			in.PredictiveValues = append(in.PredictiveValues, v1.PredictiveValue(p))
		}
		out.Accuracy = append(out.Accuracy, in)
	}
	return encode(out)
}

// Notices that the code systems ask for, in their words.
const (
	noticeLOINC = "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. and the " +
		"Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at " +
		"http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc."
	noticeRxNorm = "This product uses publicly available data courtesy of the U.S. National Library of Medicine (NLM), National Institutes " +
		"of Health, Department of Health and Human Services; NLM is not responsible for the product and does not endorse or recommend " +
		"this or any other product."
)

// Medications returns the encoded v1.MedicationList of a search by brand,
// generic name, RxNorm or ATC code.
func (s *Service) Medications(query string, limit int, o Options) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	d := s.render(nil, nil, nil, o)
	out := &v1.MedicationList{Medications: []v1.MedicationHit{}, Ruleset: s.rulesetRef("")}
	for _, hit := range s.rules.Medicines.Search(query, limit) {
		in := v1.MedicationHit{
			Name: hit.Name, Kind: string(hit.Kind), Code: hit.Code, Ambiguous: hit.OneOf, Systemic: !hit.NonSystemic,
		}
		for _, index := range hit.Ingredients {
			in.Ingredients = append(in.Ingredients, d.ingredient(s.rules.Medicines.Ingredient(index)))
		}
		out.Medications = append(out.Medications, in)
	}
	return encode(out)
}

// MedicationNames returns the encoded v1.MedicationNames: every name of a
// medicine that is recognised, with the words of the language.
func (s *Service) MedicationNames(o Options) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	generic := s.voice(o).names
	names := s.rules.Medicines.Names()
	out := &v1.MedicationNames{Names: make([]v1.MedicationName, len(names)), Ruleset: s.rulesetRef("")}
	for i, hit := range names {
		in := v1.MedicationName{Name: hit.Name, Ambiguous: hit.OneOf, Systemic: !hit.NonSystemic}
		for _, index := range hit.Ingredients {
			in.Ingredients = append(in.Ingredients, generic[&s.rules.Core.Medicines[index]])
		}
		out.Names[i] = in
	}
	return encode(out)
}

func (d *render) ingredient(m medicine.Ingredient) v1.MedicationIngredient {
	return v1.MedicationIngredient{
		Key: m.Key, Generic: m.Generic, RxNorm: m.RxNorm, ATC: slices.Concat([]string{}, m.ATC), Class: m.Class,
		Tier: string(m.Tier), Display: d.say(tierRule(m.Tier)),
	}
}

// tierRule is the key of what is said of a tier.
func tierRule(t medicine.Tier) string {
	switch t {
	case medicine.TierA, medicine.TierB, medicine.TierC:
		return "medicine.tier_" + strings.ToLower(string(t))
	case medicine.TierTreatment:
		return "medicine.none"
	default:
		return "medicine." + string(t)
	}
}

var decisionColumns = []string{
	"scope", "urge_to_move", "worse_at_rest", "relieved_by_movement", "worse_in_evening", "criterion_5", "outcome", "rule",
}

func (s *Service) decisionRows() []v1.DecisionRow {
	var rows []v1.DecisionRow
	for _, r := range screen.DecisionTable() {
		rows = append(rows, v1.DecisionRow{
			Scope: r.Scope, UrgeToMove: r.Criteria[0].String(), WorseAtRest: r.Criteria[1].String(),
			RelievedByMovement: r.Criteria[2].String(), WorseInEvening: r.Criteria[3].String(),
			Criterion5: r.Criterion5, Outcome: r.Outcome, Rule: string(r.Rule),
		})
	}
	return rows
}

// DecisionTable returns the encoded v1.DecisionTable: the outcome of every
// combination of what it depends on.
func (s *Service) DecisionTable(o Options) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	return encode(&v1.DecisionTable{Columns: decisionColumns, Rows: s.decisionRows(), Ruleset: s.rulesetRef("")})
}

// DecisionTableCSV is DecisionTable as CSV (RFC 4180) with a header line.
func (s *Service) DecisionTableCSV(o Options) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	var buffer bytes.Buffer
	w := csv.NewWriter(&buffer)
	w.UseCRLF = true
	_ = w.Write(decisionColumns) // a bytes.Buffer takes everything
	for _, r := range s.decisionRows() {
		_ = w.Write([]string{
			r.Scope, r.UrgeToMove, r.WorseAtRest, r.RelievedByMovement, r.WorseInEvening, r.Criterion5, r.Outcome, r.Rule,
		})
	}
	w.Flush()
	return buffer.Bytes(), nil
}

// Catalogue writes the rules as Markdown.
func (s *Service) Catalogue(w io.Writer) error { return s.rules.WriteCatalogue(w) }
