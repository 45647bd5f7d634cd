package extract

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// fileResponse files the form with its results, unless it has an id: then it
// is stored already, and only referred to.
func (f *filing) fileResponse() {
	if f.Response.ID != "" {
		return
	}
	condition := ""
	if id := ownIdentifier(f.Response); id != nil {
		condition = ifNoneExist(*id)
	}
	f.add("QuestionnaireResponse", f.response, f.withSubject(), condition)
}

// ownIdentifier is the identifier that a response came with, if a condition can
// be made of it: one that would have to be escaped is not used.
func ownIdentifier(r *fhir.QuestionnaireResponse) *fhir.Identifier {
	var id fhir.Identifier
	if json.Unmarshal(r.Rest["identifier"], &id) != nil || id.System == "" || id.Value == "" {
		return nil
	}
	if strings.ContainsFunc(id.System+id.Value, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`&+#%?|,$\"<>`, r)
	}) {
		return nil
	}
	return &id
}

// withSubject is the response as it was sent, to the byte; where it names no
// subject, the subject is added.
func (f *filing) withSubject() fhir.Raw {
	sent := bytes.TrimSpace(f.Raw)
	if s := f.Response.Subject; s != nil && *s != (fhir.Reference{}) {
		return sent
	}
	subject, _ := json.Marshal(f.Subject)
	if start, end := member(sent, "subject"); end > 0 { // null or empty
		return slices.Concat(sent[:start], subject, sent[end:])
	}
	last := bytes.LastIndexByte(sent, '}')
	if last < 0 {
		return sent
	}
	return slices.Concat(sent[:last], []byte(`,"subject":`), subject, sent[last:])
}

// member is where in an object the value of a member stands; 0, 0 without it.
func member(object []byte, name string) (start, end int) {
	d := jsontext.NewDecoder(bytes.NewReader(object))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return 0, 0
	}
	for d.PeekKind() == '"' {
		key, err := d.ReadToken()
		if err != nil {
			return 0, 0
		}
		is := key.String() == name
		value, err := d.ReadValue()
		if err != nil {
			return 0, 0
		}
		if is {
			end := int(d.InputOffset())
			return end - len(value), end
		}
	}
	return 0, 0
}
