package problem

import (
	"strconv"
	"strings"
)

// MostFields bounds what a document that is wrong throughout costs both sides.
const MostFields = 100

// Unlisted is the last of MostFields faults when there are more than are listed.
func Unlisted() Field {
	return Field{
		Code:   CodeTooMany,
		Detail: "There are more faults than are listed; these are the first " + strconv.Itoa(MostFields-1) + ".",
	}
}

// Invalid returns a ValidationFailed error of the given faults, at most MostFields.
func Invalid(fields []Field) *Error {
	if len(fields) > MostFields {
		fields = append(fields[:MostFields-1:MostFields-1], Unlisted())
	}
	return &Error{Kind: ValidationFailed, Detail: summary(fields), Fields: fields}
}

func summary(fields []Field) string {
	if len(fields) == 1 {
		return strings.TrimSpace(fields[0].Detail)
	}
	return "Several members are not acceptable; errors lists each with its pointer."
}
