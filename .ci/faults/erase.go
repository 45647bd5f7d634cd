package main

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// erasures are records that clients erase while something else happens.
type erasures struct {
	*load
	list []*entry
	at   []time.Time // when the erasure of each was acknowledged, zero: not
}

// erasing stores some records, and begins to erase them one after the other.
func (t *trial) erasing(c *client, number int) *erasures {
	l := newLedger(fmt.Sprint("erased-", time.Now().UnixNano()))
	storing(16, number, c, l).done()
	e := &erasures{list: l.acknowledged()}
	t.expect(len(e.list) == number, "there are records to erase")
	e.at = make([]time.Time, number)
	var next atomic.Int64
	e.load = clients(2, number, http.StatusNoContent, func() *answer {
		i := int(next.Add(1)) - 1
		time.Sleep(3 * time.Millisecond)
		a := c.call(http.MethodDelete, "/v1/records/"+e.list[i].id, nil)
		if a.status == http.StatusNoContent {
			e.at[i] = time.Now()
		}
		return a
	})
	return e
}

// judge expects that what was acknowledged as erased before a moment is gone.
func (e *erasures) judge(t *trial, before time.Time, c *client) {
	t.unharmed("erasing", e.load)
	var erased []*entry
	for i, at := range e.at {
		if !at.IsZero() && at.Before(before) {
			erased = append(erased, e.list[i])
		}
	}
	t.expect(len(erased) > 0, "something was erased")
	t.gone(erased, c)
	t.note("%d erased, and gone", len(erased))
}

// gone expects that records cannot be read any more.
func (t *trial) gone(list []*entry, c *client) {
	back := each(8, list, func(e *entry) string {
		if a := c.get("/v1/records/" + e.id); a.status != http.StatusNotFound {
			return a.String()
		}
		return ""
	})
	t.expect(len(back) == 0, "what was erased is gone: %s", some(back))
}

// erase erases records.
func (t *trial) erase(list []*entry, c *client) {
	wrong := each(4, list, func(e *entry) string {
		if a := c.call(http.MethodDelete, "/v1/records/"+e.id, nil); a.status != http.StatusNoContent {
			return a.String()
		}
		return ""
	})
	t.expect(len(wrong) == 0, "records are erased: %s", some(wrong))
}
