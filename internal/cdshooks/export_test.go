package cdshooks

// Memory is memory, for tests.
type Memory struct{ *memory }

// NewMemory is newMemory.
func NewMemory(limit int) Memory { return Memory{newMemory(limit)} }

// Remember is remember.
func (m Memory) Remember(card, rule string) { m.remember(card, rule) }

// Rule is rule.
func (m Memory) Rule(card string) string { return m.rule(card) }

// Gaps is gaps.
func Gaps() []string { return gaps() }

// Unreadable is unreadable.
func Unreadable() []string { return unreadable() }
