package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// counted is a number with the word that goes with it.
func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// describe puts a fault of a file into lines for a person.
func describe(file string, fault *problem.Error) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s is not acceptable (%s)", file, fault.Kind)
	if fault.Line > 0 {
		fmt.Fprintf(&text, ", line %d, column %d", fault.Line, fault.Column)
	}
	if len(fault.Fields) == 0 {
		return errors.New(text.String() + ": " + fault.Detail)
	}
	text.WriteString(":")
	for _, f := range fault.Fields {
		fmt.Fprintf(&text, "\n  %s: %s (%s)", f.Pointer, f.Detail, f.Code)
		if len(f.Accepted) > 0 {
			text.WriteString("; accepted: " + strings.Join(f.Accepted, ", "))
		}
	}
	return errors.New(text.String())
}
