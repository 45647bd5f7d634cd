package records_test

import (
	"context"
	"testing"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// hasty erases a record just before it is written down that somebody reads it.
type hasty struct {
	*fake
	id string
}

func (h *hasty) Commit(ctx context.Context, t tenant.ID, c store.Change) (store.Committed, error) {
	if len(c.Events) > 0 && c.Events[0].Action == audit.Read && h.id != "" {
		if _, err := h.fake.Commit(ctx, t, store.Change{Erase: []string{h.id}}); err != nil {
			return store.Committed{}, err
		}
	}
	return h.fake.Commit(ctx, t, c)
}

func TestAnErasureIsNotOutrunByAReading(t *testing.T) {
	b := newBench(t)
	by := records.By{Tenant: "clinic", Caller: "a"}
	made := b.create(by, "p", `{}`)
	h := &hasty{fake: b.store, id: made.ID}
	_, err := records.New(b.options(h)).Read(t.Context(), by, made.ID)
	wants(t, err, problem.NotFound)
}
