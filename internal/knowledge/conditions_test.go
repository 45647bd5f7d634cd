package knowledge_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/terminology"
)

func TestSNOMEDCheckDigits(t *testing.T) {
	for code, want := range map[string]bool{
		"32914008": true, "111411000119103": true, "393579008": true, "73211009": true,
		"32914009": false, "32914080": false, "2914008": false, "032914008": false, "3291400x": false, "32914": false, "": false,
		"1234567890123456789": false,
	} {
		if got := knowledge.ValidSNOMED(code); got != want {
			t.Errorf("ValidSNOMED(%q) = %v", code, got)
		}
	}
}

// What conditions.yaml has beside the code table of the project, each for the
// reason that its comment gives.
var beyondTheTable = map[string][]string{
	"rls":                  {"393579008"},
	"dialysis_dependence":  {"236435004"},
	"extrapyramidal_other": {"G25.81"},
	"diabetes_type1":       {"E10.A*"},
	"pregnancy":            {"O99.354", "O99.355"},
	"menorrhagia":          {"N92.3", "N92.5", "N92.6"},
}

func TestConditionsAreThoseOfTheProjectsTable(t *testing.T) {
	rows := conditionTable(t)
	entries := conditionEntries(t)
	if len(rows) != len(entries) {
		t.Fatalf("%d conditions, %d in the table", len(entries), len(rows))
	}
	for i, row := range rows {
		e := entries[i]
		got := []string{e.Key, e.Name, e.Role, e.Answer}
		if want := []string{row["key"], row["name"], row["role"], row["answer"]}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		for column, patterns := range map[string][]string{
			"icd10cm": e.ICD10CM, "icd10_who": e.ICD10WHO, "snomed_ct": e.SNOMED, "snomed_ct_procedure": e.Procedures,
		} {
			var codes []string
			for _, p := range patterns {
				code := strings.TrimSuffix(strings.TrimPrefix(p, "!"), "?")
				if !slices.Contains(beyondTheTable[e.Key], code) {
					codes = append(codes, code)
				}
			}
			if got := strings.Join(codes, ";"); got != row[column] {
				t.Errorf("%s: %s is %q, in the table %q", e.Key, column, got, row[column])
			}
		}
	}
}

// conditionTable reads the rows of the project's table, by column.
func conditionTable(t *testing.T) []map[string]string {
	t.Helper()
	file, err := os.Open("../../../shared/terminology/conditions.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the project's table is not beside this repository: nothing to compare with")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func conditionEntries(t *testing.T) []terminology.Entry {
	t.Helper()
	content, err := os.ReadFile("data/1.0.0/conditions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Conditions []terminology.Entry `yaml:"conditions"`
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	return file.Conditions
}

func TestSNOMEDCanBeSwitchedOff(t *testing.T) {
	rs := load(t)
	off := rs.Without(knowledge.Off{SNOMED: true})
	if off.Conditions.Conditions(terminology.SNOMED, "32914008") != nil {
		t.Error("a SNOMED CT code is still understood")
	}
	if off.Conditions.Conditions(terminology.ICD10CM, "G25.81") == nil || rs.Conditions.Conditions(terminology.SNOMED, "32914008") == nil {
		t.Error("more is switched off than was asked for")
	}
	if off.Digest != rs.Digest {
		t.Error("the decision is another one")
	}
}

func TestATCCanBeSwitchedOff(t *testing.T) {
	rs := load(t)
	off := rs.Without(knowledge.Off{ATC: true}).Medicines
	mirtazapine := medicine.Entry{ATC: "N06AX11"}
	if off.Recognise(mirtazapine).Recognised || len(off.Search("N06AX", 5)) > 0 {
		t.Error("an ATC code is still understood or found")
	}
	if !off.Recognise(medicine.Entry{Name: "mirtazapine"}).Recognised || len(off.Search("mirta", 5)) == 0 {
		t.Error("a name is no longer understood or found")
	}
	for i := range off.Len() {
		if m := off.Ingredient(i); len(m.ATC)+len(m.ATCCombinations) > 0 {
			t.Fatalf("%s still shows an ATC code", m.Key)
		}
	}
	if !rs.Medicines.Recognise(mirtazapine).Recognised || len(rs.Medicines.Search("N06AX", 5)) == 0 {
		t.Error("the ruleset itself has changed")
	}
}
