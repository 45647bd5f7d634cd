package records_test

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/records"
)

func TestDifferences(t *testing.T) {
	for _, c := range []struct {
		name, stored, current string
		want                  []string // pointer, stored, current
	}{
		{"none", `{"a":[1,{"b":null}]}`, `{"a":[1,{"b":null}]}`, nil},
		{"spelling is none", `{"a":"\u0041","n":1.0}`, `{ "n": 1, "a": "A" }`, nil},
		{"the order of members is none", `{"a":1,"b":2}`, `{"b":2,"a":1}`, nil},
		{"a value", `{"a":1}`, `{"a":2}`, []string{"/a 1 2"}},
		{"a type", `{"a":1}`, `{"a":"1"}`, []string{`/a 1 "1"`}},
		{"null is a value", `{"a":null}`, `{"a":[]}`, []string{"/a null []"}},
		{"a member that is gone", `{"a":1,"b":[]}`, `{"a":1}`, []string{"/b [] -"}},
		{"a member that is new", `{"a":1}`, `{"a":1,"b":{"c":1}}`, []string{`/b - {"c":1}`}},
		{"a list is compared by index", `[1,2,3]`, `[0,2]`, []string{"/0 1 0", "/2 3 -"}},
		{"a longer list", `{"a":[]}`, `{"a":[null,1]}`, []string{"/a/0 - null", "/a/1 - 1"}},
		{"stored order, then what is new", `{"b":1,"a":1}`, `{"c":1,"a":2,"b":2}`, []string{"/b 1 2", "/a 1 2", "/c - 1"}},
		{"names are escaped", `{"a/b~c":{"":1}}`, `{"a/b~c":{"":2}}`, []string{"/a~1b~0c/ 1 2"}},
		{"the whole", `1`, `[]`, []string{" 1 []"}},
		{"true and false", `[true,false]`, `[false,false]`, []string{"/0 true false"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range records.Differences(jsontext.Value(c.stored), jsontext.Value(c.current)) {
				got = append(got, fmt.Sprint(d.Pointer, " ", orDash(d.Stored), " ", orDash(d.Current)))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func orDash(v any) string {
	if v == nil {
		return "-"
	}
	return string(v.(jsontext.Value))
}

func TestDifferencesEndAt500(t *testing.T) {
	long := jsontext.Value("[" + strings.Repeat("[1,2],", 400) + "0]")
	if got := records.Differences(long, jsontext.Value("["+strings.Repeat("[2,1],", 400)+"0]")); len(got) != 500 || got[499].Pointer != "/249/1" {
		t.Errorf("%d, the last at %s", len(got), got[len(got)-1].Pointer)
	}
	if got := records.Differences(long, jsontext.Value("[]")); len(got) != 401 {
		t.Errorf("%d", len(got))
	}
}

// Put into the stored document, the differences give the current one; there are
// none exactly when the two are the same.
func FuzzDifferences(f *testing.F) {
	for _, pair := range [][2]string{
		{`{"a":[1,{"b":null}],"c":"x"}`, `{"a":[2],"d/~":{}}`}, {`[]`, `{}`}, {`"\u0041"`, `"A"`}, {`[1,[2,3]]`, `[[2,3],1,1e2]`}, {`-0`, `0`},
	} {
		f.Add([]byte(pair[0]), []byte(pair[1]))
	}
	f.Fuzz(func(t *testing.T, stored, current []byte) {
		var a, b any
		if len(stored)+len(current) > 400 || json.Unmarshal(stored, &a) != nil || json.Unmarshal(current, &b) != nil {
			return
		}
		found := records.Differences(stored, current)
		if same := reflect.DeepEqual(a, b); same != (len(found) == 0) {
			t.Fatalf("%d differences, same: %t", len(found), same)
		}
		for _, d := range slices.Backward(found) { // from the end, for elements that are gone
			a = put(t, a, d)
		}
		for _, d := range found { // elements that are new have to be put in order
			a = put(t, a, d)
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("got %v, want %v", a, b)
		}
		if again := records.Differences(stored, current); !reflect.DeepEqual(found, again) {
			t.Fatal("another order the second time")
		}
	})
}

// put applies a difference to a document, and may do so twice.
func put(t *testing.T, document any, d v1.Difference) any {
	t.Helper()
	if d.Pointer == "" {
		return value(t, d.Current)
	}
	var tokens []string
	for token := range strings.SplitSeq(d.Pointer[1:], "/") {
		tokens = append(tokens, strings.NewReplacer("~1", "/", "~0", "~").Replace(token))
	}
	return putAt(t, document, tokens, d)
}

func putAt(t *testing.T, at any, tokens []string, d v1.Difference) any {
	t.Helper()
	switch at := at.(type) {
	case map[string]any:
		switch {
		case len(tokens) > 1:
			at[tokens[0]] = putAt(t, at[tokens[0]], tokens[1:], d)
		case d.Current == nil:
			delete(at, tokens[0])
		default:
			at[tokens[0]] = value(t, d.Current)
		}
		return at
	case []any:
		i, err := strconv.Atoi(tokens[0])
		switch {
		case err != nil:
			t.Fatalf("no index: %s", tokens[0])
		case len(tokens) > 1:
			at[i] = putAt(t, at[i], tokens[1:], d)
		case d.Current == nil:
			at = at[:min(i, len(at))]
		case i < len(at):
			at[i] = value(t, d.Current)
		case i == len(at):
			at = append(at, value(t, d.Current))
		}
		return at
	default:
		t.Fatalf("%s is in a value", d.Pointer)
		return nil
	}
}

func value(t *testing.T, v any) (out any) {
	t.Helper()
	if err := json.Unmarshal(v.(jsontext.Value), &out); err != nil {
		t.Fatal(err)
	}
	return out
}
