package records

import (
	"context"
	"sync"

	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// mostChains is how many tenants are remembered.
const mostChains = 4096

// chains remembers tenants that have an audit chain, so that the store is seldom
// asked. The zero value is ready.
type chains struct {
	mu sync.Mutex
	of map[tenant.ID]struct{}
}

func (c *chains) have(t tenant.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, known := c.of[t]
	return known
}

// remember forgets another tenant when there are too many, whichever.
func (c *chains) remember(t tenant.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[tenant.ID]struct{}{}
	}
	if _, known := c.of[t]; !known && len(c.of) >= mostChains {
		for other := range c.of {
			delete(c.of, other)
			break
		}
	}
	c.of[t] = struct{}{}
}

// chained reports whether a tenant has an audit chain.
func (s *Service) chained(ctx context.Context, t tenant.ID) (bool, error) {
	if s.chains.have(t) {
		return true, nil
	}
	for _, err := range s.store.Chain(ctx, t) {
		if err == nil {
			s.chains.remember(t)
		}
		return err == nil, err
	}
	return false, nil
}

// commit stores a change.
func (s *Service) commit(ctx context.Context, t tenant.ID, c store.Change) (store.Committed, error) {
	done, err := s.store.Commit(ctx, t, c)
	if err == nil {
		s.chains.remember(t)
	}
	return done, err
}
