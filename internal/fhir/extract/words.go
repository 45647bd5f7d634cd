package extract

import v1 "github.com/rlscreen/rlscreen/api/v1"

// Codes of our own that name the parts of a bundle.
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

// Parts are the codes that name the parts of a bundle, with their words in a
// language ("en" or "es"). Beside the codes that a screening has, the code
// system rls-result has to hold them.
func Parts(lang string) []v1.Option {
	if lang == "es" {
		return []v1.Option{
			{Code: codeResult, Display: "Resultado del cribado del síndrome de piernas inquietas"},
			{Code: codeCriteriaMet, Display: "Criterios esenciales que se cumplen, de cuatro"},
			{Code: codeCriterion5, Display: "Criterio 5 (cuadros imitadores)"},
			{Code: codeClassification, Display: "Clasificación"},
			{Code: codeProvisional, Display: "Clasificación provisional"},
			{Code: codeCourse, Display: "Evolución"},
			{Code: codeSignificance, Display: "Significación"},
			{Code: codeRuleset, Display: "Reglas"},
			{Code: codeMedicine, Display: "Medicamento"},
			{Code: codeIngredient, Display: "Principio activo"},
			{Code: codeIronPanel, Display: "Hierro sérico, capacidad de fijación y saturación de transferrina juntos"},
		}
	}
	return []v1.Option{
		{Code: codeResult, Display: "Restless legs syndrome screening result"},
		{Code: codeCriteriaMet, Display: "Essential criteria met, of four"},
		{Code: codeCriterion5, Display: "Criterion 5 (mimics)"},
		{Code: codeClassification, Display: "Classification"},
		{Code: codeProvisional, Display: "Classification is provisional"},
		{Code: codeCourse, Display: "Course"},
		{Code: codeSignificance, Display: "Significance"},
		{Code: codeRuleset, Display: "Ruleset"},
		{Code: codeMedicine, Display: "Medicine"},
		{Code: codeIngredient, Display: "Ingredient"},
		{Code: codeIronPanel, Display: "Serum iron, iron-binding capacity and transferrin saturation together"},
	}
}

// words are those that do not come with the screening. They agree with the
// headings of its summary.
type words struct {
	// codes are parts, statuses of criteria and tiers of contributors.
	codes                   map[string]string
	yes, no, notAnswered    string
	rule, evidence, sources string
}

func wordsIn(lang string) words {
	w := words{
		codes: map[string]string{
			"met": "met", "not_met": "not met", "undetermined": "undetermined",
			"strong": "strong", "moderate": "moderate", "cofactor": "cofactor",
		},
		yes: "Yes", no: "No", notAnswered: "not answered",
		rule: "Rule", evidence: "evidence", sources: "sources",
	}
	if lang == "es" {
		w = words{
			codes: map[string]string{
				"met": "cumplido", "not_met": "no cumplido", "undetermined": "sin determinar",
				"strong": "fuerte", "moderate": "moderado", "cofactor": "cofactor",
			},
			yes: "Sí", no: "No", notAnswered: "sin respuesta",
			rule: "Regla", evidence: "evidencia", sources: "fuentes",
		}
	}
	for _, part := range Parts(lang) {
		w.codes[part.Code] = part.Display
	}
	return w
}
