package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/seal"
)

var (
	plain   = []byte(`{"subject":"eva","result":{"outcome":"probable"}}`)
	context = []byte("clinic-a/rec_00000000000000000000000000")
)

func memory() *seal.Keys { return seal.Memory([]byte("for tests")) }

func sealed(t testing.TB, k *seal.Keys) seal.Sealed {
	t.Helper()
	s, err := k.Seal(plain, context)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsSealedOpensInItsPlaceAlone(t *testing.T) {
	k := memory()
	s := sealed(t, k)
	if got, err := k.Unseal(s, context); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("%q %v", got, err)
	}
	if s.Master != "k1" || bytes.Contains(s.Text, plain[:8]) {
		t.Errorf("%+v", s)
	}
	other := sealed(t, k)
	for _, c := range []struct {
		rule    string
		keys    *seal.Keys
		sealed  seal.Sealed
		context string
	}{
		{"another record", k, s, "clinic-a/rec_1"},
		{"another tenant", k, s, "clinic-b/rec_00000000000000000000000000"},
		{"no context", k, s, ""},
		{"the key of another one", k, seal.Sealed{Master: s.Master, Wrapped: other.Wrapped, Text: s.Text}, string(context)},
		{"the wrapped key in the place of the text", k, seal.Sealed{Master: s.Master, Wrapped: s.Wrapped, Text: s.Wrapped}, string(context)},
		{"another master key of the same id", seal.Memory([]byte("another")), s, string(context)},
		{"the key was destroyed", k, seal.Sealed{Master: s.Master, Text: s.Text}, string(context)},
	} {
		if got, err := c.keys.Unseal(c.sealed, []byte(c.context)); !errors.Is(err, seal.ErrBroken) || got != nil {
			t.Errorf("%s: %q %v", c.rule, got, err)
		}
	}
	s.Master = "k2"
	if _, err := k.Unseal(s, context); !errors.Is(err, seal.ErrUnknownKey) {
		t.Error(err)
	}
}

func TestEachThingHasAKeyAndANonceOfItsOwn(t *testing.T) {
	k := memory()
	one, two := sealed(t, k), sealed(t, k)
	if bytes.Equal(one.Text, two.Text) || bytes.Equal(one.Wrapped, two.Wrapped) {
		t.Error("twice the same")
	}
	a, _ := k.Unwrap(one.Master, one.Wrapped, nil)
	b, err := k.Unwrap(one.Master, one.Wrapped, context)
	if a != nil || err != nil || len(b) != 32 {
		t.Error(a, err)
	}
}

