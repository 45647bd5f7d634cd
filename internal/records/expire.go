package records

import (
	"context"
	"fmt"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// byService is the caller of what the service does by itself.
const byService = "service"

// sweep is how many records are erased together.
const sweep = 100

// Expire erases all records that are older than a time, and returns how many.
// Zero keeps them for ever. What was erased before an error stays erased.
func (s *Service) Expire(ctx context.Context, olderThan time.Duration) (int, error) {
	if olderThan <= 0 {
		return 0, nil
	}
	before, total := s.time().Add(-olderThan), 0
	for {
		found, err := s.store.Expired(ctx, before, sweep)
		if err != nil {
			return total, fmt.Errorf("find expired records: %w", err)
		}
		n, err := s.expire(ctx, found)
		total += n
		if err != nil || len(found) < sweep {
			return total, err
		}
	}
}

// expire erases records, those of a tenant together.
func (s *Service) expire(ctx context.Context, found []store.Of) (n int, err error) {
	var order []tenant.ID
	changes := map[tenant.ID]*store.Change{}
	for _, of := range found {
		c := changes[of.Tenant]
		if c == nil {
			c = new(store.Change)
			changes[of.Tenant] = c
			order = append(order, of.Tenant)
		}
		c.Erase = append(c.Erase, of.ID)
		c.Events = append(c.Events, s.event(By{Caller: byService}, audit.Expired, of.ID))
	}
	for _, t := range order {
		if _, err := s.commit(ctx, t, *changes[t]); err != nil {
			return n, fmt.Errorf("erase expired records: %w", err)
		}
		n += len(changes[t].Erase)
	}
	return n, nil
}
