package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

func TestARecordIsReadAsItWasStored(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		c := d.create(t, ours, "rec_a")
		c.Insert.Subject, c.Insert.Outcome = []byte("subject"), []byte("outcome")
		commit(t, s, ours, c)
		got, err := s.Record(t.Context(), ours, "rec_a")
		if err != nil {
			t.Fatal(err)
		}
		if !got.CreatedAt.Equal(c.Insert.CreatedAt) || got.CreatedAt.Location() != time.UTC || !got.ErasedAt.IsZero() || got.Seq < 1 {
			t.Errorf("got %+v", got)
		}
		if text := d.contents(t, ours, got); text != "contents of rec_a" {
			t.Errorf("the contents are %q", text)
		}
	})
}

func TestAnUnknownRecordIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		_, err := d.open(t).Record(t.Context(), ours, "rec_none")
		wantKind(t, err, problem.NotFound)
	})
}

func wantKind(t testing.TB, err error, kind problem.Kind) *problem.Error {
	t.Helper()
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != kind {
		t.Fatalf("got %v, want %s", err, kind)
	}
	return p
}

func TestNoMethodShowsWhatAnotherTenantHas(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		c := d.create(t, ours, "rec_a")
		c.Insert.Subject, c.Insert.Outcome = []byte("s"), []byte("o")
		c.Once = &store.Once{Key: []byte("k"), Fingerprint: []byte("f"), Record: "rec_a", Expires: d.clock.now().Add(time.Hour)}
		commit(t, s, ours, c)

		_, err := s.Record(t.Context(), theirs, "rec_a")
		wantKind(t, err, problem.NotFound)
		for name, f := range map[string]store.Filter{"all": {Limit: 9}, "subject": {Subject: []byte("s"), Limit: 9}, "outcome": {Outcome: []byte("o"), Limit: 9}} {
			if list, err := s.Records(t.Context(), theirs, f); err != nil || len(list) > 0 {
				t.Errorf("%s: %v, %v", name, list, err)
			}
		}
		if trail, err := s.Trail(t.Context(), theirs, "rec_a", 0, 9); err != nil || len(trail) > 0 {
			t.Errorf("trail: %v, %v", trail, err)
		}
		for e, err := range s.Chain(t.Context(), theirs) {
			t.Errorf("chain: %v, %v", e, err)
		}
		// The same idempotency key and the same id are free for another tenant.
		other := d.create(t, theirs, "rec_a")
		other.Once = &store.Once{Key: []byte("k"), Fingerprint: []byte("f"), Record: "rec_a", Expires: d.clock.now().Add(time.Hour)}
		if got := commit(t, s, theirs, other); got.Earlier != nil {
			t.Error("the idempotency key of another tenant is in the way")
		}
		commit(t, s, theirs, d.erase("rec_a"))
		r, err := s.Record(t.Context(), ours, "rec_a")
		if err != nil || d.contents(t, ours, r) != "contents of rec_a" {
			t.Errorf("another tenant has erased it: %v", err)
		}
	})
}

func TestListsAreNewestFirstInTheOrderOfStoringAlsoWhenTheClockWasSetBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		var ids []string
		for i := range 7 {
			id := fmt.Sprint("rec_", i)
			c := d.create(t, ours, id)
			c.Insert.Subject = []byte{'s', byte(i % 2)}
			c.Insert.Outcome = []byte{'o', byte(i % 3)}
			commit(t, s, ours, c)
			ids = append(ids, id)
			d.clock.add(-time.Hour)
		}
		commit(t, s, ours, d.erase(ids[5]))
		for name, c := range map[string]struct {
			filter store.Filter
			want   []int
		}{
			"all but the erased one": {store.Filter{}, []int{6, 4, 3, 2, 1, 0}},
			"of one subject":         {store.Filter{Subject: []byte{'s', 1}}, []int{3, 1}},
			"of one outcome":         {store.Filter{Outcome: []byte{'o', 0}}, []int{6, 3, 0}},
			"of both":                {store.Filter{Subject: []byte{'s', 0}, Outcome: []byte{'o', 0}}, []int{6, 0}},
			"of none":                {store.Filter{Subject: []byte("nobody")}, nil},
		} {
			var got []string
			f := c.filter
			for f.Limit = 2; ; {
				page, err := s.Records(t.Context(), ours, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range page {
					got = append(got, r.ID)
					f.Before = r.Seq
				}
				if len(page) < 2 {
					break
				}
			}
			var want []string
			for _, i := range c.want {
				want = append(want, ids[i])
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", name, got, want)
			}
		}
	})
}

