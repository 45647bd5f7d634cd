package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// scopes are all that a key can have.
func scopes() []string {
	return []string{"screen", "records:read", "records:write", "records:erase", "admin"}
}

// key is an API key that was made.
type key struct{ ID, Key string }

// makeKey makes an API key with the command.
func (t *trial) makeKey(at storage, tenant string, flags ...string) key {
	args := append([]string{"keys", "create", "--json", "--tenant", tenant, "--name", "a check"}, flags...)
	text, err := t.rlscreen(at, args...)
	t.must("make an API key", err)
	var made key
	t.must("read what was made", json.Unmarshal([]byte(text), &made))
	return made
}

// access tries credentials that are worth less than they should be.
func access(t *trial) {
	at := file(t.dir)
	all := "--scopes=" + strings.Join(scopes(), ",")
	mine, other := t.makeKey(at, "mine", all), t.makeKey(at, "other", all)
	short := t.makeKey(at, "mine", all, "--expires", "3s")
	public := t.makeKey(at, "mine", "--publishable", "--origins", "https://clinic.example")
	s := t.start(at)
	c := newClient(s).with(mine.Key)
	t.expect(c.with(short.Key).screen().status == 200, "a key works until it expires")
	until := time.Now().Add(4 * time.Second)

	t.strangers(c, mine, other)
	t.otherTenants(c, c.with(other.Key))
	for _, scope := range scopes() {
		t.single(c, scope, c.with(t.makeKey(at, "mine", "--scopes", scope).Key))
	}
	t.published(c.with(public.Key))
	t.sleep(time.Until(until))
	t.refused("an expired key", c.with(short.Key).screen(), 401, "unauthenticated")
	t.revoked(at, c)
	s.stop()
	t.verifyAudit(at)
}

// refused expects a refusal.
func (t *trial) refused(what string, a *answer, status int, code string) {
	ok := a.status == status && a.code() == code
	if status == http.StatusUnauthorized {
		ok = ok && a.header.Get("WWW-Authenticate") != ""
	}
	t.expect(ok, "%s is refused with %d: %s", what, status, a)
}

// everyRoute is each route that needs a scope, with what it needs and answers.
func everyRoute(id string) []route {
	record := []byte(`{"request":` + request + `}`)
	return []route{
		{"POST", "/v1/screenings", []byte(request), "screen", 200},
		{"POST", "/v1/screenings/batch", []byte(`{"request":{}}` + "\n"), "screen", 200},
		{"POST", "/v1/iron-status", []byte(`{"results":[{"test":"ferritin","value":22,"unit":"ng/mL","collected_on":"2026-10-30"}]}`), "screen", 200},
		{"POST", "/v1/records", record, "records:write", 201},
		{"GET", "/v1/records", nil, "records:read", 200},
		{"GET", "/v1/records/" + id, nil, "records:read", 200},
		{"POST", "/v1/records/" + id + "/replay", nil, "records:read", 200},
		{"GET", "/v1/records/" + id + "/audit", nil, "admin", 200},
		{"DELETE", "/v1/records/" + id, nil, "records:erase", 204},
	}
}

// route is a call, the scope it needs and what it then answers.
type route struct {
	method, path string
	body         []byte
	scope        string
	good         int
}

func (r route) by(c *client) *answer {
	if strings.HasSuffix(r.path, "/batch") {
		return c.call(r.method, r.path, r.body, "Content-Type", "application/x-ndjson")
	}
	return c.call(r.method, r.path, r.body)
}

// strangers calls every route with no credential, and with ones that are no keys.
func (t *trial) strangers(c *client, mine, other key) {
	flip := "a"
	if strings.HasSuffix(mine.Key, flip) {
		flip = "b"
	}
	mixed := mine.Key[:len("rls_")+12+1] + other.Key[len("rls_")+12+1:]
	id := t.record(c).id
	for _, credential := range []struct{ what, text string }{
		{"no credential", ""},
		{"a word", "secret"},
		{"a key with a typing error", mine.Key[:len(mine.Key)-1] + flip},
		{"a key that is cut", mine.Key[:40]},
		{"the secret of another key", mixed},
		{"a key and more", mine.Key + "x"},
		{"a very long key", "rls_" + strings.Repeat("a", 8000)},
	} {
		for _, r := range everyRoute(id) {
			t.refused(credential.what+" at "+r.method+" "+r.path, r.by(c.with(credential.text)), 401, "unauthenticated")
		}
	}
	twice := c.call("GET", "/v1/records", nil, "Authorization", "Basic "+mine.Key)
	t.refused("a key as Basic", twice, 401, "unauthenticated")
	t.expect(c.get("/v1/records/"+id).status == 200, "the record is still there")
	t.note("7 credentials that are none, refused at %d routes", len(everyRoute(id)))
}

