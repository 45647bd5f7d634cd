package cdshooks_test

// The text of CDS Hooks 2.0 as assertions. There is no schema of it to be had:
// the logical models of the specification are not published as a package, and
// the schemas that can be found are of drafts before 1.0.

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

var (
	uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	htmlForm = regexp.MustCompile(`<[A-Za-z/!?]`)
)

// checker holds JSON against rules.
type checker struct {
	tb testing.TB
	at string
}

func (c checker) fail(format string, args ...any) {
	c.tb.Helper()
	c.tb.Errorf(c.at+": "+format, args...)
}

// conforms holds an answer with cards against every rule that the
// specification has for a service.
func conforms(tb testing.TB, answer *httptest.ResponseRecorder) {
	tb.Helper()
	if got := answer.Header().Get("Content-Type"); got != "application/json" {
		tb.Errorf("content type %q", got)
	}
	if answer.Header().Get("Cache-Control") != "no-store" {
		tb.Errorf("cards may be cached: %q", answer.Header().Get("Cache-Control"))
	}
	var response map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &response); err != nil {
		tb.Fatalf("%v: %s", err, answer.Body)
	}
	cards, is := response["cards"].([]any)
	if !is || len(response) != 1 {
		tb.Fatalf("an answer is an object with cards and nothing else, no system actions: %s", answer.Body)
	}
	if len(cards) > 4 {
		tb.Errorf("%d cards", len(cards))
	}
	topics := map[any]bool{}
	for _, card := range cards {
		c := card.(map[string]any)
		checker{tb, "card"}.card(c)
		topic := c["source"].(map[string]any)["topic"].(map[string]any)["code"]
		if topics[topic] {
			tb.Errorf("two cards of the topic %v", topic)
		}
		topics[topic] = true
	}
}

func (c checker) card(card map[string]any) {
	c.tb.Helper()
	c.filled(card)
	c.members(card, "uuid summary detail indicator source suggestions selectionBehavior overrideReasons links")
	summary := c.text(card, "summary")
	if n := utf8.RuneCountInString(summary); n >= 140 || strings.Contains(summary, "\n") {
		c.fail("a summary of %d characters: %s", n, summary)
	}
	if indicator := card["indicator"]; indicator != "info" && indicator != "warning" {
		c.fail("indicator %v", indicator)
	}
	if id := c.text(card, "uuid"); !uuidForm.MatchString(id) {
		c.fail("uuid %s is not one of version 5", id)
	}
	c.markdown(c.text(card, "detail"))
	c.source(card["source"].(map[string]any))
	suggestions, has := card["suggestions"].([]any)
	if behaviour, says := card["selectionBehavior"]; says != has || says && behaviour != "any" && behaviour != "at-most-one" {
		c.fail("selectionBehavior %v with %d suggestions", behaviour, len(suggestions))
	}
	for _, s := range suggestions {
		checker{c.tb, "suggestion"}.suggestion(s.(map[string]any))
	}
	reasons, _ := card["overrideReasons"].([]any)
	for _, r := range reasons {
		checker{c.tb, "override reason"}.coding(r.(map[string]any))
	}
	links, _ := card["links"].([]any)
	for _, l := range links {
		link, at := l.(map[string]any), checker{c.tb, "link"}
		at.members(link, "label url type")
		at.text(link, "label")
		at.absolute(at.text(link, "url"))
		if link["type"] != "absolute" {
			at.fail("type %v", link["type"])
		}
	}
}

func (c checker) source(source map[string]any) {
	c.at = "source"
	c.members(source, "label url topic")
	c.text(source, "label")
	c.absolute(c.text(source, "url"))
	c.coding(source["topic"].(map[string]any))
}

func (c checker) coding(coding map[string]any) {
	c.members(coding, "system code display")
	c.absolute(c.text(coding, "system"))
	c.text(coding, "code")
	c.text(coding, "display")
}

func (c checker) suggestion(s map[string]any) {
	c.members(s, "label uuid isRecommended actions")
	c.text(s, "label")
	if !uuidForm.MatchString(c.text(s, "uuid")) {
		c.fail("uuid %v", s["uuid"])
	}
	for _, a := range s["actions"].([]any) {
		action := a.(map[string]any)
		c.members(action, "type description resource")
		c.text(action, "description")
		resource := action["resource"].(map[string]any)
		if action["type"] != "create" || resource["resourceType"] != "ServiceRequest" || resource["status"] != "draft" || resource["id"] != nil {
			c.fail("action %v", action)
		}
		if subject := resource["subject"].(map[string]any)["reference"]; subject != "Patient/"+patient {
			c.fail("an order for %v", subject)
		}
	}
}

// text is a member that must be a text which is not empty.
func (c checker) text(object map[string]any, name string) string {
	c.tb.Helper()
	s, _ := object[name].(string)
	if strings.TrimSpace(s) == "" {
		c.fail("%s is not a text: %v", name, object[name])
	}
	return s
}

// members refuses names that the specification does not have.
func (c checker) members(object map[string]any, names string) {
	c.tb.Helper()
	for name := range object {
		if !strings.Contains(" "+names+" ", " "+name+" ") {
			c.fail("there is no member %s", name)
		}
	}
}

func (c checker) absolute(address string) {
	c.tb.Helper()
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" {
		c.fail("%s is not an absolute URL", address)
	}
}

// markdown refuses HTML, and placeholders and words that are missing.
func (c checker) markdown(text string) {
	c.tb.Helper()
	if html := htmlForm.FindString(text); html != "" {
		c.fail("HTML in the detail: %s", html)
	}
	if strings.ContainsAny(text, "{}") || strings.Contains(text, "- \n") || strings.Contains(text, "****") {
		c.fail("words are missing: %s", text)
	}
	if strings.Count(text, "\n") > 80 {
		c.fail("the detail is long: %d lines", strings.Count(text, "\n"))
	}
}

// filled refuses null, "", [] and {} anywhere: JSON elements shall not be null
// or empty.
func (c checker) filled(v any) {
	c.tb.Helper()
	switch v := v.(type) {
	case nil:
		c.fail("null")
	case string:
		if v == "" {
			c.fail("an empty text")
		}
	case []any:
		if len(v) == 0 {
			c.fail("an empty list")
		}
		for _, element := range v {
			c.filled(element)
		}
	case map[string]any:
		if len(v) == 0 {
			c.fail("an empty object")
		}
		for _, element := range v {
			c.filled(element)
		}
	}
}
