package strictjson

// The sentences on faults. Each says what is wrong and what to do; none has
// anything in it that was sent, for they go into answers, and answers into logs.

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/problem"
)

const (
	detailControl = "The text has a control, line separator, direction or half character; remove it."
	detailBlank   = "The text is empty; give one, or leave the member out."
	detailMissing = "This member must be given."
)

func nullField(want *shape) problem.Field {
	detail := "null is not accepted; leave it out when there is nothing to say."
	if want.rules.required {
		detail = "null is not accepted; this member must be given."
	}
	return problem.Field{Code: problem.CodeNull, Detail: detail}
}

func typeField(want *shape, sent jsontext.Kind) problem.Field {
	detail := "Expected " + noun(want.kind) + ", but " + sentNoun(sent) + " was sent"
	switch {
	case want.kind == text && (sent == '0' || sent == 't' || sent == 'f'):
		detail += "; write it in double quotes"
	case want.kind != text && sent == '"':
		detail += "; write it without the double quotes"
	}
	return problem.Field{Code: problem.CodeType, Detail: detail + ".", Accepted: want.rules.accepted(want.kind)}
}

func fractionField(want *shape) problem.Field {
	return problem.Field{
		Code:     problem.CodeType,
		Detail:   "Expected a whole number, but one with a fraction was sent.",
		Accepted: want.rules.accepted(want.kind),
	}
}

func rangeField(want *shape) problem.Field {
	detail := "The number is too large to be taken."
	if span := want.rules.span(); span != "" {
		detail = "Expected " + noun(want.kind) + ", " + span + "."
	}
	return problem.Field{Code: problem.CodeRange, Detail: detail, Accepted: want.rules.accepted(want.kind)}
}

func tooDeepField() problem.Field {
	return problem.Field{
		Code:   problem.CodeTooDeep,
		Detail: "Objects and lists are nested more than 16 deep here; the rest of the document was not read.",
	}
}

// blankField is the fault of an empty text, if any rule has one: the first
// that the text would have to keep.
func blankField(want *shape) (field problem.Field, refused bool) {
	switch r := &want.rules; {
	case r.oneOf != nil:
		return ruleField(want, "oneof"), true
	case r.format != nil:
		return ruleField(want, "format"), true
	case r.required, r.min != nil && r.min.whole > 0:
		detail := detailBlank
		if r.required {
			detail = "The text is empty; this member must be given."
		}
		return problem.Field{Code: problem.CodeRequired, Detail: detail}, true
	}
	return problem.Field{}, false
}

// ruleField is the fault of a value that breaks the rule of a validate tag.
func ruleField(want *shape, rule string) problem.Field {
	switch {
	case rule == "required":
		return problem.Field{Code: problem.CodeRequired, Detail: detailMissing}
	case rule == "oneof":
		return problem.Field{
			Code:     problem.CodeOneOf,
			Detail:   "Expected one of " + strings.Join(want.rules.oneOf, ", ") + ", written so.",
			Accepted: want.rules.accepted(text),
		}
	case rule == "min", rule == "max":
		return limitField(want, rule)
	case want.rules.format != nil:
		return problem.Field{
			Code:     problem.CodeFormat,
			Detail:   want.rules.format.expects,
			Accepted: want.rules.accepted(text),
		}
	}
	return problem.Field{Code: problem.CodeFormat, Detail: "The value is not of the accepted form."}
}

// limitField is the fault of a number out of range, or of a text or list that
// is too long or too short.
func limitField(want *shape, rule string) problem.Field {
	switch {
	case want.kind == whole || want.kind == number:
		return rangeField(want)
	case rule == "max" && want.kind == list:
		return counted(problem.CodeTooMany, "The list has more than the accepted number of elements.",
			"at most "+want.rules.max.text+" elements")
	case rule == "max":
		return counted(problem.CodeTooLong, "The text is longer than accepted.",
			"at most "+want.rules.max.text+" characters")
	case want.kind == list:
		return counted(problem.CodeRequired, "The list has fewer than the accepted number of elements.",
			"at least "+want.rules.min.text+" elements")
	default:
		return counted(problem.CodeFormat, "The text is shorter than accepted.",
			"at least "+want.rules.min.text+" characters")
	}
}

func counted(code problem.Code, detail, accepted string) problem.Field {
	return problem.Field{Code: code, Detail: detail, Accepted: []string{accepted}}
}

func noun(k kind) string {
	switch k {
	case text:
		return "a text"
	case whole:
		return "a whole number"
	case number:
		return "a number"
	case truth:
		return "true or false"
	case list:
		return "a list"
	default:
		return "an object"
	}
}

func sentNoun(k jsontext.Kind) string {
	switch k {
	case '"':
		return "a text"
	case '0':
		return "a number"
	case 't', 'f':
		return "true or false"
	case '[':
		return "a list"
	case '{':
		return "an object"
	default:
		return "null"
	}
}
