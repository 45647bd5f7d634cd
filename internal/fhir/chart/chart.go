// Package chart reads the resources of a health record: which conditions,
// medicines, results and relatives bear on restless legs, what they answer of a
// request, and what was left out and why.
//
// Reading never fails. A chart may hold anything; what cannot be read or used
// becomes an issue. What a chart does not say stays unknown: no answer is ever
// "no" because something is absent, refuted or over.
package chart

import (
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/terminology"
)

// Knowledge is what reading a chart has to know. *app.Service has it.
type Knowledge interface {
	// Conditions are what a code means; system may have any of its spellings.
	Conditions(system, code string) []terminology.Condition
	// LabTest is the id of the test that a LOINC code names.
	LabTest(loinc string) (test string, known bool)
	// CheckLab says what is wrong with a result: unit_not_supported or range,
	// with what is accepted. Nil is fine.
	CheckLab(test string, value float64, unit string) *problem.Field
	// ConvertLab gives a value in the unit that the test is compared in.
	ConvertLab(test string, value float64, unit string) (converted float64, known bool)
	// Saturation is the TSAT, in %, that iron and TIBC of one unit give, rounded
	// as the decision does: 45 % on paper is not above it.
	Saturation(iron, tibc float64) float64
	// Contents are the ingredients that a medicine is known to hold, by their
	// index; byProduct: by the code of a product, which tells its form too.
	Contents(m v1.Medication) (ingredients []int, byProduct bool)
	// Dopaminergic reports a medicine that acts as dopamine does, which is given
	// for restless legs and for Parkinson's disease.
	Dopaminergic(m v1.Medication) bool
}

// Chart is what a health record says that bears on restless legs.
type Chart struct {
	// Subject is the reference of whom the chart is about, such as
	// "Patient/123"; "" when nothing names it. What was about somebody else has
	// been left out.
	Subject string
	// Patient is nil where none was supplied.
	Patient *Patient
	// Conditions are those of meaning here, active, in the order of the chart.
	Conditions []Condition
	// Medications are those taken now, or stopped within four weeks; several of
	// one resource where its codes are of several.
	Medications []Medication
	// Labs holds the newest usable result of each test. After them come earlier
	// results of iron that still act: a TSAT above 45 % that no newer one refutes.
	Labs []Lab
	// Pregnancy is yes or no; nil is unknown.
	Pregnancy *Finding
	// GestationWeeks is completed weeks today; nil unless pregnant.
	GestationWeeks *int
	// FamilyHistory is RLS in a first-degree relative: yes, or nil.
	FamilyHistory *Finding
	// Truncated reports that a Bundle had more pages, which were not sent.
	Truncated bool
	// Issues say what was used (information), and what was left out and why
	// (warning), in the order of the chart.
	Issues []fhir.Issue

	asOf string
	sent map[string]bool // tests with a result, usable or not
}

// Source is where a fact stands.
type Source struct {
	Reference  string // such as "Condition/123"; "" where the resource has no id
	Expression string // FHIRPath into what was sent
}

// Patient is who the chart is about.
type Patient struct {
	Source
	BirthDate string // as written: a day, a month or a year
	AgeYears  *int   // in completed years, of two that may be the lower; nil unknown
	Sex       string // female, male or other; "" unknown
}

// Condition is an active condition. One that is not confirmed, or that also has
// an end, is Possible.
type Condition struct {
	Source
	terminology.Condition
	// Unconfirmed: its code proves it, and its status does not.
	Unconfirmed bool
	// Contradicted: it is active by its status, and has an end.
	Contradicted  bool
	OnsetAgeYears *int
	RecordedOn    string // ISO date, "" unknown
}

// Medication is a medicine taken or ordered.
type Medication struct {
	Source
	Entry v1.Medication
	// ForRLS: the reason given for it is restless legs.
	ForRLS bool
	// Dopaminergic: it acts as dopamine does.
	Dopaminergic bool
	// Display is its name for people, "" where the chart has codes alone.
	Display string
	// On is when it was ordered or stated: an ISO date, "" unknown.
	On string
}

// Lab is a result.
type Lab struct {
	Source
	Test        string  // id of the test, such as "ferritin"
	Value       float64 // with a comparator, just beyond the bound
	Unit        string  // as the chart has it
	Comparator  string  // "", <, <=, >= or >
	CollectedOn string  // ISO date
	// Contradicted: others of the same test and time differ. The one that calls
	// for more care was taken.
	Contradicted bool
	// Old: too old to decide on the day the chart was read.
	Old bool
}

// Finding is an answer with where it is from.
type Finding struct {
	Source
	Answer string
	On     string // ISO date, "" unknown
}

// Content is a resource, or a Bundle of them.
type Content struct {
	Expression string // FHIRPath to it in what was sent
	URL        string // fullUrl of its entry, "" unknown
	Raw        []byte // as sent; null is no data
}

// Read reads the chart of a patient as it is on a day. What is about somebody
// else, or about somebody who cannot be told, is left out.
func Read(subject Subject, contents []Content, k Knowledge, today time.Time) *Chart {
	r := newReader(subject, contents, k, today)
	c := &Chart{Truncated: r.truncated, asOf: r.today.Format(time.DateOnly)}
	who := r.subject(c)
	r.readConditions(c, who)
	r.readMedications(c, who)
	r.readObservations(c, who)
	r.readRelatives(c, who)
	r.noteAnswers(c)
	r.notePassed()
	c.Issues = r.issues.sorted()
	return c
}

// RLS reports whether the chart is of a patient with restless legs: known by an
// active condition, by a medicine given for it, or by a dopaminergic medicine
// beside a possible code, unless Parkinson's disease explains the medicine;
// possible by a code that covers other conditions too, or by a condition that
// is not confirmed or contradicts itself.
func (c *Chart) RLS() (known, possible bool) {
	dopaminergic := false
	for i := range c.Medications {
		known = known || c.Medications[i].ForRLS
		dopaminergic = dopaminergic || c.Medications[i].Dopaminergic
	}
	for i := range c.Conditions {
		if condition := &c.Conditions[i]; condition.Role == terminology.RoleRLS {
			known = known || !condition.Possible
			possible = possible || condition.Possible
		}
	}
	return known || possible && dopaminergic && !c.Has(keyParkinson), possible
}

// Sent reports whether there is a result of a test, usable or not.
func (c *Chart) Sent(test string) bool { return c.sent[test] }

// KidneyUnclear reports dialysis beside a kidney transplant, which leaves the
// stage of kidney disease open.
func (c *Chart) KidneyUnclear() bool {
	_, contradiction := c.kidneyStage()
	return contradiction
}

// Has reports an active condition, proven, by its key.
func (c *Chart) Has(key string) bool {
	for i := range c.Conditions {
		if condition := &c.Conditions[i]; condition.Key == key && !condition.Possible {
			return true
		}
	}
	return false
}

// Keys of the conditions that charts are read by.
const (
	keyParkinson  = "parkinson"
	keyPostpartum = "postpartum"
)
