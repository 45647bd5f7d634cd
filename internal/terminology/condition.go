// Package terminology says what codes of health records mean: it knows the
// code systems by all their names, and the conditions that bear on restless
// legs by their codes, with the answers that each of them fills in.
//
// It holds no codes itself; the knowledge base supplies them.
package terminology

// Condition is what a code means.
type Condition struct {
	Key  string // stable id, such as "ckd_stage3"
	Name string // in English, for people who read a chart's issues
	Role string // rls, mimic, secondary_cause, comorbidity or context
	// Answers are what the diagnosis answers, in the order of the table. Empty
	// where it answers nothing.
	Answers []Answer
	// Possible marks a code that covers other conditions too, such as G25.8 of
	// the WHO: it points to this one and never proves it.
	Possible bool
}

// Answer is the answer to one question, such as history.diabetes: yes.
type Answer struct {
	Path  string // JSON path of the question in a request
	Value string // a code of its answers
}

// The roles of conditions.
const (
	RoleRLS            = "rls"
	RoleMimic          = "mimic"
	RoleSecondaryCause = "secondary_cause"
	RoleComorbidity    = "comorbidity"
	RoleContext        = "context"
)
