package store_test

import (
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/store"
)

func TestSecretsAreNotMadeAnewInADatabaseThatWasUsed(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		d.fill(t, s, ours, 1)
		d.alter(t, "CREATE TABLE kept AS SELECT * FROM secret")
		s.Close()
		const said = "the database has lost its secrets"
		for _, statement := range []string{
			"DELETE FROM secret WHERE name = 'index'",
			"DELETE FROM secret",
			"DELETE FROM record_key",
			"DELETE FROM record",
		} {
			d.alter(t, statement)
			if _, err := store.Open(t.Context(), d.options()); err == nil || !strings.Contains(err.Error(), said) {
				t.Errorf("after %s: %v", statement, err)
			}
		}
		d.alter(t, "INSERT INTO secret SELECT * FROM kept", "DELETE FROM state")
		verify(t, d, d.open(t))
	})
}
