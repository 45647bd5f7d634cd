package cdshooks

import (
	"slices"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// problemList speaks when RLS has been added to the problem list.
func problemList(v *view) ([]*card, *failure) {
	mine := slices.DeleteFunc(slices.Clone(v.call.added), func(e entry) bool { return !v.call.owns(e) })
	known, possible := chart.Read(v.call.subject, contents(mine), v.api.Service, v.api.Now()).RLS()
	switch {
	case known, possible && v.known:
		v.added = true
		iron := v.ironCard()
		cards := present(iron, v.takenCard(), v.contributorCard(iron))
		if v.chart.KidneyUnclear() {
			cards = append(cards, v.kidneyCard())
		}
		return v.cover(cards), v.refuseSilence(cards)
	case possible:
		return present(v.screenCard(true)), nil
	default:
		return nil, nil
	}
}
