package main

import (
	"bufio"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// auditing are the commands for the audit.
type auditing struct {
	Verify auditVerify `cmd:"" help:"Find what was changed, left out or cut off in the audit."`
	Heads  auditHeads  `cmd:"" help:"Print the heads of the chains, to be kept elsewhere."`
	Export auditExport `cmd:"" help:"Write the audit of a tenant, an entry a line."`
}

// auditVerify verifies every chain.
type auditVerify struct {
	config.Storage `embed:""`

	Expect string `placeholder:"FILE" help:"File with heads that were noted earlier: their entries must still be there; - is the standard input."`
}

// Help is shown below the flags' summary.
func (*auditVerify) Help() string {
	return `Each tenant has a chain: an entry holds the hash of the one before it, and the head, which names the last one, is signed.
Attempts that belong to no tenant are in the chain _service, which also names each tenant when it first appears, so that a
chain which is gone is missed. Whoever puts an older copy of the database back is found by heads that were noted elsewhere.
Records and API keys are compared with the audit: what was put in, taken out, brought back or changed without it is a fault.
It may run beside the service.

The standard output are the present heads of the chains without a fault, in the form that --expect reads. Faults go to the
standard error.

Exit status: 0 there is no fault, 1 there is one, 2 anything else failed.

Examples:
  rlscreen audit verify > heads-today.txt
  rlscreen audit verify --expect heads-of-last-month.txt`
}

// Run verifies.
func (v *auditVerify) Run(p *program) error {
	expected, err := p.expectedHeads(v.Expect)
	if err != nil {
		return err
	}
	return p.use(&v.Storage, opening{}, func(d *database) error {
		signer, err := p.signer(d)
		if err != nil {
			return err
		}
		chains, err := p.chains(d, expected)
		if err != nil {
			return err
		}
		total := 0
		err = d.Snapshot(p.ctx, func(now *store.Snapshot) error {
			if total, err = p.verifyAll(now, chains, signer, expected); err != nil {
				return err
			}
			misfits, err := p.verifyTables(now)
			total += misfits
			return err
		})
		if err != nil {
			return err
		}
		if total > 0 {
			return unacceptable{errors.New(counted(total, "fault", "faults") + " in the audit")}
		}
		return nil
	})
}

// chains are those that there must be, and why: of tenants with records or keys,
// or with a head that was noted earlier.
func (p *program) chains(d *database, noted map[tenant.ID][]audit.Head) (map[tenant.ID]string, error) {
	needed := map[tenant.ID]string{}
	for t := range noted {
		needed[t] = "a head of it was noted earlier"
	}
	for of, err := range d.Every(p.ctx) {
		if err != nil {
			return nil, fmt.Errorf("read the records: %w", err)
		}
		needed[of.Tenant] = "there is a record of this tenant"
	}
	var keys []store.StoredKey
	err := d.Snapshot(p.ctx, func(now *store.Snapshot) (err error) {
		keys, err = now.APIKeys(p.ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	for i := range keys {
		needed[keys[i].Tenant] = "there is an API key of this tenant"
	}
	return needed, nil
}

// verifyAll verifies every chain there is, and that those are there which must
// be, and returns how many faults it has printed.
func (p *program) verifyAll(now *store.Snapshot, needed map[tenant.ID]string, signer ed25519.PublicKey, noted map[tenant.ID][]audit.Head) (int, error) {
	heads, err := now.Heads(p.ctx)
	if err != nil {
		return 0, fmt.Errorf("read the heads: %w", err)
	}
	var register audit.Register
	found := make(map[tenant.ID][]audit.Fault, len(heads))
	for i := range heads { // that of the service first: it says what the others must be
		if heads[i].Tenant == tenant.Service {
			if found[tenant.Service], err = p.verify(register.Follow(now.Chain(p.ctx, tenant.Service)), heads[i], signer, noted[tenant.Service]); err != nil {
				return 0, err
			}
		}
	}
	total := 0
	for i := range heads {
		of := heads[i].Tenant
		if of != tenant.Service {
			if found[of], err = p.verify(now.Chain(p.ctx, of), heads[i], signer, noted[of]); err != nil {
				return total, err
			}
		}
		faults := slices.Concat(found[of], register.Faults(of))
		if len(faults) == 0 {
			fmt.Fprintln(p.stdout, headLine(&heads[i]))
		}
		total += p.complain(faults)
	}
	return total + p.complain(register.Missing(heads, needed)), nil
}

// complain prints faults, and returns how many.
func (p *program) complain(faults []audit.Fault) int {
	for _, fault := range faults {
		fmt.Fprintln(p.stderr, fault)
	}
	return len(faults)
}

// verify compares a chain with its head, and with those noted earlier.
func (p *program) verify(chain iter.Seq2[audit.Entry, error], head audit.Head, signer ed25519.PublicKey, noted []audit.Head) ([]audit.Fault, error) {
	if len(noted) == 0 {
		noted = []audit.Head{{}}
	}
	var faults []audit.Fault
	for _, expect := range noted {
		found, err := audit.Verify(chain, head, signer, expect)
		if err != nil {
			return nil, err
		}
		for _, fault := range found {
			if !slices.Contains(faults, fault) { // found again
				faults = append(faults, fault)
			}
		}
	}
	return faults, nil
}

// signer is the key that signs the heads.
func (p *program) signer(d *database) (ed25519.PublicKey, error) {
	seed, err := d.Secret(p.ctx, "audit")
	if err != nil {
		return nil, fmt.Errorf("read the secret of the audit: %w", err)
	}
	public, is := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if !is {
		return nil, errors.New("the secret of the audit is no key") // cannot be
	}
	return public, nil
}

// auditHeads prints the heads.
type auditHeads struct {
	config.Storage `embed:""`
}

// Help is shown below the flags' summary.
func (*auditHeads) Help() string {
	return `A line for each chain: tenant, number of its last entry, hash, signature. It says nothing about what is stored. Keep it where
whoever can write to the database cannot: audit verify --expect reads it. Nothing is verified by it.

Example:
  rlscreen audit heads >> heads.txt`
}

// Run prints them.
func (h *auditHeads) Run(p *program) error {
	return p.use(&h.Storage, opening{}, func(d *database) error {
		heads, err := d.Heads(p.ctx)
		if err != nil {
			return fmt.Errorf("read the heads: %w", err)
		}
		for i := range heads {
			fmt.Fprintln(p.stdout, headLine(&heads[i]))
		}
		return nil
	})
}

// headLine is a head as people keep it.
func headLine(h *audit.Head) string {
	return fmt.Sprintf("%s %d %s %s", h.Tenant, h.Seq, h.Hash, base64.StdEncoding.EncodeToString(h.Signature))
}

// parseHead reads the line of a head.
func parseHead(line string) (audit.Head, bool) {
	parts := strings.Fields(line)
	if len(parts) != 4 {
		return audit.Head{}, false
	}
	h := audit.Head{Tenant: tenant.ID(parts[0])}
	seq, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || seq < 0 {
		return audit.Head{}, false
	}
	h.Seq = seq
	if err := h.Hash.UnmarshalText([]byte(parts[2])); err != nil {
		return audit.Head{}, false
	}
	h.Signature, err = base64.StdEncoding.DecodeString(parts[3])
	return h, err == nil && len(h.Signature) == ed25519.SignatureSize && isChain(h.Tenant)
}

// isChain reports whether there can be a chain of this name.
func isChain(t tenant.ID) bool {
	_, err := tenant.Parse(string(t))
	return err == nil || t == tenant.Service
}

// expectedHeads reads heads that were noted earlier, several of a tenant if need
// be. Lines that begin with # are comments.
func (p *program) expectedHeads(path string) (map[tenant.ID][]audit.Head, error) {
	if path == "" {
		return nil, nil
	}
	file := io.NopCloser(p.stdin)
	if path != "-" {
		opened, err := os.Open(path) // #nosec G304 -- the file that was asked for
		if err != nil {
			return nil, err
		}
		file = opened
	}
	defer file.Close()
	expected := map[tenant.ID][]audit.Head{}
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		head, ok := parseHead(line)
		if !ok {
			return nil, fmt.Errorf("%s, line %d: it is not a head as rlscreen audit heads prints it", path, number)
		}
		expected[head.Tenant] = append(expected[head.Tenant], head)
	}
	return expected, lines.Err()
}
