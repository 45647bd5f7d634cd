package cdshooks_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rlscreen/rlscreen/internal/cdshooks"
	chartread "github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// longestNames are the RxNorm codes of the medicines of tier A, B and the
// dopamine agonists, so that the longest of their names is among them.
func longestNames(tb testing.TB) (worsening, agonists []string) {
	tb.Helper()
	r := rules(tb)
	for i := range r.Core.Medicines {
		m := &r.Core.Medicines[i]
		switch {
		case m.RxNorm == "":
		case m.Tier.String() == "A" || m.Tier.String() == "B":
			worsening = append(worsening, m.RxNorm)
		case strings.HasPrefix(m.Class, "dopamine_agonist"):
			agonists = append(agonists, m.RxNorm)
		}
	}
	return worsening, agonists
}

// Summaries are short by construction: with every medicine that can be named,
// and with numbers of the most digits, nothing is cut. ask checks the length.
func TestSummariesAreShortWithEveryMedicine(t *testing.T) {
	api := newAPI(t, nil)
	worsening, agonists := longestNames(t)
	if len(worsening) < 50 || len(agonists) < 3 {
		t.Fatalf("%d and %d medicines", len(worsening), len(agonists))
	}
	longest := 0
	note := func(call object, lang string) {
		for _, c := range ask(t, api, call, "Accept-Language", lang) {
			longest = max(longest, utf8.RuneCountInString(c.Summary))
		}
	}
	for _, lang := range []string{"en", "es"} {
		for _, code := range worsening {
			m, known := medication(code, "active"), chart{conditions: []object{rls()}}
			note(sign(known, medication(code, "draft")), lang)
			taken := chart{medications: []object{m}}
			note(add(taken, rls()), lang)
			taken.medications = append(taken.medications, medication("36437", "active"), medication("8745", "active"))
			note(add(taken, rls()), lang)
		}
		for _, code := range agonists {
			note(sign(chart{conditions: []object{rls()}}, medication(code, "draft")), lang)
			note(sign(chart{conditions: []object{rls()}, put: object{"observations": failure()}}, medication(code, "draft")), lang)
		}
	}
	t.Logf("the longest has %d characters", longest)
}

func failure() object {
	return object{"resourceType": "OperationOutcome", "issue": []object{{"severity": "error", "code": "timeout"}}}
}

func TestSummariesAreShortWithEveryNumber(t *testing.T) {
	api := newAPI(t, nil)
	for _, lang := range []string{"en", "es"} {
		for _, f := range []float64{0.1, 29.999999999999996, 74.99999999999999, 99.99999999999999, 299.99999999999994, 99999.99999999999} {
			for _, s := range []float64{1.0000000000000002, 19.999999999999996, 44.99999999999999, 45.00000000000001, 129.99999999999997} {
				for _, day := range []string{recent, old, ""} {
					results := []object{ferritin(f, day), tsat(s, day)}
					for i, comparator := range []string{"", ">="} {
						if comparator != "" {
							results[i]["valueQuantity"].(object)["comparator"] = comparator
						}
					}
					ask(t, api, add(chart{observations: results}, rls()), "Accept-Language", lang)
					ask(t, api, view(chart{conditions: []object{rls()}, observations: results[:1]}), "Accept-Language", lang)
				}
			}
		}
	}
}

// Every contributor that a chart can show fits too.
func TestSummariesAreShortWithEveryContributor(t *testing.T) {
	api := newAPI(t, nil)
	for _, lang := range []string{"en", "es"} {
		for _, code := range []string{"D50.9", "N18.5", "Z99.2", "Z33.1", "G62.9", "E11.9", "K90.0", "G35", "G20", "Z94.0"} {
			one := condition(icd10cm, code)
			ask(t, api, add(chart{conditions: []object{one}}, rls()), "Accept-Language", lang)
			ask(t, api, add(chart{conditions: []object{one, condition(icd10cm, "G62.9"), condition(icd10cm, "E11.9")}}, rls()), "Accept-Language", lang)
			ask(t, api, view(chart{conditions: []object{one, condition(icd10cm, "G47.00")}}), "Accept-Language", lang)
		}
	}
}

// At most four cards, each of another topic: ask checks it.
func TestCardsAreFew(t *testing.T) {
	c := chart{
		conditions:  []object{rls(), condition(icd10cm, "Z99.2"), condition(icd10cm, "Z33.1"), condition(icd10cm, "G62.9")},
		medications: []object{medication("36437", "active")},
	}
	if cards := ask(t, newAPI(t, nil), view(c)); len(cards) != 4 {
		t.Error(brief(cards))
	}
}

func TestACardIsForgottenAfterManyOthers(t *testing.T) {
	m := cdshooks.NewMemory(2)
	for _, card := range []string{"a", "b", "a", "c"} {
		m.Remember(card, "rule of "+card)
	}
	for card, want := range map[string]string{"a": "unknown", "b": "rule of b", "c": "rule of c"} {
		if got := m.Rule(card); got != want {
			t.Errorf("%s: %s", card, got)
		}
	}
}

// The gaps that cards tell of are issues that a chart has.
func TestGapsAreIssuesOfCharts(t *testing.T) {
	known := map[string]bool{}
	for _, c := range chartread.IssueCodes() {
		known[c.Code] = true
	}
	for _, code := range cdshooks.Gaps() {
		if !known[code] {
			t.Errorf("no issue of a chart is %s", code)
		}
	}
}

// What makes an answer 412 is among the gaps that cards tell of.
func TestWhatIsUnreadableIsAGap(t *testing.T) {
	for _, code := range cdshooks.Unreadable() {
		if !slices.Contains(cdshooks.Gaps(), code) {
			t.Errorf("%s is no gap", code)
		}
	}
}
