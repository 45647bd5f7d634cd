package strictjson_test

// Whatever is sent: no panic, the same answer each time, an accepted document
// keeps every rule and survives being stored, a refused one is not quoted.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-playground/validator/v10"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

// oracle is a validator whose formats are written another way than ours.
func oracle() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	for name, pattern := range map[string]string{
		"rxnorm": `^[0-9]{1,10}$`, "atc": `^[A-Za-z][0-9]{2}[A-Za-z]{2}([0-9]{2})?$`, "loinc": `^[0-9]{1,7}-[0-9]$`,
	} {
		form := regexp.MustCompile(pattern)
		_ = v.RegisterValidation(name, func(fl validator.FieldLevel) bool { return form.MatchString(fl.Field().String()) })
	}
	_ = v.RegisterValidation("date", func(fl validator.FieldLevel) bool {
		day, err := time.Parse("2006-01-02", fl.Field().String())
		return err == nil && day.Format("2006-01-02") == fl.Field().String()
	})
	return v
}

// Values that stand for what a patient said.
const (
	saidText   = "zqSAIDqz"
	saidNumber = "918273645"
)

func FuzzDecode(f *testing.F) {
	example, err := os.ReadFile("testdata/request.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(example), `{}`, `[]`, "", `{"patient":{"age_years":1e1,"sex":"Male"}}`, `{"labs":[{"value":null},{},5]}`,
		`{"tubes":["red"],"place":{"ward":"w"},"doses":[1,2.0],"parts":[{"tubes":[]}],"small":127,"note":"äöü"}`,
		`{"id":"a","request":{"medications":[],"Patient":{},"as_of":"2024-02-29"}}`, `{"a":1,"a":2}`,
		`{"as_of":"\ud800","x":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}`, `{"labs":[{"value":-0,"unit":"\u202e","loinc":"1-8"}]}`,
	} {
		f.Add([]byte(seed))
	}
	decoder, judge := strictjson.New(), oracle()
	f.Fuzz(func(t *testing.T, document []byte) {
		fuzzOne[v1.ScreeningRequest](t, decoder, judge, document)
		fuzzOne[line](t, decoder, judge, document)
		fuzzOne[order](t, decoder, judge, document)
		checkSilence[v1.ScreeningRequest](t, decoder, document)
		checkSilence[order](t, decoder, document)
	})
}

func fuzzOne[T any](t *testing.T, decoder *strictjson.Decoder, judge *validator.Validate, document []byte) {
	var into, again T
	before := bytes.Clone(document)
	fields, err := decoder.Decode(document, &into)
	fields2, err2 := decoder.Decode(document, &again)
	if !reflect.DeepEqual(fields, fields2) || !reflect.DeepEqual(err, err2) || !reflect.DeepEqual(into, again) {
		t.Fatal("two runs differ")
	}
	if !bytes.Equal(before, document) {
		t.Fatal("the document was changed")
	}
	checkFields(t, fields)
	if err != nil {
		if fields != nil || err.Line < 1 || err.Column < 1 || err.Detail == "" || err.Kind == problem.Internal {
			t.Fatalf("fields %v, error %+v", fields, err)
		}
		return
	}
	if fields != nil {
		return
	}
	if err := judge.Struct(&into); err != nil {
		t.Fatalf("accepted, but not by the validator: %v", err)
	}
	stored, failed := json.Marshal(into)
	if failed != nil {
		t.Fatal(failed)
	}
	var read T
	if fields, err := decoder.Decode(stored, &read); fields != nil || err != nil {
		t.Fatalf("what was stored is refused: %v %v\n%s", fields, err, stored)
	}
	if reread, _ := json.Marshal(read); !bytes.Equal(stored, reread) {
		t.Fatalf("stored %s\nread %s", stored, reread)
	}
}

// checkSilence puts a text and a number in place of every one that was sent,
// and looks for them in what comes back.
func checkSilence[T any](t *testing.T, decoder *strictjson.Decoder, document []byte) {
	said, ok := disguise(document)
	if !ok {
		return
	}
	var into T
	fields, err := decoder.Decode(said, &into)
	if back := fmt.Sprintf("%+v %+v", fields, err); strings.Contains(back, saidText) || strings.Contains(back, saidNumber) {
		t.Fatalf("%s\nis quoted: %s", said, back)
	}
}

func disguise(document []byte) ([]byte, bool) {
	if bytes.Contains(document, []byte("SAID")) || bytes.Contains(document, []byte("9182")) {
		return nil, false
	}
	lax := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	in := jsontext.NewDecoder(bytes.NewReader(document), lax...)
	var said bytes.Buffer
	out := jsontext.NewEncoder(&said, lax...)
	for {
		token, err := in.ReadToken()
		if err == io.EOF {
			return said.Bytes(), true
		}
		if err != nil {
			return nil, false
		}
		within, n := in.StackIndex(in.StackDepth())
		isName := within == '{' && n%2 == 1
		switch {
		case token.Kind() == '"' && !isName:
			err = out.WriteToken(jsontext.String(saidText + token.String()))
		case token.Kind() == '0':
			err = out.WriteValue(jsontext.Value(saidNumber + "." + saidNumber))
		default:
			err = out.WriteToken(token)
		}
		if err != nil {
			return nil, false
		}
	}
}
