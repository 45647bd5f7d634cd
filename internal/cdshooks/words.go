package cdshooks

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rlscreen/rlscreen/internal/app"
)

// maxSummary is how many characters a summary may have.
const maxSummary = 139

// speaker has the words for clinicians in one language.
type speaker struct {
	lang string
	of   func(key string) string
}

func (a *API) speaker(lang string) speaker {
	return speaker{lang, func(key string) string { return a.Service.Say(app.Options{Lang: lang}, key) }}
}

// fill is the text of a key with its placeholders filled in, given as names and
// values in turn.
func (s speaker) fill(key string, pairs ...string) string {
	named := slices.Clone(pairs)
	for i := 0; i < len(named); i += 2 {
		named[i] = "{" + named[i] + "}"
	}
	return strings.NewReplacer(named...).Replace(s.of(key))
}

// date is a day of the chart, which is shown only as the ISO date that it must
// be.
func (s speaker) date(day string) string {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return s.of("cds.undated")
	}
	return day
}

// dated is a finding with its day, where that is known.
func (s speaker) dated(words, day string) string {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return words
	}
	return words + ", " + day
}

// egfr writes the unit of an eGFR as people of the language do.
func (s speaker) egfr(value string) string { return app.ReadUnit(s.lang, value) }

// inside is a name as it stands within a sentence.
func (s speaker) inside(name string) string {
	if s.lang != "es" {
		return name // some of the English ones are names of persons
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}

// summarise is the first of the wordings that is short enough. The last one
// always is: tests hold it against the longest names and numbers.
func summarise(wordings ...string) string {
	for _, w := range wordings {
		if utf8.RuneCountInString(w) <= maxSummary {
			return w
		}
	}
	return wordings[len(wordings)-1]
}

// short is a display without what it has in brackets.
func short(display string) string {
	name, _, _ := strings.Cut(display, " (")
	return name
}
