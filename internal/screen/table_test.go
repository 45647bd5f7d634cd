package screen_test

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A table is what a clinician signs: rows of conditions and what follows. The
// tests enumerate every combination; each must match exactly one row, every
// row must be used, and the code must agree.
type table struct {
	name string
	rows []*row
}

type row struct {
	text       string
	conditions []string
	result     []string
	used       bool
}

func readTable(t *testing.T, name string) *table {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tbl := &table{name: name}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		left, right, found := strings.Cut(text, "->")
		if !found {
			t.Fatalf("%s: no arrow in %q", name, text)
		}
		tbl.rows = append(tbl.rows, &row{text: text, conditions: strings.Fields(left), result: strings.Fields(right)})
	}
	return tbl
}

// match returns the result of the one row that matches the cells.
func (tbl *table) match(t *testing.T, cells ...string) []string {
	t.Helper()
	var hit *row
	for _, r := range tbl.rows {
		if !r.matches(cells) {
			continue
		}
		if hit != nil {
			t.Fatalf("%s: %v matches two rows:\n%s\n%s", tbl.name, cells, hit.text, r.text)
		}
		hit = r
	}
	if hit == nil {
		t.Fatalf("%s: no row for %v", tbl.name, cells)
	}
	hit.used = true
	return hit.result
}

func (tbl *table) allUsed(t *testing.T) {
	t.Helper()
	for _, r := range tbl.rows {
		if !r.used {
			t.Errorf("%s: nothing matches the row %q", tbl.name, r.text)
		}
	}
}

func (r *row) matches(cells []string) bool {
	for i, condition := range r.conditions {
		if !cellMatches(condition, cells[i]) {
			return false
		}
	}
	return true
}

// cellMatches compares a cell with "-", a word, "moderate+", or an interval.
func cellMatches(condition, cell string) bool {
	switch {
	case condition == "-" || condition == cell:
		return true
	case condition == "moderate+":
		return cell == "moderate" || cell == "strong"
	case strings.ContainsAny(condition[:1], "[("):
		x, err := strconv.ParseFloat(cell, 64)
		return err == nil && inInterval(condition, x)
	default:
		return false
	}
}

func inInterval(interval string, x float64) bool {
	low, high, _ := strings.Cut(interval[1:len(interval)-1], ",")
	if bound, err := strconv.ParseFloat(low, 64); err == nil && (x < bound || x == bound && interval[0] == '(') {
		return false
	}
	if bound, err := strconv.ParseFloat(high, 64); err == nil && (x > bound || x == bound && strings.HasSuffix(interval, ")")) {
		return false
	}
	return true
}
