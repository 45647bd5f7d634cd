package screen

// TableRow is one combination of what the outcome depends on.
type TableRow struct {
	Scope      string // "in_scope", or the reason for being out of scope
	Criteria   [NumCriteria]Truth
	Criterion5 string
	Outcome    string
	Rule       Rule
}

// DecisionTable enumerates the outcome of every combination of scope, the four
// criteria and criterion 5, in a fixed order.
func DecisionTable() []TableRow {
	truths := [...]Truth{Met, NotMet, Undetermined}
	fifth := [...]string{NoPointers, PointersPresent, PartlyAssessed, NotAssessed}
	var rows []TableRow
	for _, scope := range [...]string{"in_scope", ReasonPaediatric, ReasonObserverNeeded} {
		for i := range 81 * len(fifth) {
			row := TableRow{Scope: scope, Criterion5: fifth[i%len(fifth)]}
			for n, c := NumCriteria-1, i/len(fifth); n >= 0; n, c = n-1, c/3 {
				row.Criteria[n] = truths[c%3]
			}
			if scope == "in_scope" {
				row.Outcome = screened(and(row.Criteria[:]...), row.Criterion5)
				row.Rule = Rule("outcome." + row.Outcome)
			} else {
				row.Outcome, row.Rule = OutOfScope, Rule("outcome."+scope)
			}
			rows = append(rows, row)
		}
	}
	return rows
}