func TestNothingIsAThingToo(t *testing.T) {
	k := memory()
	s, err := k.Seal(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Unseal(s, nil); err != nil || len(got) != 0 {
		t.Errorf("%q %v", got, err)
	}
}

// changes are all texts that differ from one by a bit in one byte, and those
// that are shorter or longer.
func changes(text []byte) [][]byte {
	out := [][]byte{nil, append(slices.Clone(text), 0)}
	for i := range text {
		for bit := range 8 {
			changed := slices.Clone(text)
			changed[i] ^= 1 << bit
			out = append(out, changed)
		}
		out = append(out, text[:i], text[i+1:])
	}
	return out
}

func TestAnyByteThatWasChangedIsFound(t *testing.T) {
	k := memory()
	s := sealed(t, k)
	for _, changed := range changes(s.Text) {
		if got, err := k.Unseal(seal.Sealed{Master: s.Master, Wrapped: s.Wrapped, Text: changed}, context); !errors.Is(err, seal.ErrBroken) || got != nil {
			t.Fatalf("text %x opens: %v", changed, err)
		}
	}
	for _, changed := range changes(s.Wrapped) {
		if got, err := k.Unseal(seal.Sealed{Master: s.Master, Wrapped: changed, Text: s.Text}, context); !errors.Is(err, seal.ErrBroken) || got != nil {
			t.Fatalf("wrapped key %x opens: %v", changed, err)
		}
	}
	for _, changed := range changes(context) {
		if got, err := k.Unseal(s, changed); !errors.Is(err, seal.ErrBroken) || got != nil {
			t.Fatalf("context %q opens it: %v", changed, err)
		}
	}
}

func TestAWrappedThingThatIsNoKeyDoesNotOpenAText(t *testing.T) {
	k := memory()
	s := sealed(t, k)
	var err error
	if s.Master, s.Wrapped, err = k.Wrap([]byte("short"), context); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Unseal(s, context); !errors.Is(err, seal.ErrBroken) {
		t.Error(err)
	}
}

func TestPrintingShowsNoKey(t *testing.T) {
	k, i := memory(), seal.NewIndex([]byte("for tests"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		if got := fmt.Sprintf(verb+" "+verb, k, i); got != "seal.Keys(k1) seal.Index" {
			t.Errorf("%s: %s", verb, got)
		}
	}
}

func TestEqualValuesHaveEqualIndexes(t *testing.T) {
	i, again, other := seal.NewIndex([]byte("one")), seal.NewIndex([]byte("one")), seal.NewIndex([]byte("two"))
	of := i.Of("clinic-a", "subject", "eva")
	if len(of) != 16 || !bytes.Equal(of, again.Of("clinic-a", "subject", "eva")) {
		t.Errorf("%x", of)
	}
	for _, c := range []struct {
		rule string
		got  []byte
	}{
		{"another secret", other.Of("clinic-a", "subject", "eva")},
		{"another tenant", i.Of("clinic-b", "subject", "eva")},
		{"another value", i.Of("clinic-a", "subject", "ev")},
		{"parts that run into each other", i.Of("clinic-a", "subjecteva")},
		{"a byte in the part before", i.Of("clinic-a", "subjecte", "va")},
		{"an empty part more", i.Of("clinic-a", "subject", "eva", "")},
		{"parts in another order", i.Of("subject", "clinic-a", "eva")},
		{"nothing", i.Of()},
	} {
		if bytes.Equal(of, c.got) {
			t.Error(c.rule)
		}
	}
}

func TestABoxOpensInItsPlaceAlone(t *testing.T) {
	i := seal.NewIndex([]byte("for tests"))
	text := i.Box([]byte("12345"), context)
	if got, ok := i.Unbox(text, context); !ok || string(got) != "12345" {
		t.Errorf("%q %v", got, ok)
	}
	if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" || i.Box([]byte("12345"), context) == text {
		t.Error(text)
	}
	if _, ok := i.Unbox(text, []byte("clinic-b")); ok {
		t.Error("another context opens it")
	}
	if _, ok := seal.NewIndex([]byte("another")).Unbox(text, context); ok {
		t.Error("another secret opens it")
	}
	for _, changed := range changes([]byte(text)) {
		if _, ok := i.Unbox(string(changed), context); ok {
			t.Errorf("%q opens", changed)
		}
	}
	for at := range text {
		for _, c := range []string{"\n", "\r", "=", " "} {
			if _, ok := i.Unbox(text[:at]+c+text[at:], context); ok {
				t.Errorf("%q at %d is passed over", c, at)
			}
		}
	}
	if _, ok := i.Unbox(strings.Repeat("A", 4097), context); ok {
		t.Error("a text that is too long opens")
	}
}

// tampered is a text with one byte changed, or cut there if by is 0.
func tampered(text []byte, at uint16, by byte) []byte {
	i := int(at) % len(text)
	if by == 0 {
		return text[:i]
	}
	out := slices.Clone(text)
	out[i] ^= by
	return out
}

func FuzzUnseal(f *testing.F) {
	k := memory()
	f.Add(plain, context, uint16(3), byte(1), []byte{1})
	f.Add([]byte{}, []byte{}, uint16(0), byte(0), []byte{})
	f.Fuzz(func(t *testing.T, plain, context []byte, at uint16, by byte, other []byte) {
		s, err := k.Seal(plain, context)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Unseal(s, context); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%q %v", got, err)
		}
		for _, wrong := range []seal.Sealed{
			{Master: s.Master, Wrapped: s.Wrapped, Text: tampered(s.Text, at, by)},
			{Master: s.Master, Wrapped: tampered(s.Wrapped, at, by), Text: s.Text},
			{Master: s.Master, Wrapped: s.Wrapped, Text: other},
			{Master: s.Master, Wrapped: other, Text: s.Text},
		} {
			if got, err := k.Unseal(wrong, context); !errors.Is(err, seal.ErrBroken) || got != nil {
				t.Fatalf("%q %v", got, err)
			}
		}
		if !bytes.Equal(other, context) {
			if got, err := k.Unseal(s, other); !errors.Is(err, seal.ErrBroken) || got != nil {
				t.Fatalf("%q %v", got, err)
			}
		}
		if _, err := k.Unseal(seal.Sealed{Master: string(other), Wrapped: s.Wrapped, Text: s.Text}, context); (err == nil) != (string(other) == s.Master) {
			t.Fatal(err)
		}
	})
}

func FuzzUnbox(f *testing.F) {
	i := seal.NewIndex([]byte("for tests"))
	f.Add([]byte("12345"), context, uint16(3), byte(1), "AQ")
	f.Add([]byte{}, []byte{}, uint16(0), byte(0), "")
	f.Fuzz(func(t *testing.T, plain, context []byte, at uint16, by byte, other string) {
		text := i.Box(plain, context)
		if got, ok := i.Unbox(text, context); ok != (len(text) <= 4096) || ok && !bytes.Equal(got, plain) {
			t.Fatalf("%q %v", got, ok)
		}
		for _, wrong := range []string{string(tampered([]byte(text), at, by)), other, text + other + "A"} {
			if got, ok := i.Unbox(wrong, context); ok || got != nil {
				t.Fatalf("%q of %q", got, wrong)
			}
		}
	})
}
