package app

import (
	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// memory is what one answer is built in. It is used again once the answer is
// encoded, so that a request costs few allocations.
type memory struct {
	answers      answers
	result       screen.Result
	answer       v1.Screening
	text         []byte
	written      []written
	facts        arena[v1.Fact]
	texts        arena[string]
	criteria     arena[v1.Criterion]
	mimics       arena[v1.MimicPointer]
	standards    arena[v1.StandardReason]
	contributors arena[v1.Contributor]
	pointers     arena[v1.PrimaryPointer]
	labs         arena[v1.LabSuggestion]
	reasons      arena[v1.LabReason]
	effects      arena[v1.MedicationEffect]
	unrecognised arena[v1.UnrecognisedMedication]
	alerts       arena[v1.Alert]
	guidance     arena[v1.Guidance]
	decisive     arena[v1.DecisiveAnswer]
	changes      arena[v1.Change]
	next         arena[v1.NextQuestion]
	warnings     arena[v1.Warning]
}

// reset makes all memory free again.
func (m *memory) reset() {
	m.answers, m.answer = answers{}, v1.Screening{}
	clear(m.written)
	m.written = m.written[:0]
	m.facts.reset()
	m.texts.reset()
	m.criteria.reset()
	m.mimics.reset()
	m.standards.reset()
	m.contributors.reset()
	m.pointers.reset()
	m.labs.reset()
	m.reasons.reset()
	m.effects.reset()
	m.unrecognised.reset()
	m.alerts.reset()
	m.guidance.reset()
	m.decisive.reset()
	m.changes.reset()
	m.next.reset()
	m.warnings.reset()
}

// written is a value with the text that shows it.
type written struct {
	x          float64
	unit, text string
}

// arena hands out lists from one piece of memory.
type arena[T any] struct{ items []T }

// list returns an empty list with room for n items. It is never nil: an empty
// list is written as [].
func (a *arena[T]) list(n int) []T {
	if cap(a.items)-len(a.items) < n {
		a.items = make([]T, 0, max(2*cap(a.items), n, 8))
	}
	start := len(a.items)
	a.items = a.items[:start+n]
	return a.items[start : start : start+n]
}

// reset frees the lists, and forgets what they held of a patient.
func (a *arena[T]) reset() {
	clear(a.items)
	a.items = a.items[:0]
}
