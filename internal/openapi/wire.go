package openapi

import (
	"reflect"
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// wire is what reflection finds in the wire types, by the name of the struct:
// it tells the order of members, which swag forgets, and the rules that it
// does not know.
type wire map[string][]member

// member is one member of a wire type.
type member struct {
	goName string
	name   string // in JSON
	rules  []string
}

// has reports whether a validate tag gives the member a rule.
func (m member) has(rule string) bool { return slices.Contains(m.rules, rule) }

// wireTypes walks all wire types from the bodies that hold the others.
func wireTypes() wire {
	w := wire{}
	for _, body := range []any{
		v1.ScreeningRequest{},
		v1.Screening{},
		v1.BatchLine{},
		v1.BatchAnswer{},
		v1.IronStatusRequest{},
		v1.IronStatus{},
		v1.Questionnaire{},
		v1.MedicationList{},
		v1.MedicationNames{},
		v1.Ruleset{},
		v1.DecisionTable{},
		v1.RecordRequest{},
		v1.Record{},
		v1.RecordList{},
		v1.RecordReplay{},
		v1.AuditTrail{},
		v1.Problem{},
		v1.FHIRResource{},
		v1.SMARTConfiguration{},
		v1.CDSServices{},
		v1.CDSRequest{},
		v1.CDSResponse{},
		v1.CDSFeedback{},
		v1.Health{},
	} {
		w.walk(reflect.TypeOf(body))
	}
	return w
}

func (w wire) walk(t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if _, done := w[t.Name()]; done || t.Kind() != reflect.Struct {
		return
	}
	w[t.Name()] = nil
	w[t.Name()] = w.members(t)
}

// members lists the members of a struct, with those of the structs that it
// embeds in their place, as encoding/json has them.
func (w wire) members(t reflect.Type) []member {
	var members []member
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			members = append(members, w.members(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		members = append(members, member{f.Name, name, strings.Split(f.Tag.Get("validate"), ",")})
		w.walk(f.Type)
	}
	return members
}

// order lists the members of a type in their order.
func (w wire) order(name string) []string {
	var names []string
	for _, m := range w[name] {
		names = append(names, m.name)
	}
	return names
}
