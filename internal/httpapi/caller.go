package httpapi

import (
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// by says who calls. The guard of the server has let them through before: it
// leaves nobody in particular to us where nobody needs a credential, on
// loopback, whose records are those of one tenant.
func (x *exchange) by() records.By {
	by := records.By{Tenant: tenant.Local, Caller: string(tenant.Local), Request: requestID(x)}
	if caller := auth.CallerFrom(x.Request().Context()); caller != nil {
		by.Tenant, by.Caller = caller.Tenant, caller.ID
	}
	return by
}
