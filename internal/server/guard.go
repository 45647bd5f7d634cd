package server

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/cdshooks"
	"github.com/rlscreen/rlscreen/internal/fhirapi"
	"github.com/rlscreen/rlscreen/internal/httpapi"
	"github.com/rlscreen/rlscreen/internal/limit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// storedDeadline is how long a request may take that needs the database,
// whatever that does.
const storedDeadline = 10 * time.Second

// guard lets a request through to its handler: when its rate is not too high,
// and who calls may do what the route's scope says.
type guard struct {
	gate    *auth.Gate // nil: nobody needs a credential
	local   *locality  // whom to let in while nobody needs one; nil: everybody
	limiter *limit.Limiter
	rate    limit.Rate
	proxies []netip.Prefix   // whose X-Forwarded-For is believed
	routes  map[string]duty  // by method and route; a route that is not here is open
	records *records.Service // takes refusals for the audit; nil: nothing is kept
}

// duty is what a route asks of its callers, and what the audit calls a refusal.
type duty struct {
	scope  string // "" is open to everybody
	action audit.Action
}

func newGuard(s *Server, rest []httpapi.Route, resources []fhirapi.Route) *guard {
	g := &guard{
		gate: s.options.Gate, rate: s.options.Rate, proxies: s.options.TrustedProxies,
		routes: map[string]duty{}, records: s.options.Records,
	}
	if s.isLocal() {
		g.local = newLocality(s.baseURL, s.options.CORSOrigins)
	}
	if !g.rate.IsOff() {
		g.limiter = limit.New(g.rate, s.options.Now)
	}
	for _, r := range rest {
		g.routes[r.Method+" "+r.Path] = duty{r.Scope, r.Action}
	}
	for _, r := range resources {
		g.routes[r.Method+" "+r.Path] = duty{r.Scope, httpapi.Screen}
	}
	return g
}

// around is the middleware: it lets a request through, or answers why not.
// The handler has the caller and a deadline in the context of the request.
func (g *guard) around(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		route, request := g.routes[routeKey(c)], c.Request()
		caller, fault := g.admit(c, route)
		if fault != nil {
			return fault
		}
		ctx := request.Context()
		if caller != nil {
			ctx = auth.WithCaller(ctx, caller)
		}
		if route.scope != "" && route.scope != apikey.ScopeScreen {
			deadline, cancel := context.WithTimeout(ctx, storedDeadline)
			defer cancel()
			ctx = deadline
		}
		if ctx != request.Context() {
			c.SetRequest(request.WithContext(ctx))
		}
		return next(c)
	}
}

// routeKey is where a request's route stands. What answers GET answers HEAD, under
// the same scope.
func routeKey(c echo.Context) string {
	method := c.Request().Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	return method + " " + c.Path()
}

// admit says who calls, nil for nobody in particular, or why not to go on. A
// credential that is given is always judged, so that the first key is never
// taken for the open service.
func (g *guard) admit(c echo.Context, route duty) (*auth.Caller, *problem.Error) {
	switch {
	case g.gate == nil:
		return nil, nil
	case route.scope == "":
		return nil, g.admitToOpen(c)
	}
	request := c.Request()
	caller, fault := g.gate.Identify(request.Context(), request.Header["Authorization"], request.Header.Get("Origin"))
	if fault == nil && caller != nil && caller.Open {
		if fault = g.checkLocal(request); fault != nil {
			g.noteRefusal(c, caller, route, fault)
		}
		return caller, fault
	}
	if late := g.take(c, g.counted(request, caller, fault)); late != nil {
		fault = late
	}
	if fault == nil {
		fault = g.gate.Permit(caller, route.scope)
	}
	if fault == nil && caller != nil && caller.Publishable && c.Path() == httpapi.PathBatch {
		fault = problem.New(problem.Forbidden, "A publishable key sends one set of answers at a time: use /v1/screenings.")
	}
	if fault != nil {
		g.refuse(c, caller, route, fault)
	}
	return caller, fault
}

// counted is what a request is counted under: its credential, or the address
// where there is none that is valid, so that guessing is slowed down too. The
// visitors of a page share its key, and are counted one by one.
func (g *guard) counted(r *http.Request, caller *auth.Caller, fault *problem.Error) string {
	switch {
	case caller == nil || fault != nil:
		return g.peerKey(r)
	case caller.Publishable:
		return "key:" + caller.ID + " " + g.peerKey(r)
	default:
		return "key:" + string(caller.Tenant) + " " + caller.ID
	}
}

