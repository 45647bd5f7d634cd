package knowledge_test

import (
	"os"
	"testing"

	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// newest is the version under work.
const newest = "1.0.0"

// load reads the files as people write them.
func load(t testing.TB) *knowledge.Ruleset {
	t.Helper()
	rs, err := knowledge.LoadFrom(os.DirFS("data"), newest)
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
