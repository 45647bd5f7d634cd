package form

import (
	"regexp"
	"strings"
	"sync"
	"time"
)

// envelope checks everything of the response but its items.
func (r *reader) envelope(doc *node) {
	r.shape(doc, ofResponse, root)
	r.modifiers(doc, root)
	if doc.member("implicitRules") != nil {
		r.say(modifier, root+".implicitRules", "The response follows rules that are not known here. Send it without implicitRules.")
	}
	if id := doc.member("id"); id != nil && id.kind == text && !isID().MatchString(id.text) {
		r.say(format, root+".id", "An id has letters, digits, hyphens and dots, 64 at most.")
	}
	r.questionnaire(doc)
	r.status(doc)
	r.date(doc)
	if meta := doc.member("meta"); meta != nil && meta.kind == object {
		r.shape(meta, ofMeta, root+".meta")
	}
	for _, name := range []string{"subject", "encounter", "author", "source"} {
		if ref := doc.member(name); ref != nil && ref.kind == object {
			r.shape(ref, ofReference, root+"."+name)
			if id := ref.member("identifier"); id != nil && id.kind == object {
				r.shape(id, ofIdentifier, root+"."+name+".identifier")
			}
		}
	}
}

var isID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`) })

// modifiers refuses what changes the meaning of an element: it may not be
// passed over by who does not understand it.
func (r *reader) modifiers(n *node, at string) {
	if m := n.member("modifierExtension"); m != nil && !m.empty() {
		r.say(modifier, at+".modifierExtension", "A modifier extension is not understood here, and may not be passed over.")
	}
}

// questionnaire must be ours, in the version there is.
func (r *reader) questionnaire(doc *node) {
	const place = root + ".questionnaire"
	ours := r.form.questionnaire
	n := doc.member("questionnaire")
	if n == nil {
		r.say(required, place, "The questionnaire is needed: "+ours.URL+"|"+ours.Version+".")
		return
	}
	url, version, versioned := strings.Cut(n.text, "|")
	switch {
	case n.kind != text: // an issue already
	case url != ours.URL:
		r.say(otherForm, place, "The questionnaire is not one of this service, which has "+ours.URL+".")
	case !versioned:
		r.say(unversioned, place, "The response names no version of the questionnaire. It was read as version "+ours.Version+", the newest.")
	case version != ours.Version:
		r.say(otherVersion, place, "There is no such version of the questionnaire. There is: "+ours.Version+".")
	}
}

func (r *reader) status(doc *node) {
	const place = root + ".status"
	n := doc.member("status")
	if n == nil {
		r.say(required, place, "The status is needed: completed or amended.")
		return
	}
	switch n.text {
	case "completed", "amended":
	case "in-progress", "entered-in-error", "stopped":
		r.say(notFinished, place, "Only a response that is completed or amended is evaluated.")
	default:
		if n.kind == text {
			r.say(unknownStatus, place, "Expected completed or amended.")
		}
	}
}

// isDateTime is a dateTime of R4; its first group is the date.
var isDateTime = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$`)
})

// date takes the date of authored as it is written: the day where the answers
// were given, not that of Greenwich.
func (r *reader) date(doc *node) {
	const place = root + ".authored"
	n := doc.member("authored")
	if n == nil || n.kind != text {
		return
	}
	day, partial, ok := date(n.text)
	switch {
	case !ok:
		r.say(format, place, "Expected a dateTime, such as 2026-11-20T14:30:00+01:00, or a date.")
	case partial:
		r.say(withoutDay, place, "The date has no day: it is not used, and the age of results is not judged.")
	default:
		r.authored = day
	}
}

// date is the date of a dateTime of R4, partial when it has no day.
func date(s string) (day string, partial, ok bool) {
	parts := isDateTime().FindStringSubmatch(s)
	if parts == nil {
		return "", false, false
	}
	day = parts[1]
	if len(day) < len(time.DateOnly) {
		if len(s) > len(day) { // a time without a day
			return "", false, false
		}
		_, err := time.Parse(time.DateOnly[:len(day)], day)
		return day, true, err == nil
	}
	_, err := time.Parse(time.DateOnly, day)
	return day, false, err == nil
}
