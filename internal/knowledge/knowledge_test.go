package knowledge_test

import (
	"testing"

	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func load(t testing.TB) *knowledge.Ruleset {
	t.Helper()
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestThePublishedRulesetHasNoFault(t *testing.T) {
	for _, fault := range knowledge.Lint(load(t)) {
		t.Error(fault)
	}
}
