package knowledge

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// DefaultLanguage is used where no other is asked for.
const DefaultLanguage = "en"

// Words are the texts of one language by key.
type Words map[string]Entry

// Entry is one text in the words of each audience. Patient is "" where there
// is nothing for patients.
type Entry struct {
	Clinician, Patient string
}

// UnmarshalYAML reads either one text for both audiences or a text for each.
func (e *Entry) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		e.Clinician, e.Patient = node.Value, node.Value
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		text := node.Content[i+1].Value
		switch audience := node.Content[i].Value; audience {
		case "clinician":
			e.Clinician = text
		case "patient":
			e.Patient = text
		default:
			return fmt.Errorf("line %d: audience %q is neither clinician nor patient", node.Line, audience)
		}
	}
	return nil
}

// placeholders lists the {names} in a text.
func placeholders(text string) []string {
	var names []string
	for {
		_, rest, found := strings.Cut(text, "{")
		if !found {
			return names
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return append(names, "unclosed {"+rest)
		}
		names = append(names, name)
		text = after
	}
}
