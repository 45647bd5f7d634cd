package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parse reads JSON into a tree that keeps the order of members.
func parse(text []byte) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	return document.Content[0], nil
}

// spell writes the tree as JSON and as YAML.
func spell(tree *yaml.Node) (Description, error) {
	var d Description
	d.JSON = append(writeJSON(nil, tree, "\n"), '\n')
	restyle(tree)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(tree); err != nil {
		return d, fmt.Errorf("write YAML: %w", err)
	}
	err := encoder.Close()
	d.YAML = out.Bytes()
	return d, err
}

// restyle makes plain YAML out of a tree that was JSON.
func restyle(n *yaml.Node) {
	n.Style = 0
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		n.Style = style(n.Value)
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 || n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	for _, child := range n.Content {
		restyle(child)
	}
}

// style quotes the words that readers of YAML 1.1 take for true and false.
func style(text string) yaml.Style {
	switch strings.ToLower(text) {
	case "y", "n", "yes", "no", "on", "off":
		return yaml.DoubleQuotedStyle
	}
	return 0
}

// writeJSON appends the tree as indented JSON; newline is a line break with
// the indentation of the place.
func writeJSON(out []byte, n *yaml.Node, newline string) []byte {
	switch n.Kind {
	case yaml.MappingNode:
		return writeList(out, len(n.Content)/2, "{}", newline, func(out []byte, i int) []byte {
			out = append(writeText(out, n.Content[2*i].Value), ": "...)
			return writeJSON(out, n.Content[2*i+1], newline+"  ")
		})
	case yaml.SequenceNode:
		return writeList(out, len(n.Content), "[]", newline, func(out []byte, i int) []byte {
			return writeJSON(out, n.Content[i], newline+"  ")
		})
	default:
		if n.Tag == "!!str" || n.Tag == "!!timestamp" {
			return writeText(out, n.Value)
		}
		return append(out, n.Value...)
	}
}

func writeList(out []byte, length int, brackets, newline string, write func([]byte, int) []byte) []byte {
	if length == 0 {
		return append(out, brackets...)
	}
	out = append(out, brackets[0])
	for i := range length {
		if i > 0 {
			out = append(out, ',')
		}
		out = write(append(out, newline+"  "...), i)
	}
	return append(append(out, newline...), brackets[1])
}

func writeText(out []byte, text string) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text can always be written
	return append(out, bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))...)
}

// sortMembers sorts the members of an object by their place in the list;
// those that are not in it follow in alphabetical order.
func sortMembers(n *yaml.Node, list []string) {
	type pair struct{ key, value *yaml.Node }
	var pairs []pair
	for i := 0; i < len(n.Content); i += 2 {
		pairs = append(pairs, pair{n.Content[i], n.Content[i+1]})
	}
	place := func(p pair) int {
		if i := slices.Index(list, p.key.Value); i >= 0 {
			return i
		}
		return len(list)
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if x, y := place(a), place(b); x != y {
			return x - y
		}
		return strings.Compare(a.key.Value, b.key.Value)
	})
	n.Content = n.Content[:0]
	for _, p := range pairs {
		n.Content = append(n.Content, p.key, p.value)
	}
}
