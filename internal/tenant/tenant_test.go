package tenant_test

import (
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		rule, text string
		ok         bool
	}{
		{"a name", "clinic-a", true},
		{"a name and a claim, joined", "west:org_7.north", true},
		{"one digit", "7", true},
		{"as long as it may be", strings.Repeat("a", 64), true},
		{"the tenant of the open service, so that keys can be made for it", "local", true},
		{"too long", strings.Repeat("a", 65), false},
		{"nothing", "", false},
		{"upper case, which would look like another one", "Clinic", false},
		{"a space", "clinic a", false},
		{"a slash, which parts contexts", "clinic/a", false},
		{"a letter beyond ASCII", "clínica", false},
		{"a null byte", "a\x00", false},
		{"begins with a dot", ".a", false},
		{"begins with a colon: nothing before a claim", ":a", false},
		{"the chain that belongs to nobody", string(tenant.Service), false},
	} {
		id, err := tenant.Parse(c.text)
		if (err == nil) != c.ok || c.ok && string(id) != c.text || !c.ok && id != "" {
			t.Errorf("%s: %q, %v", c.rule, id, err)
		}
	}
}

func TestAnErrorDoesNotRepeatTheValue(t *testing.T) {
	if _, err := tenant.Parse("Eva Example"); strings.Contains(err.Error(), "Eva") {
		t.Error(err)
	}
}