func TestErasingLeavesATombstone(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		ids := d.fill(t, s, ours, 40)
		commit(t, s, ours, d.erase(append(ids[:35:35], "rec_unknown")...))
		commit(t, s, ours, d.erase(ids[0]))
		r, err := s.Record(t.Context(), ours, ids[0])
		if err != nil || r.ErasedAt.IsZero() || r.Master != "" || r.Wrapped != nil || r.Sealed != nil {
			t.Errorf("got %+v, %v", r, err)
		}
		list, err := s.Records(t.Context(), ours, store.Filter{Limit: 100})
		if err != nil || len(list) != 5 {
			t.Errorf("%d are left, %v", len(list), err)
		}
		trail, err := s.Trail(t.Context(), ours, ids[0], 0, 10)
		if err != nil || len(trail) != 3 || trail[2].Action != audit.Erased {
			t.Errorf("the trail is %v, %v", trail, err)
		}
		verify(t, d, s)
	})
}

func TestAnIdempotencyKeyWorksOnceUntilItExpires(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		with := func(id string) store.Change {
			c := d.create(t, ours, id)
			c.Once = &store.Once{Key: []byte("key"), Fingerprint: []byte("print " + id), Record: id, Expires: d.clock.now().Add(time.Hour)}
			return c
		}
		if got := commit(t, s, ours, with("rec_a")); got.Earlier != nil {
			t.Fatalf("there was none earlier: %+v", got.Earlier)
		}
		got := commit(t, s, ours, with("rec_b"))
		if got.Earlier == nil || got.Earlier.Record != "rec_a" || string(got.Earlier.Fingerprint) != "print rec_a" {
			t.Fatalf("got %+v", got.Earlier)
		}
		if _, err := s.Record(t.Context(), ours, "rec_b"); err == nil {
			t.Error("the second one was stored")
		}
		if trail, _ := s.Trail(t.Context(), ours, "rec_b", 0, 1); len(trail) > 0 {
			t.Error("the second one is in the trail")
		}
		d.clock.add(2 * time.Hour)
		if got := commit(t, s, ours, with("rec_c")); got.Earlier != nil {
			t.Error("it has expired")
		}
		verify(t, d, s)
	})
}

func TestOneBadChangeDoesNotFailOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		commit(t, s, ours, d.create(t, ours, "rec_taken"))
		errs := make(chan error, 60)
		for i := range 60 {
			id := fmt.Sprint("rec_", i)
			if i%20 == 7 {
				id = "rec_taken"
			}
			c := d.create(t, ours, id)
			go func() {
				_, err := s.Commit(background(), ours, c)
				errs <- err
			}()
		}
		failed := 0
		for range 60 {
			if err := <-errs; err != nil {
				failed++
			}
		}
		if failed != 3 {
			t.Errorf("%d failed, want 3", failed)
		}
		list, err := s.Records(t.Context(), ours, store.Filter{Limit: 100})
		if err != nil || len(list) != 58 {
			t.Errorf("%d were stored, %v", len(list), err)
		}
		verify(t, d, s)
	})
}

func TestExpiredAndEveryNameWhatIsNotErasedOfAllTenants(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		a := d.fill(t, s, ours, 3)
		b := d.fill(t, s, theirs, 2)
		limit := d.clock.now()
		d.clock.add(time.Hour)
		commit(t, s, ours, d.create(t, ours, "rec_young"))
		commit(t, s, ours, d.erase(a[1]))
		want := []store.Of{{Tenant: ours, ID: a[0]}, {Tenant: ours, ID: a[2]}, {Tenant: theirs, ID: b[0]}, {Tenant: theirs, ID: b[1]}}
		got, err := s.Expired(t.Context(), limit, 10)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("expired: %v, %v", got, err)
		}
		if got, _ := s.Expired(t.Context(), limit, 2); len(got) != 2 {
			t.Errorf("the limit is not kept: %v", got)
		}
		var every []store.Of
		for of, err := range s.Every(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			every = append(every, of)
		}
		if !slices.Equal(every, append(want, store.Of{Tenant: ours, ID: "rec_young"})) {
			t.Errorf("every: %v", every)
		}
	})
}

