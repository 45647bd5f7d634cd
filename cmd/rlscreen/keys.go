package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// keys are the commands for API keys.
type keys struct {
	Create keysCreate `cmd:"" help:"Make an API key and print it, once."`
	List   keysList   `cmd:"" help:"List the API keys; none of them is shown itself."`
	Rotate keysRotate `cmd:"" help:"Make a key in place of another, which goes on for a while."`
	Revoke keysRevoke `cmd:"" help:"End a key now."`
}

// done is an event of now: somebody at the machine did something.
func (p *program) done(action audit.Action, detail string) audit.Event {
	return audit.Event{At: p.instant(), Action: action, Caller: audit.ByCommand, Outcome: audit.Done, Detail: detail, Count: 1}
}

// instant is the time in UTC, to the millisecond.
func (p *program) instant() time.Time { return p.now().UTC().Truncate(time.Millisecond) }

// keysCreate makes an API key.
type keysCreate struct {
	config.Storage `embed:""`

	Tenant      string        `required:"" placeholder:"TENANT" help:"Whose records the key reaches: a-z, 0-9 and _ . : -, at most 64."`
	Name        string        `required:"" placeholder:"NAME" help:"What the key is for, to tell it from others."`
	Scopes      []string      `placeholder:"SCOPE" help:"What it may be used for: ${scopes}. Needed, but for a publishable key, which is for screen alone."`
	Publishable bool          `help:"Make a key for forms in a browser, which everybody can read there."`
	Origins     []string      `placeholder:"ORIGIN" help:"Pages that may use a publishable key: https://clinic.example."`
	Expires     time.Duration `default:"8760h" help:"When it ends, from now; 0 is never."`
	JSON        bool          `name:"json" help:"Print the key and all about it as JSON."`
}

// Help is shown below the flags' summary.
func (*keysCreate) Help() string {
	return `The standard output is the key, and nothing else; only a hash of it is kept. A running service knows it at once. The first
key of all closes the service on loopback to callers without one.

Exit status: 0 it was made, 1 what was given is not acceptable, 2 anything else failed.

Examples:
  rlscreen keys create --tenant clinic-a --name "intake back end" --scopes screen,records:write,records:read
  rlscreen keys create --tenant clinic-a --name "form on our site" --publishable --origins https://clinic.example`
}

// Run makes the key.
func (c *keysCreate) Run(p *program) error {
	t, err := tenant.Parse(c.Tenant)
	if err != nil {
		return unacceptable{fmt.Errorf("--tenant: %w", err)}
	}
	if c.Expires < 0 {
		return unacceptable{errors.New("--expires must not be negative")}
	}
	if c.Publishable && len(c.Scopes) == 0 {
		c.Scopes = []string{apikey.ScopeScreen}
	}
	now := p.instant()
	wanted := apikey.Key{Tenant: t, Name: c.Name, Scopes: c.Scopes, Origins: c.Origins, Publishable: c.Publishable, CreatedAt: now}
	if c.Expires > 0 {
		wanted.ExpiresAt = now.Add(c.Expires)
	}
	key, text, err := apikey.New(p.rand, wanted)
	if err != nil {
		return unacceptable{err}
	}
	return p.use(&c.Storage, opening{begin: true}, func(d *database) error {
		if err := d.SaveAPIKeys(p.ctx, t, []apikey.Key{key}, []audit.Event{p.done(audit.KeyCreated, key.ID)}); err != nil {
			return notStored(err)
		}
		return p.show(&key, text, c.JSON)
	})
}

// notStored is an error of storing a key that has not been shown.
func notStored(err error) error {
	if isUndecided(err) {
		return errors.New("the database did not say whether it was stored. The key may have been stored but was not shown: " +
			"find it with rlscreen keys list, revoke it, make another")
	}
	return fmt.Errorf("store the key: %w", err)
}

