package medicine_test

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/rlscreen/rlscreen/internal/medicine"
)

func BenchmarkRecognise(b *testing.B) {
	c, _ := catalogue(b)
	for name, e := range map[string]medicine.Entry{
		"brand":   {Name: "Benadryl"},
		"record":  {Name: "diphenhydramine hydrochloride 25 MG Oral Tablet [Benadryl]"},
		"long":    {Name: strings.Repeat("take one with water ", 9) + "mirtazapine 15 mg ok"},
		"accents": {Name: "fenitoína 100 mg cápsulas"},
		"rxnorm":  {RxNorm: "6915"},
		"atc":     {ATC: "N06AX11"},
		"unknown": {Name: "amoxicillin"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Recognise(e)
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	c, _ := catalogue(b)
	for _, q := range []string{"bena", "n06", "1", "sertraline"} {
		c.Search(q, 10)
		b.Run(q, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Search(q, 10)
			}
		})
	}
}

// The start of the program holds the next two.

func BenchmarkNew(b *testing.B) {
	d := load(b)
	for b.Loop() {
		if _, err := medicine.New(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{"medicines.yaml", "brands.yaml", "products.yaml"} {
		text, err := os.ReadFile(dataDir + "/" + name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var d medicine.Data
				if err := yaml.Unmarshal(text, &d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