// record stores one.
func (t *trial) record(c *client) *entry {
	e := newLedger(fmt.Sprint("one-", time.Now().UnixNano())).add()
	a := c.store(e)
	t.expect(a.status == 201, "a record is stored: %s", a)
	return e
}

// otherTenants tries the records of a tenant with the key of another.
func (t *trial) otherTenants(c, other *client) {
	e := t.record(c)
	for _, r := range everyRoute(e.id) {
		if strings.Contains(r.path, e.id) {
			t.refused("the record of another tenant at "+r.method+" "+r.path, r.by(other), 404, "not_found")
		}
	}
	for _, query := range []string{"", "?subject=" + e.subject, "?outcome=positive", "?limit=100"} {
		a := other.get("/v1/records" + query)
		t.expect(a.status == 200 && !strings.Contains(string(a.body), "rec_"), "the list %q of another tenant is empty: %s", query, a)
	}
	for _, header := range []string{"X-Tenant", "X-Tenant-Id", "Tenant"} {
		t.refused("another tenant's record with "+header, other.call("GET", "/v1/records/"+e.id, nil, header, "mine"), 404, "not_found")
	}
	same := *e
	same.id = ""
	a := other.store(&same)
	t.expect(a.status == 201 && same.id != e.id && a.header.Get("Idempotent-Replayed") == "", "the key of another tenant's record is free: %s", a)
	a = c.get("/v1/records?limit=1&subject=" + e.subject)
	t.expect(a.status == 200 && strings.Contains(string(a.body), e.id), "the tenant itself finds the record: %s", a)
	cursor := t.cursor(c)
	a = other.get("/v1/records?limit=1&cursor=" + cursor)
	t.expect(a.status == 400 || a.status == 200 && !strings.Contains(string(a.body), e.id), "the cursor of another tenant finds nothing of its: %s", a)
	t.expect(c.get("/v1/records/"+e.id).status == 200, "the record is still there")
}

// cursor is one of a list that goes on.
func (t *trial) cursor(c *client) string {
	t.record(c)
	var page struct {
		Next string `json:"next_cursor"`
	}
	a := c.get("/v1/records?limit=1")
	t.must("read a page", json.Unmarshal(a.body, &page))
	t.expect(page.Next != "", "the list goes on: %s", a)
	return page.Next
}

// single calls every route with a key of one scope.
func (t *trial) single(c *client, scope string, with *client) {
	allowed := 0
	for _, r := range everyRoute(t.record(c).id) {
		a := r.by(with)
		if r.scope == scope {
			allowed++
			t.expect(a.status == r.good, "%s allows %s %s: %s", scope, r.method, r.path, a)
			continue
		}
		t.refused(scope+" at "+r.method+" "+r.path, a, 403, "forbidden")
		t.expect(strings.Contains(string(a.body), r.scope), "the refusal names the scope %s: %s", r.scope, a)
	}
	t.note("%s allows %d routes and no other", scope, allowed)
}

// published uses a publishable key from its page, from elsewhere and for more.
func (t *trial) published(c *client) {
	t.refused("a publishable key without an origin", c.screen(), 403, "forbidden")
	for _, origin := range []string{"https://clinic.example.evil.example", "http://clinic.example", "https://CLINIC.example", "https://clinic.example:8443", "null"} {
		c.origin = origin
		t.refused("a publishable key from "+origin, c.screen(), 403, "forbidden")
	}
	c.origin = "https://clinic.example"
	a := c.screen()
	t.expect(a.status == 200 && a.header.Get("Access-Control-Allow-Origin") == c.origin, "a publishable key works from its page: %s, allowed %q", a, a.header.Get("Access-Control-Allow-Origin"))
	for _, r := range everyRoute("rec_aaaaaaaaaaaaaaaaaaaaaaaaaa") {
		if r.scope != "screen" {
			t.refused("a publishable key at "+r.method+" "+r.path, r.by(c), 403, "forbidden")
		}
	}
}

