package extract

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// fileResponse files the form with its results, unless it has an id: then it
// is stored already, and only referred to.
//
// A response that names no subject gets one, and one without an identifier gets
// ours, so that it is created on the condition that it is not there yet.
func (f *filing) fileResponse() {
	if f.Response.ID != "" {
		return
	}
	filed, members := pruned(bytes.TrimSpace(f.Raw))
	if !slices.Contains(members, "subject") {
		filed = withMember(filed, "subject", f.Subject)
	}
	id := ownIdentifier(f.Response)
	if !slices.Contains(members, "identifier") {
		ours := f.identifier("response")
		filed, id = withMember(filed, "identifier", ours), &ours
	}
	condition := ""
	if id != nil {
		condition = ifNoneExist(*id)
	}
	f.add("QuestionnaireResponse", f.response, filed, condition)
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

// withMember is an object that is not empty with one more member, the last.
func withMember(object []byte, name string, value any) fhir.Raw {
	last := bytes.LastIndexByte(object, '}')
	if last < 0 {
		return object
	}
	text, _ := json.Marshal(value)
	return slices.Concat(object[:last], []byte(`,"`+name+`":`), text, object[last:])
}