func TestAPIKeysAreSavedChangedAndAudited(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		at := d.clock.now()
		key := apikey.Key{
			ID: "abcdefghijkl", Tenant: ours, Name: "a clinic", Hash: d.key("abcdefghijkl", ours).Hash, Scopes: []string{"screen", "records:read"}, Origins: []string{"https://example.org"},
			Publishable: true, CreatedAt: at, ExpiresAt: at.Add(time.Hour), Replaces: "mnopqrstuvwx",
		}
		save := func(k apikey.Key) error {
			return s.SaveAPIKeys(t.Context(), k.Tenant, []apikey.Key{k}, []audit.Event{d.event(audit.KeyCreated, "")})
		}
		if err := save(key); err != nil {
			t.Fatal(err)
		}
		stolen := key
		stolen.Tenant = theirs
		if save(stolen) == nil {
			t.Error("another tenant could change the key")
		}
		key.RevokedAt = at.Add(time.Minute)
		if err := save(key); err != nil {
			t.Fatal(err)
		}
		got, err := s.APIKeys(t.Context())
		if err != nil || len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(key) {
			t.Errorf("got %+v, %v, want %+v", got, err, key)
		}
		late := key // as a rotation read it before
		late.RevokedAt = time.Time{}
		if err := save(late); err != nil {
			t.Fatal(err)
		}
		if got, err = s.APIKeys(t.Context()); err != nil || !got[0].RevokedAt.Equal(key.RevokedAt) {
			t.Errorf("a revocation was taken back: %+v, %v", got, err)
		}
		heads, err := s.Heads(t.Context())
		if i := slices.IndexFunc(heads, func(h audit.Head) bool { return h.Tenant == ours }); err != nil || i < 0 || heads[i].Seq != 3 {
			t.Errorf("heads: %v, %v", heads, err)
		}
		verify(t, d, s)
	})
}

func TestSecretsStayTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		first := d.open(t)
		second := d.open(t)
		for _, name := range []string{"index", "audit"} {
			a, err := first.Secret(t.Context(), name)
			b, err2 := second.Secret(t.Context(), name)
			if err != nil || err2 != nil || len(a) != 32 || !slices.Equal(a, b) {
				t.Errorf("%s: %x %v, %x %v", name, a, err, b, err2)
			}
		}
		_, err := first.Secret(t.Context(), "none")
		wantKind(t, err, problem.NotFound)
	})
}

func TestAChangeWhoseContextHasEndedIsNotStored(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Commit(ctx, ours, d.create(t, ours, "rec_a"))
		wantKind(t, err, problem.Unavailable)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the cause is %v", err)
		}
		_, err = s.Record(t.Context(), ours, "rec_a")
		wantKind(t, err, problem.NotFound)
	})
}

// verify reads all chains as a program would that has the key file.
func verify(t testing.TB, d *database, s *store.Store) {
	t.Helper()
	by := publicKey(t, s)
	err := s.Snapshot(background(), func(v *store.Snapshot) error {
		heads, err := v.Heads(background())
		for _, h := range heads {
			faults, err := audit.Verify(v.Chain(background(), h.Tenant), h, by, audit.Head{})
			if err != nil || len(faults) > 0 {
				t.Errorf("%s: %v, %v", h.Tenant, faults, err)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func headOf(t testing.TB, s *store.Store, name tenant.ID) audit.Head {
	t.Helper()
	heads, err := s.Heads(background())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heads {
		if h.Tenant == name {
			return h
		}
	}
	return audit.Head{}
}

func TestExpiredIdempotencyKeysAreRemoved(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		for i := range 30 {
			c := d.create(t, ours, fmt.Sprint("rec_", i))
			c.Once = &store.Once{Key: []byte{byte(i)}, Fingerprint: []byte("f"), Record: c.Insert.ID, Expires: d.clock.now().Add(time.Duration(1+i%2) * time.Hour)}
			commit(t, s, ours, c)
		}
		s.Close()
		d.clock.add(90 * time.Minute)
		s = d.open(t)
		for range 100 {
			if bytes.Count(unzip(t, backup(t, s)), []byte(`{"once":`)) == 15 {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Error("they are still there")
	})
}
