package cdshooks

import "sync"

// rememberedCards is how many cards are remembered: days of a busy clinic, in
// a few megabytes.
const rememberedCards = 1 << 15

// memory knows which rule a card came from, so that feedback can be counted by
// rule. It forgets the oldest first, and all of it with the process. It is safe
// for concurrent use.
type memory struct {
	mu    sync.Mutex
	limit int
	rules map[string]string // by uuid of the card
	order []string          // uuids, the oldest at next once it is full
	next  int
}

func newMemory(limit int) *memory {
	return &memory{limit: limit, rules: map[string]string{}}
}

func (m *memory) remember(card, rule string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.rules[card]; known {
		return
	}
	m.rules[card] = rule
	if len(m.order) < m.limit {
		m.order = append(m.order, card)
		return
	}
	delete(m.rules, m.order[m.next])
	m.order[m.next] = card
	m.next = (m.next + 1) % m.limit
}

// unknownRule stands for a card that is not remembered.
const unknownRule = "unknown"

func (m *memory) rule(card string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if rule, known := m.rules[card]; known {
		return rule
	}
	return unknownRule
}