// show prints a key that has just been made.
func (p *program) show(key *apikey.Key, text string, asJSON bool) error {
	var err error
	if asJSON {
		err = json.NewEncoder(p.stdout).Encode(about(key, text, p.now()))
	} else {
		_, err = fmt.Fprintln(p.stdout, text)
	}
	if err != nil {
		return fmt.Errorf("the key %s is stored but was not shown: revoke it with rlscreen keys revoke, make another: %w", key.ID, err)
	}
	if !asJSON {
		fmt.Fprintf(p.stderr, "The key %s of %s for %s. It is not shown again. It expires: %s.\n", key.ID, key.Tenant, strings.Join(key.Scopes, ", "), when(key.ExpiresAt))
	}
	return nil
}

// listed is what is said of a key.
type listed struct {
	ID          string   `json:"id"`
	Key         string   `json:"key,omitempty"`
	Tenant      string   `json:"tenant"`
	Name        string   `json:"name"`
	State       string   `json:"state"` // live, expired or revoked
	Scopes      []string `json:"scopes"`
	Publishable bool     `json:"publishable"`
	Origins     []string `json:"origins,omitempty"`
	CreatedAt   string   `json:"created_at"`
	ExpiresAt   string   `json:"expires_at,omitempty"`
	RevokedAt   string   `json:"revoked_at,omitempty"`
	Replaces    string   `json:"replaces,omitempty"`
}

// about says all of a key but its secret; text is "" but for a new one.
func about(k *apikey.Key, text string, now time.Time) listed {
	l := listed{
		ID: k.ID, Key: text, Tenant: string(k.Tenant), Name: k.Name, State: state(k, now), Scopes: k.Scopes, Publishable: k.Publishable, Origins: k.Origins,
		CreatedAt: k.CreatedAt.UTC().Format(time.RFC3339), Replaces: k.Replaces,
	}
	if !k.ExpiresAt.IsZero() {
		l.ExpiresAt = when(k.ExpiresAt)
	}
	if !k.RevokedAt.IsZero() {
		l.RevokedAt = when(k.RevokedAt)
	}
	return l
}

func state(k *apikey.Key, now time.Time) string {
	switch {
	case !k.RevokedAt.IsZero():
		return "revoked"
	case !k.Live(now):
		return "expired"
	}
	return "live"
}

// when is a time for people, who read zero as never.
func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339)
}

// keysList lists API keys.
type keysList struct {
	config.Storage `embed:""`

	Tenant string `placeholder:"TENANT" help:"Those of one tenant. Default: all."`
	JSON   bool   `name:"json" help:"Print a line of JSON for each."`
}

// Help is shown below the flags' summary.
func (*keysList) Help() string {
	return `Oldest first, those included that are expired or revoked.

Examples:
  rlscreen keys list
  rlscreen keys list --tenant clinic-a --json`
}

// Run prints them.
func (l *keysList) Run(p *program) error {
	return p.use(&l.Storage, opening{}, func(d *database) error {
		found, err := d.APIKeys(p.ctx)
		if err != nil {
			return fmt.Errorf("read the keys: %w", err)
		}
		found = slices.DeleteFunc(found, func(k apikey.Key) bool { return l.Tenant != "" && string(k.Tenant) != l.Tenant })
		slices.SortStableFunc(found, func(a, b apikey.Key) int { return a.CreatedAt.Compare(b.CreatedAt) })
		if l.JSON {
			return linesOfKeys(p.stdout, found, p.now())
		}
		return tableOfKeys(p.stdout, found, p.now())
	})
}

func linesOfKeys(w io.Writer, found []apikey.Key, now time.Time) error {
	lines := json.NewEncoder(w)
	for i := range found {
		if err := lines.Encode(about(&found[i], "", now)); err != nil {
			return err
		}
	}
	return nil
}

func tableOfKeys(w io.Writer, found []apikey.Key, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tTENANT\tSTATE\tEXPIRES\tSCOPES\tNAME")
	for i := range found {
		k := &found[i]
		scopes := strings.Join(k.Scopes, ",")
		if k.Publishable {
			scopes += " from " + strings.Join(k.Origins, ",")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Tenant, state(k, now), when(k.ExpiresAt), scopes, k.Name)
	}
	return table.Flush()
}
