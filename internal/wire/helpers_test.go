package wire_test

// What the tests share: requests that everyone knows, and random ones.

import (
	"bufio"
	stdjson "encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// marshal is the measure of what is written.
func marshal(t testing.TB, v any) []byte {
	t.Helper()
	encoded, err := json.Marshal(v, jsontext.EscapeForHTML(false), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// example is the request that the API contract shows.
func example(t testing.TB) []byte {
	t.Helper()
	body, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// requests are the example and those of the clinical cases, by id.
func requests(t testing.TB) map[string][]byte {
	t.Helper()
	f, err := os.Open("../app/testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	bodies := map[string][]byte{"example": example(t)}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			ID      string             `json:"id"`
			Request stdjson.RawMessage `json:"request"`
		}
		if err := stdjson.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		bodies[c.ID] = c.Request
	}
	if lines.Err() != nil || len(bodies) < 2 {
		t.Fatal("no cases", lines.Err())
	}
	return bodies
}

func service(t testing.TB) *app.Service {
	t.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return app.New(rules, "US")
}

// fill gives v any value that its type can hold, with texts made of the given one.
func fill(r *rand.Rand, v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.SetZero(); r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem(), text)
		}
	case reflect.Slice:
		if v.SetZero(); r.IntN(3) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
		}
		for i := range v.Len() {
			fill(r, v.Index(i), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if tag := v.Type().Field(i).Tag; tag.Get("wire") == "plain" || strings.Contains(tag.Get("validate"), "oneof=") {
				fill(r, v.Field(i), unescaped(text))
				continue
			}
			fill(r, v.Field(i), text)
		}
	case reflect.String:
		if from := r.IntN(len(text) + 1); r.IntN(4) > 0 {
			v.SetString(text[from : from+r.IntN(len(text)-from+1)])
		}
	case reflect.Float64:
		v.SetFloat(anyFloat(r))
	case reflect.Int:
		v.SetInt(r.Int64N(1<<r.IntN(63)+1) * (1 - 2*r.Int64N(2)))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	default:
		panic("fill has to learn of " + v.Kind().String())
	}
}

// unescaped leaves of a text what JSON can hold as it is.
func unescaped(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' || r >= utf8.RuneSelf {
			return -1
		}
		return r
	}, text)
}

func anyFloat(r *rand.Rand) float64 {
	switch r.IntN(3) {
	case 0:
		return float64(r.IntN(1000)) / 10
	case 1:
		return r.NormFloat64() * math.Pow10(r.IntN(60)-30)
	}
	for {
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	}
}

// fillByTags gives a struct values that keep the rules of its validate tags.
func fillByTags(r *rand.Rand, v reflect.Value) {
	for i := range v.NumField() {
		rules := map[string]string{}
		for rule := range strings.SplitSeq(v.Type().Field(i).Tag.Get("validate"), ",") {
			name, param, _ := strings.Cut(rule, "=")
			rules[name] = param
		}
		if _, required := rules["required"]; required || r.IntN(3) > 0 {
			fillByRules(r, v.Field(i), rules)
		}
	}
}

func fillByRules(r *rand.Rand, v reflect.Value, rules map[string]string) {
	limit := func(rule string, otherwise int) int {
		if n, err := strconv.Atoi(rules[rule]); err == nil {
			return n
		}
		return otherwise
	}
	least := limit("min", 0)
	most := limit("max", least+60)
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillByRules(r, v.Elem(), rules)
	case reflect.Struct:
		fillByTags(r, v)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), least+r.IntN(min(most, 9)+1-least), 9))
		for i := range v.Len() {
			fillByTags(r, v.Index(i))
		}
	case reflect.Int:
		v.SetInt(int64(least + r.IntN(most-least+1)))
	case reflect.Float64:
		whole := least + r.IntN(most-least)
		v.SetFloat(float64(whole) + float64(r.IntN(1000))/1000)
	case reflect.String:
		v.SetString(textByRules(r, rules, most))
	}
}

func textByRules(r *rand.Rand, rules map[string]string, most int) string {
	if words := strings.Fields(rules["oneof"]); len(words) > 0 {
		return words[r.IntN(len(words))]
	}
	for rule := range rules {
		switch rule {
		case "date":
			return fmt.Sprintf("%04d-%02d-%02d", r.IntN(10000), 1+r.IntN(12), 1+r.IntN(28))
		case "rxnorm":
			return strconv.FormatInt(r.Int64N(1e10), 10)
		case "atc":
			return []string{"N06AX11", "a02bc"}[r.IntN(2)]
		case "loinc":
			return fmt.Sprintf("%d-%d", r.IntN(1e7), r.IntN(10))
		}
	}
	letters := []rune("aZ 9-/%'<&>µé®žДא中゠")
	text := []rune("x")
	for range r.IntN(max(most, 1)) {
		text = append(text, letters[r.IntN(len(letters))])
	}
	return string(text)
}
