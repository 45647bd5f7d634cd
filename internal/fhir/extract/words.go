package extract

// Codes of our own that name the parts of a bundle. Their words are those of
// kind part, contributor and test of Input.Word: the code system rls-result is
// published from the same source.
const (
	codeResult         = "screening-result"
	codeCriteriaMet    = "criteria_met"
	codeCriterion5     = "criterion_5"
	codeClassification = "label"
	codeProvisional    = "provisional"
	codeCourse         = "course"
	codeSignificance   = "significance"
	codeRuleset        = "ruleset"
	codeMedicine       = "medicine"
	codeIngredient     = "ingredient"
	codeIronPanel      = "iron_panel"
)
