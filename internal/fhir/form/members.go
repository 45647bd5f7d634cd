package form

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Members that R4 has, with their JSON type. Those of every element are in
// ofElements.
var (
	ofElements = members{"id": text, "extension": list, "fhir_comments": list}
	ofBackbone = ofElements.and(members{"modifierExtension": list})
	ofResponse = ofBackbone.and(members{
		"resourceType": text, "meta": object, "implicitRules": text, "language": text, "text": object, "contained": list,
		"identifier": object, "basedOn": list, "partOf": list, "questionnaire": text, "status": text, "subject": object,
		"encounter": object, "authored": text, "author": object, "source": object, "item": list,
	})
	ofMeta = ofElements.and(members{
		"versionId": text, "lastUpdated": text, "source": text, "profile": list, "security": list, "tag": list,
	})
	ofItem = ofBackbone.and(members{
		"linkId": text, "definition": text, "text": text, "answer": list, "item": list,
		// of STU3, which clients still send
		"subject": object,
	})
	ofAnswer = ofBackbone.and(values).and(members{"item": list})
	ofCoding = ofElements.and(members{
		"system": text, "version": text, "code": text, "display": text, "userSelected": truth,
	})
	ofQuantity   = ofElements.and(members{"value": number, "comparator": text, "unit": text, "system": text, "code": text})
	ofReference  = ofElements.and(members{"reference": text, "type": text, "identifier": object, "display": text})
	ofIdentifier = ofElements.and(members{
		"use": text, "type": object, "system": text, "value": text, "period": object, "assigner": object,
	})
)

// values are what an answer can be.
var values = members{
	"valueBoolean": truth, "valueDecimal": number, "valueInteger": number, "valueDate": text, "valueDateTime": text,
	"valueTime": text, "valueString": text, "valueUri": text, "valueAttachment": object, "valueCoding": object,
	"valueQuantity": object, "valueReference": object,
}

// members are the names that an element has, with their JSON type.
type members map[string]jsontext.Kind

// JSON types.
const (
	text   jsontext.Kind = '"'
	number jsontext.Kind = '0'
	truth  jsontext.Kind = 't'
	list   jsontext.Kind = '['
	object jsontext.Kind = '{'
)

func (m members) and(more members) members {
	all := members{}
	for _, each := range []members{m, more} {
		for name, kind := range each {
			all[name] = kind
		}
	}
	return all
}

// kindOf is the JSON type of a member; false when there is no such member. A
// name with a leading _ carries the extensions of a primitive.
func (m members) kindOf(name string) (jsontext.Kind, bool) {
	if plain, is := strings.CutPrefix(name, "_"); is {
		kind, known := m[plain]
		return object, known && kind != list && kind != object
	}
	kind, known := m[name]
	return kind, known
}

// shape reports the members that an element of R4 does not have, and those of
// another JSON type. It is false when there are any.
func (r *reader) shape(n *node, want members, at string) bool {
	before := r.said
	for i := range n.members {
		m := &n.members[i]
		kind, known := want.kindOf(m.name)
		if known && m.value.kind == kind {
			continue
		}
		place := at + below(m.name)
		switch {
		case !known:
			r.say(unknown, place, "FHIR R4 has no such member here.")
		case m.value.kind == 'n':
			r.say(null, place, "Null is not accepted. Leave the member out.")
		case kind != truth || m.value.kind != 'f':
			r.say(wrongJSON, place, "Expected "+kindNames[kind]+".")
		}
	}
	return r.said == before
}

var kindNames = map[jsontext.Kind]string{
	text: "a text", number: "a number", truth: "true or false", list: "a list", object: "an object",
}
