package fhirapi

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// argument is one parameter of an operation, or a part of one.
type argument struct {
	name string
	at   string // FHIRPath to it, such as Parameters.parameter[2]
	// Exactly one of these is given.
	resource fhir.Raw
	value    fhir.Raw
	parts    []argument

	valueName string // such as valueReference; "" without a value
}

// member is the FHIRPath of what an argument holds.
func (a *argument) member() string {
	if a.resource != nil {
		return a.at + ".resource"
	}
	return a.at + ".value"
}

// readArguments reads a body that is Parameters. They speak of a patient, so
// that nothing is passed over in them: what is not understood is an issue. The
// error says that the body is not JSON.
func readArguments(body []byte) ([]argument, []fhir.Issue, error) {
	r := argumentReader{decoder: jsontext.NewDecoder(bytes.NewBuffer(body))}
	var arguments []argument
	listed := false
	err := r.object(func(name string) error {
		switch name {
		case "parameter":
			listed = true
			var err error
			arguments, err = r.list(typeParameters + ".parameter")
			return err
		case "resourceType", "id", "meta", "language":
		case "implicitRules":
			r.fault(typeParameters+".implicitRules", fhir.TypeNotSupported, codeUnknownParameter,
				"Rules beside those of FHIR are not supported; leave implicitRules out.")
		default:
			r.fault(typeParameters, fhir.TypeStructure, codeUnknownMember, "Parameters has a member that FHIR R4 does not know there.")
		}
		return r.decoder.SkipValue()
	})
	if err == nil {
		err = atEnd(r.decoder)
	}
	if err != nil {
		return nil, nil, malformed(body, err)
	}
	if !listed {
		r.fault(typeParameters, fhir.TypeRequired, codeRequired, "There is no parameter.")
	}
	return arguments, r.issues, nil
}

// argumentReader reads Parameters in one pass.
type argumentReader struct {
	decoder *jsontext.Decoder
	issues  []fhir.Issue
}

func (r *argumentReader) fault(at string, kind fhir.IssueType, code, detail string) {
	r.issues = append(r.issues, faultAt(at, kind, code, detail))
}

