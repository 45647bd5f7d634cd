package screen

// medicines lists what the ruleset knows of each medicine, in request order.
//
// Source: rules medicine.* of the ruleset.
func (e *evaluation) medicines() {
	e.unknownMedicine = !e.in.MedicationsGiven
	for i := range e.in.Medications {
		entry := &e.in.Medications[i]
		if !entry.Recognised {
			e.unknownMedicine = true
			e.r.Unrecognised = append(e.r.Unrecognised, i)
		}
		for _, m := range entry.Medicines {
			e.notice(m)
			tier := e.effectTier(m)
			e.r.Effects = append(e.r.Effects, Effect{
				Index: i, Medicine: m, Tier: tier, Timing: entry.Timing, Rule: effectRules[tier],
			})
		}
	}
}

// notice remembers the medicines that other rules ask for.
func (e *evaluation) notice(m *Medicine) {
	e.dopaminergic = e.dopaminergic || m.Tier == TierDopaminergic
	switch m.Key {
	case keyLithium:
		e.lithium = true
	case keyLevothyroxine:
		e.levothyroxine = true
	case keyMetformin:
		e.metformin = true
	}
}

// effectTier is the medicine's tier. Levothyroxine is a suspect only while TSH
// shows that there is too much of it.
func (e *evaluation) effectTier(m *Medicine) EffectTier {
	if m.Key == keyLevothyroxine && !e.results[TSH].deciding().below(e.limits.TSHLow) {
		return TierNone
	}
	return m.Tier
}

var effectRules = [...]Rule{
	TierNone: "medicine.none", TierA: "medicine.tier_a", TierB: "medicine.tier_b", TierC: "medicine.tier_c",
	TierDopaminergic: "medicine.dopaminergic", TierUnsupported: "medicine.unsupported",
	TierAbsorption: "medicine.absorption", TierTreatment: "medicine.none",
}

// fact is the medicine, with its timing when that is known.
func (f *Effect) fact() Fact {
	code := f.Timing.String()
	if code == "" {
		code = f.Medicine.Generic
	}
	return Fact{Path: Path{Question: Medications, Index: f.Index}, Value: Value{Kind: CodeValue, Code: code}}
}

// contributorTier is how much a medicine of this tier and timing weighs.
func contributorTier(effect EffectTier, t Timing) Tier {
	strongEffect := effect == TierA || effect == TierB
	switch {
	case !effect.triggers():
		return NoTier
	case t == BeganBeforeStarting:
		return Cofactor
	case strongEffect && t.after():
		return Strong
	case strongEffect || t.after():
		return Moderate
	default:
		return Cofactor
	}
}

// timingRank orders the timings that give one tier: a beginning after the
// start says most, one before it least.
func timingRank(t Timing) int {
	return [...]int{TimingUnknown: 1, BeganAfterStarting: 3, WorseAfterStarting: 2, BeganBeforeStarting: 0}[t]
}

// medicineContributors adds one contributor an ingredient. When an ingredient
// is listed more than once the entry that gives the highest tier decides.
func (e *evaluation) medicineContributors() {
	all := &e.r.Classification.Contributors
	first := len(*all)
	for i := range e.r.Effects {
		f := &e.r.Effects[i]
		tier := contributorTier(f.Tier, f.Timing)
		if tier == NoTier {
			continue
		}
		c := findMedicine((*all)[first:], f.Medicine)
		if c == nil {
			*all = append(*all, Contributor{ID: "medicine", Medicine: f.Medicine})
			c = &(*all)[len(*all)-1]
		} else if tier < c.Tier || tier == c.Tier && timingRank(f.Timing) <= timingRank(c.Timing) {
			continue
		}
		c.Tier, c.Timing = tier, f.Timing
		c.Rule = contributorRule("medicine", tier)
		c.Because = e.because(f.fact())
	}
}

func findMedicine(all []Contributor, m *Medicine) *Contributor {
	for i := range all {
		if all[i].Medicine == m {
			return &all[i]
		}
	}
	return nil
}
