package extract_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/extract"
)

// Whatever is filed back, it is JSON, it has nothing empty in it, and
// filing it again leaves it as it is.
func FuzzAFiledResponseHasNothingEmpty(f *testing.F) {
	for _, seed := range []string{stripped, `{"subject":{}}`, `{"a":["",null,{"b":[]}],"_a":[{}, 1]}`, `{"a\"":{"":""}}`, `{"n":1.50e0,"s":" "}`} {
		f.Add([]byte(seed))
	}
	c := open(f)
	in := c.input(f, `{}`, stripped, "en")
	f.Fuzz(func(t *testing.T, sent []byte) {
		if !jsontext.Value(sent).IsValid() {
			t.Skip()
		}
		filed := file(t, in, slices.Concat([]byte(`{"resourceType":"QuestionnaireResponse","x":`), sent, []byte("}")))
		var object map[string]any
		switch err := json.Unmarshal(filed, &object); {
		case !filed.IsValid():
			t.Fatalf("%s: %v", filed, err)
		case err != nil:
			t.Skip("a number that Go has no room for")
		}
		walk(object, func(object map[string]any) {
			for name, member := range object {
				list, isList := member.([]any)
				inner, isObject := member.(map[string]any)
				if member == nil || member == "" || isList && len(list) == 0 || isObject && len(inner) == 0 {
					t.Errorf("%s is empty in %s", name, filed)
				}
			}
		})
		if again := file(t, in, filed); !bytes.Equal(again, filed) {
			t.Errorf("%s became %s", filed, again)
		}
	})
}

func file(t *testing.T, in extract.Input, sent []byte) jsontext.Value {
	t.Helper()
	in.Raw = sent
	raw, is := extract.Bundle(in).Entry[0].Resource.(fhir.Raw)
	if !is {
		t.Fatal("no response")
	}
	return raw
}
