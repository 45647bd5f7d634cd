package cdshooks

import (
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// problemList speaks when RLS has been added to the problem list.
func problemList(v *view) ([]*card, *failure) {
	mine := slices.DeleteFunc(slices.Clone(v.call.added), func(e entry) bool { return !e.isOf(v.call.patient) })
	known, possible := chart.Read(contents(mine), v.api.Service, v.api.Now()).RLS()
	switch {
	case known, possible && v.known:
		v.added = true
		iron := v.ironCard()
		cards := present(iron, v.takenCard(), v.contributorCard(iron))
		return cards, v.refuseSilence(cards)
	case possible:
		return present(v.screenCard()), nil
	default:
		return nil, nil
	}
}

// contributorCard names what else may contribute: conditions that are strong
// or moderate. Medicines have a card of their own, and so has iron when its
// values have been read.
func (v *view) contributorCard(iron *card) *card {
	ironIsSaid := iron != nil && iron.rule != ruleIronFirst
	var found []v1.Contributor
	for _, c := range v.screening.Classification.Contributors {
		isMedicine := strings.HasPrefix(c.ID, "medicine:")
		if c.Tier != "cofactor" && !isMedicine && !(ironIsSaid && c.ID == "iron_deficiency") {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil
	}
	key := "cds.contributor.one"
	if len(found) > 1 {
		key = "cds.contributor.more"
	}
	c := &card{
		topic: topicContributor, rule: found[0].Rule, found: v.foundRLS(),
		summary: summarise(
			v.say.fill(key, "rls", v.rls(), "count", count(len(found)), "contributor", v.contributorWords(found[0])),
			v.say.fill(key, "rls", v.rls(), "count", count(len(found)), "contributor", short(found[0].Display))),
		meaning: []string{v.say.of("cds.meaning.contributors")},
		rests:   []string{keyPatient, keyConditions, keyObservations}, overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
	for _, contributor := range found {
		c.facts = append(c.facts, contributor.ID+" "+contributor.Tier)
		c.found = append(c.found, v.say.fill("cds.found.contributor",
			"contributor", v.contributorWords(contributor), "tier", v.say.of("tier."+contributor.Tier)))
	}
	return c
}