// revoked revokes and rotates keys while the service runs.
func (t *trial) revoked(at storage, c *client) {
	k := t.makeKey(at, "mine", "--scopes", "screen")
	with := c.with(k.Key)
	took := t.within(30*time.Second, "a new key works", func() bool { return with.screen().status == 200 })
	t.note("a new key works after %d ms", took.Milliseconds())
	_, err := t.rlscreen(at, "keys", "revoke", k.ID)
	t.must("revoke a key", err)
	took = t.within(30*time.Second, "a revoked key is refused", func() bool { return with.screen().status == 401 })
	t.note("a revoked key is refused after %.1f s", took.Seconds())
	t.refused("a revoked key", with.screen(), 401, "unauthenticated")
	listed, err := t.rlscreen(at, "keys", "list", "--json")
	t.must("list the keys", err)
	t.expect(strings.Contains(listed, k.ID) && !strings.Contains(listed, k.Key), "the list has the id of the key, and not the key")
}

// massAssignment sends members that are the service's to set.
func massAssignment(t *trial) {
	at := file(t.dir)
	s := t.start(at)
	c := newClient(s)
	e := t.record(c)
	bodies := []string{}
	for _, member := range []string{
		`"id":"` + e.id + `"`, `"tenant":"other"`, `"created_at":"2020-01-01T00:00:00.000Z"`, `"result":{}`, `"erased_at":null`,
		`"Subject":"x"`, `"__proto__":{"tenant":"other"}`, `"constructor":{}`, `"audience":"patient"`, `"ruleset":{"version":"0"}`, `"seq":1`,
	} {
		bodies = append(bodies, `{`+member+`,"request":{}}`, `{"request":{`+member+`}}`)
	}
	for _, subject := range []string{`null`, `1`, `true`, `["x"]`, `{"$ne":""}`, `""`, `"` + strings.Repeat("x", 201) + `"`, `"a\u0000b"`, `"a\nb"`} {
		bodies = append(bodies, `{"subject":`+subject+`,"request":{}}`)
	}
	bodies = append(bodies, `{}`, `{"subject":"x"}`, `{"request":null}`, `{"request":[]}`, `{"request":"{}"}`, `[]`, `null`, `"x"`)
	for _, b := range bodies {
		t.refused(b[:min(len(b), 60)], c.call("POST", "/v1/records", []byte(b)), 422, "validation_failed")
	}
	for _, b := range []string{`{"subject":"a","subject":"b","request":{}}`, `{"request":{},"request":{}}`, `{"request":{}}{}`, `{"request":{}`} {
		a := c.call("POST", "/v1/records", []byte(b))
		t.expect(a.status == 400, "%s is refused with 400: %s", b, a)
	}
	for _, query := range []string{"?id=" + e.id, "?tenant=other", "?created_at=2020-01-01", "?subject=x", "?audience=x", "?lang=xx"} {
		t.refused("POST with "+query, c.call("POST", "/v1/records"+query, e.body), 400, "bad_query")
	}
	for _, query := range []string{"?tenant=other", "?limit=0", "?limit=101", "?limit=x", "?cursor=x", "?outcome=x", "?limit=1&limit=2", "?subject=" + strings.Repeat("x", 201)} {
		t.refused("GET with "+query, c.get("/v1/records"+query), 400, "bad_query")
	}
	for _, k := range []string{strings.Repeat("k", 256), "a b", "ä", `"a`} {
		a := c.call("POST", "/v1/records", e.body, "Idempotency-Key", k)
		t.expect(slices.Contains([]int{400, 422}, a.status), "a malformed Idempotency-Key is refused: %s", a)
	}
	other := *e
	other.body = body("another", 1)
	t.refused("another body under the same key", c.store(&other), 422, "idempotency_mismatch")
	seen, err := c.subjects()
	t.must("list", err)
	t.expect(len(seen) == 1, "nothing of it is stored: %d", len(seen))
	t.note("%d bodies refused", len(bodies)+4)
	s.stop()
	t.verifyAudit(at)
}