// admitToOpen lets anybody through, at a rate. Probes are never held up, and
// whoever calls CDS Hooks is known only once its token has been read.
func (g *guard) admitToOpen(c echo.Context) *problem.Error {
	route := c.Path()
	hook := route == cdshooks.Base || strings.HasPrefix(route, cdshooks.Base+"/")
	switch { // in this order: to ask whether the gate is open may take the database
	case route == "/livez", route == "/readyz":
		return nil
	case route == "/metrics", hook && g.gate.Open():
		return g.checkLocal(c.Request())
	case hook, g.gate.Open():
		return nil
	}
	return g.take(c, g.peerKey(c.Request()))
}

// checkLocal refuses strangers where nobody needs a credential.
func (g *guard) checkLocal(r *http.Request) *problem.Error {
	if g.local == nil {
		return nil
	}
	return g.local.check(r)
}

// peerKey is what the requests of an address are counted under. Of IPv6 it is
// the network, of which one household has all the addresses.
func (g *guard) peerKey(r *http.Request) string {
	address := peer(r, g.proxies)
	if address.Is6() {
		if network, err := address.WithZone("").Prefix(64); err == nil {
			return "peer:" + network.String()
		}
	}
	return "peer:" + address.String()
}

// peer is the address of who called. X-Forwarded-For is believed of the proxies
// given only, from its end on: anybody can write what comes before.
func peer(r *http.Request, proxies []netip.Prefix) netip.Addr {
	address := addressOf(r.RemoteAddr)
	forwarded := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for _, entry := range slices.Backward(forwarded) {
		trusted := slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(address) })
		next := addressOf(strings.TrimSpace(entry))
		if !trusted || !next.IsValid() {
			break
		}
		address = next
	}
	return address
}

// addressOf reads an address, with or without a port.
func addressOf(text string) netip.Addr {
	if address, err := netip.ParseAddrPort(text); err == nil {
		return address.Addr().Unmap()
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap()
}

// take counts a request of the key, and refuses it when there were too many.
func (g *guard) take(c echo.Context, key string) *problem.Error {
	if g.limiter == nil {
		return nil
	}
	decision := g.limiter.Take(key)
	decision.Header(c.Response().Header().Set, g.rate)
	if decision.OK {
		return nil
	}
	return tooMany(decision)
}

func tooMany(d limit.Decision) *problem.Error {
	fault := problem.New(problem.RateLimited, "There were too many requests. Wait for as long as Retry-After says.")
	fault.RetryAfter = d.Seconds()
	return fault
}

// refuse says what credential is needed, and notes the refusal.
func (g *guard) refuse(c echo.Context, caller *auth.Caller, route duty, fault *problem.Error) {
	if fault.Kind == problem.Unauthenticated || fault.Kind == problem.Forbidden {
		c.Response().Header().Set("WWW-Authenticate", auth.Challenge(fault, route.scope))
	}
	g.noteRefusal(c, caller, route, fault)
}

// noteRefusal puts a refusal into the audit: of the tenant, when the credential
// says whose it is.
func (g *guard) noteRefusal(c echo.Context, caller *auth.Caller, route duty, fault *problem.Error) {
	if g.records == nil || fault.Kind == problem.Unavailable {
		return
	}
	by := records.By{Tenant: tenant.Service, Caller: "unknown", Request: requestID(c)}
	if caller != nil {
		by.Tenant, by.Caller = caller.Tenant, caller.ID
	}
	g.records.Denied(by, route.action, c.Param("id"), string(fault.Kind))
}

// requestID is the id that the request was given.
func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// limitedClients are the clients of CDS Hooks, at a rate for each.
type limitedClients struct {
	*auth.Clients
	limiter *limit.Limiter // nil: none
}

// Verify checks a token, and then the rate of its client.
func (l limitedClients) Verify(ctx context.Context, token string, audiences ...string) (string, *problem.Error) {
	issuer, fault := l.Clients.Verify(ctx, token, audiences...)
	if fault != nil || l.limiter == nil {
		return issuer, fault
	}
	if d := l.limiter.Take("cds:" + issuer); !d.OK {
		return "", tooMany(d)
	}
	return issuer, nil
}
