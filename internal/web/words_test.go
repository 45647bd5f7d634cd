package web_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// wordFiles are the words of the form by area.
func wordFiles(t *testing.T, lang string) map[string]string {
	t.Helper()
	names, err := filepath.Glob("screener/words/*." + lang + ".json")
	if err != nil || len(names) == 0 {
		t.Fatalf("%v: no words in %s", err, lang)
	}
	all := map[string]string{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var in map[string]string
		if err := json.Unmarshal(raw, &in); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		area := strings.TrimSuffix(filepath.Base(name), "."+lang+".json")
		for key, text := range in {
			if !strings.HasPrefix(key, area+".") {
				t.Errorf("%s: %s is not of this area", name, key)
			}
			all[key] = text
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestEveryWordIsThereInBothLanguages(t *testing.T) {
	en, es := wordFiles(t, "en"), wordFiles(t, "es")
	for key, text := range en {
		switch other, known := es[key]; {
		case !known:
			t.Errorf("%s is not there in Spanish", key)
		case strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "":
			t.Errorf("%s is empty", key)
		case !slices.Equal(placeholders(text), placeholders(other)):
			t.Errorf("%s: %v in English, %v in Spanish", key, placeholders(text), placeholders(other))
		}
	}
	for key := range es {
		if _, known := en[key]; !known {
			t.Errorf("%s is not there in English", key)
		}
	}
}

// sources is all code of the form and the desk.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, root := range []string{"screener", "desk"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".js" || strings.Contains(path, "vendor") {
				return err
			}
			raw, err := os.ReadFile(path)
			all.Write(raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

var (
	saidKey  = regexp.MustCompile("[\"'`]((?:core|field|result|takeaway|desk)\\.[A-Za-z0-9_.-]+)[\"'`]")
	saidStem = regexp.MustCompile("`((?:core|field|result|takeaway|desk)\\.[A-Za-z0-9_.-]*)\\$\\{")
	isFile   = regexp.MustCompile(`\.(js|mjs|json|css)$`)
)

// withoutCount is a key without what Intl.PluralRules adds to it.
func withoutCount(key string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".many"), ".other")
}

func TestEveryWordThatIsSaidIsThereAndEveryWordThatIsThereIsSaid(t *testing.T) {
	known, code := wordFiles(t, "en"), sources(t)
	base := map[string]bool{}
	for key := range known {
		base[key], base[withoutCount(key)] = true, true
	}
	said, stems := map[string]bool{}, []string{}
	for _, match := range saidKey.FindAllStringSubmatch(code, -1) {
		if said[match[1]] = true; !base[match[1]] && !isFile.MatchString(match[1]) && !strings.HasSuffix(match[1], ".") {
			t.Errorf("%s is said and not there", match[1])
		}
	}
	for _, match := range saidStem.FindAllStringSubmatch(code, -1) {
		stems = append(stems, match[1])
		if !slices.ContainsFunc(mapKeys(known), func(key string) bool { return strings.HasPrefix(key, match[1]) }) {
			t.Errorf("no word begins with %s, which is said", match[1])
		}
	}
	for key := range known {
		begun := slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(key, stem) })
		if !said[key] && !said[withoutCount(key)] && !begun {
			t.Errorf("%s is never said", key)
		}
	}
}

func mapKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

// never are claims that no text may make: a diagnosis, a probability, a dose, or
// advice to begin or end a medicine.
var never = regexp.MustCompile(`(?i)\byou (do not |don't )?have (rls|restless)|\busted (no )?(tiene|padece) (el )?(s[ií]ndrome|piernas inquietas)|` +
	`\bprobabilit|\bprobabilidad|\b\d+ ?(mg|milligram|miligramo)|\bdiagnos(ed|es) you|\b(start|stop) taking\b|\bdeje de tomar\b|\bempiece a tomar\b|\bclinically proven\b|\bvalidated\b`)

func TestNoWordClaimsWhatAScreenCannotKnow(t *testing.T) {
	for _, lang := range []string{"en", "es"} {
		for key, text := range wordFiles(t, lang) {
			if claim := never.FindString(text); claim != "" {
				t.Errorf("%s, %s: %q", lang, key, claim)
			}
		}
	}
	for _, claim := range []string{"You have RLS.", "Usted tiene el síndrome de piernas inquietas", "Take 65 mg", "a probability of 40 %", "Stop taking it"} {
		if !never.MatchString(claim) {
			t.Errorf("%q is let pass", claim)
		}
	}
}