// object reads an object, which is next. Member reads, or skips, the value of
// each member.
func (r *argumentReader) object(member func(name string) error) error {
	if _, err := r.decoder.ReadToken(); err != nil {
		return err
	}
	for r.decoder.PeekKind() == '"' {
		name, err := r.decoder.ReadToken()
		if err != nil {
			return err
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := r.decoder.ReadToken()
	return err
}

// maxArguments is how many parameters, or parts of one, are read.
const maxArguments = 1000

// skipList passes over the rest of a list, and its end.
func (r *argumentReader) skipList() error {
	for r.decoder.PeekKind() != ']' {
		if err := r.decoder.SkipValue(); err != nil {
			return err
		}
	}
	_, err := r.decoder.ReadToken()
	return err
}

// list reads parameters or parts, and leaves out those with an issue.
func (r *argumentReader) list(at string) ([]argument, error) {
	if r.decoder.PeekKind() != '[' {
		r.fault(at, fhir.TypeStructure, codeType, "This must be a list of parameters.")
		return nil, r.decoder.SkipValue()
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil, err
	}
	var arguments []argument
	n := 0
	for ; r.decoder.PeekKind() != ']'; n++ {
		before := len(r.issues)
		a, err := r.argument(at + "[" + strconv.Itoa(n) + "]")
		if err != nil {
			return nil, err
		}
		switch {
		case n == maxArguments || len(r.issues) > maxArguments:
			r.fault(at, fhir.TypeTooLong, codeTooMany, "There are more parameters, or more faults of them, than "+strconv.Itoa(maxArguments)+".")
			return nil, r.skipList()
		case len(r.issues) == before:
			arguments = append(arguments, a)
		}
	}
	if n == 0 {
		r.fault(at, fhir.TypeStructure, codeType, "FHIR has no empty lists; leave it out.")
	}
	_, err := r.decoder.ReadToken()
	return arguments, err
}

// argument reads one parameter or part.
func (r *argumentReader) argument(at string) (argument, error) {
	a := argument{at: at}
	if r.decoder.PeekKind() != '{' {
		r.fault(at, fhir.TypeStructure, codeType, "A parameter must be an object.")
		return a, r.decoder.SkipValue()
	}
	before, given := len(r.issues), 0
	err := r.object(func(name string) (err error) {
		switch {
		case name == "part":
			given++
			a.parts, err = r.list(at + ".part")
			return err
		case name == "id", name == "extension":
			return r.decoder.SkipValue()
		}
		value, err := r.decoder.ReadValue()
		if err != nil {
			return err
		}
		if r.take(&a, name, value) {
			given++
		}
		return nil
	})
	if err == nil && len(r.issues) == before {
		r.shape(&a, given)
	}
	return a, err
}

// take takes one member of a parameter, and reports whether it is what the
// parameter gives.
func (r *argumentReader) take(a *argument, name string, value fhir.Raw) bool {
	switch {
	case name == "name":
		if value.Kind() != '"' || json.Unmarshal(value, &a.name) != nil || a.name == "" {
			r.fault(a.at+".name", fhir.TypeValue, codeType, "The name of a parameter must be a text.")
		}
	case name == "resource":
		if value.Kind() != '{' {
			r.fault(a.at+".resource", fhir.TypeStructure, codeType, "A resource must be an object.")
		}
		a.resource = slices.Clone(value)
		return true
	case strings.HasPrefix(name, "value"):
		a.value, a.valueName = slices.Clone(value), name
		return true
	case name == "modifierExtension":
		r.fault(a.at+".modifierExtension", fhir.TypeNotSupported, codeUnknownParameter,
			"Extensions that change the meaning of a parameter are not supported.")
	default:
		r.fault(a.at, fhir.TypeStructure, codeUnknownMember, "The parameter has a member that FHIR R4 does not know there.")
	}
	return false
}

// shape checks that a parameter has a name and exactly one thing that it gives.
func (r *argumentReader) shape(a *argument, given int) {
	switch {
	case a.name == "":
		r.fault(a.at+".name", fhir.TypeRequired, codeRequired, "A parameter must have a name.")
	case given != 1:
		r.fault(a.at, fhir.TypeStructure, codeExactlyOne, "A parameter has exactly one of value, resource and part.")
	}
}

// members are those of a JSON object. They end early where it is not JSON.
func members(object []byte) func(yield func(string, fhir.Raw) bool) {
	return func(yield func(string, fhir.Raw) bool) {
		decoder := jsontext.NewDecoder(bytes.NewBuffer(object))
		if _, err := decoder.ReadToken(); err != nil {
			return
		}
		for decoder.PeekKind() == '"' {
			name, err := decoder.ReadToken()
			if err != nil {
				return
			}
			text := name.String()
			value, err := decoder.ReadValue()
			if err != nil || !yield(text, value) {
				return
			}
		}
	}
}

// misplaced says that an argument does not give what it should.
func (a *argument) misplaced(want string) fhir.Issue {
	return faultAt(a.at, fhir.TypeStructure, codeType, "This parameter takes "+want+".")
}

// unknown says that there is no such parameter. Its name was sent, and so is
// not given back.
func (a *argument) unknown(known ...string) fhir.Issue {
	return faultAt(a.at+".name", fhir.TypeNotSupported, codeUnknownParameter,
		"There is no such parameter here. There is: "+strings.Join(known, ", ")+".")
}

// text is the value of an argument of one of the types of text.
func (a *argument) text(types ...string) (string, bool) {
	var s string
	if !slices.Contains(types, a.valueName) || json.Unmarshal(a.value, &s) != nil || a.value.Kind() != '"' || strings.TrimSpace(s) == "" {
		return "", false
	}
	return s, true
}

// reference is the value of an argument that is a Reference.
func (a *argument) reference() (*fhir.Reference, bool) {
	r := new(fhir.Reference)
	if a.valueName != "valueReference" || a.value.Kind() != '{' || json.Unmarshal(a.value, r) != nil {
		return nil, false
	}
	return r, true
}

// once refuses a parameter that is given again. It remembers which have been.
type once map[string]bool

func (o once) again(a *argument) []fhir.Issue {
	if !o[a.name] {
		o[a.name] = true
		return nil
	}
	return []fhir.Issue{faultAt(a.at, fhir.TypeStructure, codeTooMany, "This parameter can be given once only.")}
}

// resourceType is that of a resource; "" when it has none, or is not JSON.
func resourceType(resource []byte) string {
	for name, value := range members(resource) {
		var kind string
		if name == "resourceType" {
			if value.Kind() == '"' && json.Unmarshal(value, &kind) == nil {
				return kind
			}
			return ""
		}
	}
	return ""
}
