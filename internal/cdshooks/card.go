package cdshooks

import (
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// maxCards is how many cards a call is answered with at most.
const maxCards = 4

const (
	indicatorInfo    = "info"
	indicatorWarning = "warning"
)

// Topics of cards. A call is answered with at most one card of each.
const (
	topicIron        = "iron"
	topicMedicine    = "medicine"
	topicPregnancy   = "pregnancy"
	topicKidney      = "kidney"
	topicContributor = "contributor"
	topicScreen      = "screen"
)

// Override reasons. They are labels of a metric, so that this is all of them.
const (
	overrideChecked  = "already-checked"
	overrideBenefit  = "benefit-outweighs"
	overrideDiscuss  = "will-discuss"
	overrideNotForIt = "not-appropriate"
)

// overrides are the codes of all override reasons.
func overrides() []string {
	return []string{overrideChecked, overrideBenefit, overrideDiscuss, overrideNotForIt}
}

// card is one thing to say, before it is put into the form of CDS Hooks.
type card struct {
	topic, rule string
	// also are other rules whose sources the card rests on, and without are
	// sources of all of them that what it says does not come from.
	also, without []string
	warning       bool
	// on is the date of the newest fact, "" unknown.
	on      string
	summary string
	// facts are what the card rests on, in codes: they name it.
	facts []string
	// found, meaning and alternatives are sentences of the detail.
	found, meaning, alternatives []string
	// rests are the lists of the chart that the card rests on: what is not
	// known of them is said.
	rests []string
	// unknown is said besides.
	unknown   []string
	orders    []order
	overrides []string
}

// few sorts cards, that of the newest fact first, and keeps the first ones. At
// equal dates the order of the rules stays; facts without a date come last.
func few(cards []*card) []*card {
	slices.SortStableFunc(cards, func(a, b *card) int { return strings.Compare(b.on, a.on) })
	return cards[:min(len(cards), maxCards)]
}

// render puts a card into the form of CDS Hooks.
func (v *view) render(c *card) v1.CDSCard {
	id := uuid(slices.Concat([]string{v.call.patient, c.rule, c.topic}, c.facts)...)
	out := v1.CDSCard{
		UUID: id, Summary: c.summary, Detail: v.detail(c), Indicator: indicatorInfo,
		Source: v1.CDSSource{
			Label: "rlscreen", URL: v.api.BaseURL + "/", Topic: v.coding("topic", c.topic),
		},
		Suggestions: v.suggestions(id, c),
		Links:       v.links(c),
	}
	if c.warning {
		out.Indicator = indicatorWarning
	}
	if len(out.Suggestions) > 0 {
		out.SelectionBehavior = "any"
	}
	for _, code := range c.overrides {
		out.OverrideReasons = append(out.OverrideReasons, v.coding("override", code))
	}
	return out
}

func (v *view) coding(group, code string) v1.CDSCoding {
	return v1.CDSCoding{System: v.api.codes, Code: code, Display: v.say.of("cds." + group + "." + code)}
}

// links lead to the publications behind the rule, and to the questions of the
// screen.
func (v *view) links(c *card) []v1.CDSLink {
	var out []v1.CDSLink
	for _, source := range v.sources(c) {
		if source.ID != ownSource {
			out = append(out, v1.CDSLink{Label: sourceLabel(source), URL: source.URL, Type: "absolute"})
		}
	}
	return append(out, v1.CDSLink{Label: v.say.of("cds.link.form"), URL: v.api.FormURL, Type: "absolute"})
}

// sources are those of the rules behind a card, each once.
func (v *view) sources(c *card) []v1.Source {
	var out []v1.Source
	done := slices.Clone(c.without)
	for _, rule := range append([]string{c.rule}, c.also...) {
		for _, id := range v.api.Service.Evidence(rule).Sources {
			if source, known := v.api.Service.Source(id); known && !slices.Contains(done, id) {
				done, out = append(done, id), append(out, source)
			}
		}
	}
	return out
}

// ownSource stands for decisions of this product that no publication gives.
const ownSource = "product"

// sourceLabel is the id of a source with where it was published.
func sourceLabel(s v1.Source) string {
	sentences := strings.Split(strings.TrimSuffix(s.Citation, "."), ". ")
	for _, sentence := range sentences {
		if where, _, is := strings.Cut(sentence, ";"); is && len(where) < 60 {
			return s.ID + " (" + where + ")"
		}
	}
	return s.ID
}

// detail is the card in Markdown: what was found and when, what it means, what
// is not known, the rule and its sources. All of its words are ours: of the
// chart there are only numbers and dates. Nothing is said twice.
func (v *view) detail(c *card) string {
	var out strings.Builder
	said := map[string]bool{}
	for _, s := range []struct {
		heading string
		lines   []string
	}{
		{"found", c.found}, {"meaning", c.meaning}, {"alternatives", c.alternatives}, {"unknown", v.unknowns(c)}, {"basis", v.basis(c)},
	} {
		v.section(&out, s.heading, slices.DeleteFunc(s.lines, func(line string) bool {
			twice := said[line]
			said[line] = true
			return twice
		}))
	}
	return strings.TrimSuffix(out.String(), "\n\n")
}

// section writes a heading and a list below it.
func (v *view) section(out *strings.Builder, heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	out.WriteString("**" + v.say.of("cds.heading."+heading) + "**\n\n")
	for _, line := range lines {
		out.WriteString("- " + line + "\n")
	}
	out.WriteString("\n")
}

// basis names the rule and its sources.
func (v *view) basis(c *card) []string {
	e := v.api.Service.Evidence(c.rule)
	lines := []string{v.say.fill("cds.basis.rule",
		"rule", c.rule, "evidence", e.Evidence, "version", v.api.Service.RulesetVersion())}
	var sources []string
	for _, source := range v.sources(c) {
		sources = append(sources, "["+markdown(sourceLabel(source))+"]("+markdownURL(source.URL)+")")
	}
	if len(sources) > 0 {
		lines = append(lines, v.say.fill("cds.basis.sources", "sources", strings.Join(sources, ", ")))
	}
	return append(lines, v.say.of("cds.basis.notice"))
}

// markdown escapes what Markdown would read as something else than text.
func markdown(text string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;").Replace(text)
}

// markdownURL escapes the brackets that would end the address of a link.
func markdownURL(url string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", " ", "%20").Replace(url)
}

// unknowns are the gaps in what the card rests on.
func (v *view) unknowns(c *card) []string {
	var lines []string
	for _, key := range c.rests {
		l, name := v.call.lists[key], v.say.of("cds.list."+key)
		add := func(is bool, words string, pairs ...string) {
			if is {
				lines = append(lines, v.say.fill("cds.unknown."+words, append(pairs, "list", name)...))
			}
		}
		add(l.state == notSupplied, "absent")
		add(l.state == failed, "failed")
		add(l.truncated, "truncated")
		add(l.others > 0, "other_patient")
		n := v.unusable(key)
		add(n > 0, "entries", "count", count(n))
	}
	for _, key := range keys() { // what was not looked at may bear on anything
		if n := v.call.lists[key].unread; n > 0 && !slices.Contains(c.rests, key) {
			lines = append(lines, v.say.fill("cds.unknown.entries", "list", v.say.of("cds.list."+key), "count", count(n)))
		}
	}
	if v.hasWarning("age_unknown") && slices.Contains(c.rests, keyPatient) {
		lines = append(lines, v.say.of("warning.age_unknown"))
	}
	return append(lines, c.unknown...)
}
