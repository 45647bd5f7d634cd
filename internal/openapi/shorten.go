package openapi

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Shown is the answer as the golden file holds it: JSON indented, and long
// answers shortened to what a reader needs to see.
func (e Exchange) Shown(body []byte) ([]byte, error) {
	if e.shorten != nil {
		short, err := e.shorten(body)
		if err != nil {
			return nil, fmt.Errorf("shorten %s: %w", e.AnswerFile(), err)
		}
		body = short
	}
	if media := e.AnswerMedia(); !strings.HasSuffix(media, "json") || media == mediaNDJSON || len(body) == 0 {
		return body, nil
	}
	tree, err := parse(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.AnswerFile(), err)
	}
	return append(writeJSON(nil, tree, "\n"), '\n'), nil
}

// shortenLists keeps the first objects of every list of objects.
func shortenLists(body []byte, most int) ([]byte, error) {
	tree, err := parse(body)
	if err != nil {
		return nil, err
	}
	cut(tree, most)
	return writeJSON(nil, tree, "\n"), nil
}

func cut(n *yaml.Node, most int) {
	if n.Kind == yaml.SequenceNode && len(n.Content) > most && n.Content[0].Kind == yaml.MappingNode {
		n.Content = n.Content[:most]
	}
	for _, child := range n.Content {
		cut(child, most)
	}
}

// firstMember keeps the first member of an object.
func firstMember(body []byte) ([]byte, error) {
	tree, err := parse(body)
	if err != nil {
		return nil, err
	}
	tree.Content = tree.Content[:2]
	return writeJSON(nil, tree, "\n"), nil
}

// firstLines keeps the first lines of a text.
func firstLines(most int) func([]byte) ([]byte, error) {
	return func(body []byte) ([]byte, error) {
		lines := bytes.SplitAfter(body, []byte("\n"))
		return bytes.Join(lines[:min(most, len(lines))], nil), nil
	}
}

// linesWith keeps the lines of a text that hold one of the words.
func linesWith(words ...string) func([]byte) ([]byte, error) {
	return func(body []byte) ([]byte, error) {
		var kept []byte
		for line := range bytes.Lines(body) {
			if slices.ContainsFunc(words, func(word string) bool { return bytes.Contains(line, []byte(word)) }) {
				kept = append(kept, line...)
			}
		}
		return kept, nil
	}
}
