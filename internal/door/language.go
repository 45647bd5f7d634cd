package door

import "golang.org/x/text/language"

// Languages chooses between the languages that answers have.
type Languages struct{ matcher language.Matcher }

// NewLanguages returns the choice between English and Spanish.
func NewLanguages() Languages {
	return Languages{language.NewMatcher([]language.Tag{language.English, language.Spanish})}
}

// Of is the language, "en" or "es", that the first of several wishes asks for;
// each is a language or the value of an Accept-Language header. It is "en"
// where none asks for one of the two.
func (l Languages) Of(wishes ...string) string {
	for _, wish := range wishes {
		if wish == "" {
			continue
		}
		wanted, _, err := language.ParseAcceptLanguage(wish)
		if err != nil {
			continue
		}
		if tag, _, confidence := l.matcher.Match(wanted...); confidence > language.No {
			base, _ := tag.Base()
			return base.String()
		}
	}
	return "en"
}
