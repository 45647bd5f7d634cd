package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/fhir/trail"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// auditExport writes the audit of a tenant.
type auditExport struct {
	config.Storage `embed:""`

	Tenant    string `required:"" placeholder:"TENANT" help:"Whose audit; _service is that of attempts which belong to no tenant."`
	Format    string `default:"fhir" enum:"fhir,json" help:"What a line is: an AuditEvent of FHIR R4 (fhir), or the entry with its hashes (json)."`
	Since     string `placeholder:"DATE" help:"From this day on, in UTC: 2026-11-20. Default: from the beginning."`
	PublicURL string `group:"Settings" placeholder:"URL" help:"Where callers reach the service, which AuditEvents refer to. Default: http://127.0.0.1:8080."`
}

// Help is shown below the flags' summary.
func (*auditExport) Help() string {
	return `Oldest first, on the standard output, as NDJSON. Entries hold no answers and no subjects. That it was exported is in the audit,
too.

Exit status: 0 all was written, 1 there is no such tenant or date, 2 anything else failed.

Examples:
  rlscreen audit export --tenant clinic-a > audit.ndjson
  rlscreen audit export --tenant clinic-a --format json --since 2026-11-01`
}

// Run exports.
func (x *auditExport) Run(p *program) error {
	t := tenant.ID(x.Tenant)
	if !isChain(t) {
		_, err := tenant.Parse(x.Tenant)
		return unacceptable{fmt.Errorf("--tenant: %w", err)}
	}
	var since time.Time
	if x.Since != "" {
		var err error
		if since, err = time.Parse(time.DateOnly, x.Since); err != nil {
			return unacceptable{errors.New("--since must be a day, such as 2026-11-20")}
		}
	}
	return p.use(&x.Storage, opening{}, func(d *database) error {
		heads, err := d.Heads(p.ctx)
		if err != nil {
			return fmt.Errorf("read the heads: %w", err)
		}
		if !slices.ContainsFunc(heads, func(h audit.Head) bool { return h.Tenant == t }) {
			return unacceptable{errors.New("there is no audit of this tenant: rlscreen audit heads lists the tenants there are")}
		}
		// Before anything is given out.
		if _, err := d.Commit(p.ctx, t, store.Change{Events: []audit.Event{p.done(audit.Exported, "")}}); err != nil {
			return fmt.Errorf("note the export: %w", err)
		}
		out := bufio.NewWriter(p.stdout)
		return errors.Join(x.write(out, p, d, t, since), out.Flush())
	})
}

// write writes a line for each entry.
func (x *auditExport) write(out io.Writer, p *program, d *database, t tenant.ID, since time.Time) error {
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for entry, err := range d.Chain(p.ctx, t) {
		if err != nil {
			return fmt.Errorf("read the audit: %w", err)
		}
		if entry.At.Before(since) {
			continue
		}
		var line any = exported(&entry)
		if x.Format == "fhir" {
			line = trail.AuditEvent(entry, x.baseURL(), version)
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// baseURL is what AuditEvents refer to.
func (x *auditExport) baseURL() string {
	c := config.Config{Addr: "127.0.0.1:8080", PublicURL: x.PublicURL}
	return c.Audience()
}

// entryLine is an entry with its hashes, by which it can be verified.
type entryLine struct {
	Tenant  string `json:"tenant"`
	Seq     int64  `json:"seq"`
	At      string `json:"at"`
	Action  string `json:"action"`
	Record  string `json:"record,omitempty"`
	Caller  string `json:"caller"`
	Outcome string `json:"outcome"`
	Request string `json:"request_id,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Count   int    `json:"count"`
	Prev    string `json:"prev"`
	Hash    string `json:"hash"`
}

func exported(e *audit.Entry) entryLine {
	return entryLine{
		Tenant: string(e.Tenant), Seq: e.Seq, At: e.At.UTC().Format("2006-01-02T15:04:05.000Z"), Action: string(e.Action), Record: e.Record,
		Caller: e.Caller, Outcome: e.Outcome, Request: e.Request, Detail: e.Detail, Count: e.Count, Prev: e.Prev.String(), Hash: e.Hash.String(),
	}
}
