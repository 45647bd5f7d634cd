package cdshooks

import (
	"slices"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// roleRLS is the role of conditions that are RLS.
const roleRLS = "rls"

// keyInsomnia is the key of the condition in the table of conditions.
const keyInsomnia = "insomnia"

// patientView speaks when somebody opens the chart.
func patientView(v *view) ([]*card, *failure) {
	if !v.known {
		if refusal := v.refuseWithout(keyConditions); refusal != nil {
			return nil, refusal
		}
		cards := present(v.screenCard(false))
		return cards, v.refuseUnread(cards, keyConditions)
	}
	taken := v.takenCard()
	if taken != nil {
		taken.warning = taken.rule == ruleTierA // the others have been weighed by whoever prescribed them
	}
	cards := v.cover(present(v.ironCard(), taken, v.pregnancyCard(), v.kidneyCard()))
	return cards, v.refuseSilence(cards)
}

// present are the cards that there are.
func present(cards ...*card) []*card {
	var out []*card
	for _, c := range cards {
		if c != nil {
			out = append(out, c)
		}
	}
	return out
}

// cover has the first card rest on the lists that no card rests on as well: what
// is not known of them is why there may be no card.
func (v *view) cover(cards []*card) []*card {
	for _, key := range keys() {
		rests := func(c *card) bool { return slices.Contains(c.rests, key) }
		if len(cards) > 0 && !slices.ContainsFunc(cards, rests) {
			cards[0].rests = append(cards[0].rests, key)
		}
	}
	return cards
}

// rls is how the chart came to RLS, in a summary.
func (v *view) rls() string {
	switch {
	case v.added:
		return v.say.of("cds.rls.added")
	case v.isDiagnosed():
		return v.say.of("cds.rls.chart")
	case v.isReason():
		return v.say.of("cds.rls.treated")
	default:
		return v.say.of("cds.rls.inferred")
	}
}

// lead words a summary, of which {rls} is how the chart came to RLS, and words
// it again with less of that.
func (v *view) lead(key string, pairs ...string) []string {
	short := "cds.rls.short"
	if !v.added && !v.isDiagnosed() && !v.isReason() {
		short = "cds.rls.short_possible"
	}
	return []string{
		v.say.fill(key, append(pairs, "rls", v.rls())...),
		v.say.fill(key, append(pairs, "rls", v.say.of(short))...),
	}
}

// foundRLS says why the chart counts as one with RLS: never more than the chart
// itself says.
func (v *view) foundRLS() []string {
	switch {
	case v.added:
		return []string{v.say.of("cds.found.rls_added")}
	case v.isDiagnosed():
		return []string{v.say.dated(v.say.of("cds.found.rls_diagnosis"), v.recorded(isRLS))}
	case v.isReason():
		return []string{v.say.of("cds.found.rls_treated")}
	default:
		return []string{v.say.of("cds.found.rls_inferred")}
	}
}

// isRLS reports a proven diagnosis of RLS.
func isRLS(c *chart.Condition) bool { return c.Role == roleRLS && !c.Possible }

// isUnconfirmedRLS reports a diagnosis of RLS that nobody has confirmed, or that
// contradicts itself.
func isUnconfirmedRLS(c *chart.Condition) bool { return c.Role == roleRLS && c.Unconfirmed }

// isContradictedRLS reports a diagnosis of RLS that is active and has an end.
func isContradictedRLS(c *chart.Condition) bool { return isUnconfirmedRLS(c) && c.Contradicted }

// has reports a condition of the chart.
func (v *view) has(is func(*chart.Condition) bool) bool {
	for i := range v.chart.Conditions {
		if is(&v.chart.Conditions[i]) {
			return true
		}
	}
	return false
}

// recorded is when the newest of such conditions was recorded, "" unknown.
func (v *view) recorded(is func(*chart.Condition) bool) string {
	on := ""
	for i := range v.chart.Conditions {
		if c := &v.chart.Conditions[i]; is(c) {
			on = max(on, c.RecordedOn)
		}
	}
	return on
}

// isDiagnosed reports an active diagnosis of RLS itself.
func (v *view) isDiagnosed() bool { return v.has(isRLS) }

// isReason reports a medicine whose reason is RLS.
func (v *view) isReason() bool {
	return slices.ContainsFunc(v.chart.Medications, func(m chart.Medication) bool { return m.ForRLS })
}

// screenCard points to the questions of the screen where a diagnosis of RLS is
// not confirmed or contradicts itself, or where insomnia stands beside a strong contributor; on the
// problem list also where a code was added that RLS shares. Below 13 the
// questions are not the right ones.
func (v *view) screenCard(onList bool) *card {
	if _, child := v.alert("paediatric"); child {
		return nil
	}
	c := &card{
		topic: topicScreen, rule: "guidance.open_questions", meaning: append([]string{v.say.of("cds.meaning.screen")}, v.ageAlert()...),
		rests:     []string{keyPatient, keyConditions, keyMedications, keyObservations},
		overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
	strong, isStrong := v.strongContributor()
	switch {
	case v.has(isContradictedRLS):
		c.on, c.facts = v.recorded(isContradictedRLS), []string{"contradicted"}
		c.summary = v.say.of("cds.screen.contradicted")
		c.found = []string{v.say.dated(v.say.of("cds.found.rls_contradicted"), c.on)}
	case v.has(isUnconfirmedRLS):
		c.on = v.recorded(isUnconfirmedRLS)
		c.summary = v.say.of("cds.screen.unconfirmed")
		c.found = []string{v.say.dated(v.say.of("cds.found.rls_unconfirmed"), c.on)}
	case onList:
		c.summary = v.say.of("cds.screen.possible")
		c.found = []string{v.say.of("cds.found.rls_possible")}
	case isStrong && v.chart.Has(keyInsomnia):
		insomnia := func(c *chart.Condition) bool { return c.Key == keyInsomnia && !c.Possible }
		c.rule, c.without, c.facts = strong.Rule, v.notUsed(strong), []string{strong.ID}
		var wordings []string
		for _, words := range v.contributorWords(strong) {
			wordings = append(wordings, v.say.fill("cds.screen.insomnia", "contributor", v.say.inside(words)))
		}
		c.summary = summarise(wordings...)
		c.found = []string{v.say.dated(v.say.of("cds.found.insomnia"), v.recorded(insomnia)), v.foundContributor(strong)}
	default:
		return nil
	}
	return c
}
