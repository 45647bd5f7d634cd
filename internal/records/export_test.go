package records

import "github.com/rlscreen/rlscreen/internal/tenant"

// Differences gives the comparison to the tests.
var Differences = differences

// MostChains is how many tenants are remembered.
const MostChains = mostChains

// Remembered is how many tenants are, after some were given to remember.
func (s *Service) Remembered(tenants ...tenant.ID) int {
	for _, t := range tenants {
		s.chains.remember(t)
	}
	return len(s.chains.of)
}
