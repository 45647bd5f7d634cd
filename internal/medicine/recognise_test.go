package medicine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/medicine"
)

func TestNames(t *testing.T) {
	tests := []struct{ rule, name, want string }{
		{"strength behind the name", "mirtazapine 15 mg", "mirtazapine"},
		{"salt and form", "Sertraline HCl 50mg tablet", "sertraline"},
		{"as a record writes it", "diphenhydramine hydrochloride 25 MG Oral Tablet [Benadryl]", "diphenhydramine"},
		{"the contract's example", "Benadryl", "diphenhydramine"},
		{"slash", "levodopa/benserazide", "levodopa"},
		{"hyphen", "carbidopa-levodopa", "levodopa"},
		{"both of a combination, in the order of the name", "perphenazine + amitriptyline", "perphenazine amitriptyline"},
		{"a brand for two", "Symbyax 6-25", "fluoxetine olanzapine"},
		{"an ingredient once", "Zoloft (sertraline) sertraline", "sertraline"},
		{"full width letters", "Ｓｅｒｔｒａｌｉｎｅ", "sertraline"},
		{"accents, composed", "fenitoína", "phenytoin"},
		{"accents, decomposed", "fenitoi\u0301na", "phenytoin"},
		{"accents that do not belong", "Sértraline", "sertraline"},
		{"trade mark sign", "Benadryl™ 25", "diphenhydramine"},
		{"registered sign", "Benadryl®", "diphenhydramine"},
		{"soft hyphen from a PDF", "mirta\u00adzapine", "mirtazapine"},
		{"apostrophe", "Doan’s PM", "diphenhydramine"},
		{"empty", "", "unknown"},
		{"punctuation", " -/+ ", "unknown"},
		{"invalid UTF-8", "\xff sertraline \xc3", "sertraline"},
		{"longer than the buffer", strings.Repeat("word ", 100) + "sertraline", "sertraline"},
		{
			"many names", "sertraline fluoxetine paroxetine citalopram escitalopram mirtazapine lithium quetiapine olanzapine",
			"sertraline fluoxetine paroxetine citalopram escitalopram mirtazapine lithium quetiapine olanzapine",
		},

		{"longest name first", "Tylenol PM", "diphenhydramine"},
		{"longest name first", "Tylenol PM Extra Strength", "diphenhydramine"},
		{"longest name first", "Unisom Sleep", "diphenhydramine"},
		{"shorter name", "Unisom 25 mg", "doxylamine"},
		{"longest name first", "Dramamine Less Drowsy", "meclizine"},
		{"shorter name", "Dramamine Original", "dimenhydrinate"},
		{"longest name first", "Tavist Non-Sedating", "loratadine"},
		{"shorter name", "Tavist", "clemastine"},
		{"longest name first", "Pediaclear Children's", "triprolidine"},
		{"shorter name", "Pediaclear", "pyrilamine"},
		{"longest name first", "gabapentin enacarbil 600 mg", "gabapentin_enacarbil"},
		{"shorter name", "gabapentin 600 mg", "gabapentin"},
		{"two words", "sodium oxybate", "sodium_oxybate"},
		{"two words", "ferrous sulfate 325 (65 Fe) MG", "ferrous_sulfate"},
		{"two words", "vitamin B12", "cyanocobalamin"},
		{"hyphenated", "Vitamin B-12 1000 mcg", "cyanocobalamin"},
		{"interferon by its number", "interferon alfa-2b", "interferon_alfa_2b"},
		{"interferon without", "interferon alfa", "interferon_alfa"},
		{"another interferon", "interferon beta-1a", "unknown"},
		{"a look-alike", "Nytol Herbal", "unknown"},
		{"a combination of one brand", "Tandem Plus", "ferrous_fumarate polysaccharide_iron_complex"},

		{"companions add nothing", "acetaminophen 325 MG / diphenhydramine 25 MG", "diphenhydramine"},
		{"companions by themselves", "paracetamol and ibuprofen", "acetaminophen ibuprofen"},
		{"known by name, with an effect", "omeprazole + ranitidine", "omeprazole ranitidine"},
		{"statin", "Lipitor 20", "atorvastatin"},

		{"ambiguous by country", "Sominex", "one of diphenhydramine promethazine"},
		{"ambiguous, decided by the text", "Sominex (promethazine)", "promethazine"},
		{"ambiguous beside a certain one", "Sominex and sertraline", "sertraline one of diphenhydramine promethazine"},
		{"part of an ambiguous family", "Benadryl Allergy Relief", "one of diphenhydramine acrivastine"},
	}
	c, _ := catalogue(t)
	for _, tt := range tests {
		t.Run(tt.rule+"/"+tt.name, func(t *testing.T) {
			if got := says(c, c.Recognise(medicine.Entry{Name: tt.name})); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFalseFriends(t *testing.T) {
	c, _ := catalogue(t)
	for name, want := range map[string]string{
		"essential oil":           "unknown", // no TIA, no anything
		"tia":                     "unknown",
		"escitalopram":            "escitalopram",
		"levomilnacipran":         "levomilnacipran",
		"esomeprazole":            "esomeprazole",
		"dexlansoprazole":         "dexlansoprazole",
		"levocetirizine":          "levocetirizine",
		"dexchlorpheniramine":     "dexchlorpheniramine",
		"dexbrompheniramine":      "dexbrompheniramine",
		"desvenlafaxine":          "desvenlafaxine",
		"desloratadine":           "desloratadine",
		"hydroxychloroquine":      "unknown",
		"prochlorperazine":        "prochlorperazine",
		"perampanel":              "perampanel",
		"norfluoxetine":           "unknown",
		"deutetrabenazine":        "deutetrabenazine",
		"trimipramine":            "trimipramine",
		"levosulpiride":           "levosulpiride",
		"paliperidone":            "paliperidone",
		"hydrocodone":             "hydrocodone",
		"dihydrocodeine":          "unknown",
		"sertralinex":             "unknown",
		"xsertraline":             "unknown",
		"sertraline2":             "unknown",
		"iron":                    "iron",
		"iron supplement 65 mg":   "iron",
		"treated for iron lack":   "unknown",
		"iron infusion":           "unknown",
		"in tandem with physio":   "unknown",
		"Tandem capsules":         "ferrous_fumarate polysaccharide_iron_complex",
		"lo compro en farmacia":   "unknown",
		"Compro 25 mg":            "prochlorperazine",
		"avanza despacio":         "unknown",
		"a new concept":           "unknown",
		"Tylenol":                 "acetaminophen",
		"Tylenol Cold Flu Severe": "unknown", // some hold a sedating antihistamine
		"Tylenol with codeine":    "codeine",
		"Tylenol No. 3":           "codeine",
	} {
		t.Run(name, func(t *testing.T) {
			if got := says(c, c.Recognise(medicine.Entry{Name: name})); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestNegatedTextIsNotRecognised(t *testing.T) {
	c, _ := catalogue(t)
	for _, name := range []string{
		"not taking sertraline", "stopped mirtazapine", "allergic to promethazine", "no Benadryl", "never took lithium",
		"sertraline (discontinued)", "I don’t take Zoloft", "off Lexapro since May", "previously mirtazapine",
		"switched from paroxetine", "no toma sertralina", "sin mirtazapina", "alérgica a la prometazina",
		"dejé la paroxetina", "litio suspendido", "nunca difenhidramina", "not sure, maybe sertraline",
	} {
		if got := says(c, c.Recognise(medicine.Entry{Name: name})); got != "unknown" {
			t.Errorf("%q: %s", name, got)
		}
	}
	for name, want := range map[string]string{
		"venlafaxine XR 75 mg, do not crush":           "venlafaxine",
		"pantoprazole 40 mg with or without food":      "pantoprazole",
		"sertraline 50 mg daily, no refills":           "sertraline",
		"tramadol, not to exceed 8 a day":              "tramadol",
		"difenhidramina sin receta":                    "diphenhydramine",
		"Benadryl for allergies":                       "diphenhydramine",
		"hydroxyzine 25 mg for itching, if not better": "hydroxyzine",
	} {
		if got := says(c, c.Recognise(medicine.Entry{Name: name})); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
	if got := says(c, c.Recognise(medicine.Entry{Name: "not taking it", RxNorm: "36437"})); got != "sertraline" {
		t.Errorf("a code stands whatever the text: %s", got)
	}
}

func TestForms(t *testing.T) {
	c, _ := catalogue(t)
	for name, want := range map[string]string{
		"Benadryl cream":                            "local",
		"diphenhydramine 2 % topical gel":           "local",
		"doxepin 5% cream":                          "local",
		"Zonalon":                                   "local",
		"ketotifen eye drops":                       "local",
		"timolol 0.5 % ophthalmic solution":         "local",
		"timolol tablet":                            "timolol",
		"prometazina crema":                         "local",
		"difenhidramina pomada":                     "local",
		"ketotifeno colirio":                        "local",
		"timolol gotas oculares":                    "local",
		"timolol GOTAS OFTÁLMICAS":                  "local",
		"Benadryl Itch Stopping":                    "local",
		"diphenhydramine spray":                     "local",
		"diphenhydramine softgel":                   "diphenhydramine",
		"Advil PM Liqui-Gels":                       "diphenhydramine",
		"diphenhydramine gel caps":                  "diphenhydramine",
		"metoclopramide oral gel":                   "metoclopramide",
		"metoclopramide 15 mg nasal spray":          "metoclopramide",
		"Gimoti":                                    "metoclopramide",
		"Gimoti spray":                              "metoclopramide",
		"melatonin spray":                           "melatonin",
		"rotigotine transdermal patch":              "rotigotine",
		"Neupro patch, topical":                     "rotigotine",
		"promethazine rectal suppository":           "promethazine",
		"promethazine rectal gel":                   "promethazine",
		"haloperidol drops":                         "haloperidol",
		"cetirizine for itchy eyes":                 "cetirizine",
		"Claritin Eye":                              "local",
		"Zaditor and sertraline":                    "sertraline",
		"hydrocortisone cream":                      "unknown",
		"levothyroxine 50 mcg cápsula de gel":       "levothyroxine",
		"Benadryl Extra Strength Itch Stopping Gel": "local",
		"mirtazapine ODT; also ibuprofen gel":       "mirtazapine",
		"Wal-Zyr Itchy Eye":                         "local",
		"naphazoline / pheniramine eye drops":       "local",
		"levodopa inhalation powder [Inbrija]":      "levodopa",
	} {
		t.Run(name, func(t *testing.T) {
			if got := says(c, c.Recognise(medicine.Entry{Name: name})); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestSpanishNames(t *testing.T) {
	c, _ := catalogue(t)
	for name, want := range map[string]string{
		"Difenhidramina 50 mg":     "diphenhydramine",
		"DOXILAMINA":               "doxylamine",
		"clorfenamina":             "chlorpheniramine",
		"metoclopramida 10 mg":     "metoclopramide",
		"mirtazapina":              "mirtazapine",
		"carbonato de litio":       "lithium",
		"sulfato ferroso":          "ferrous_sulfate",
		"hierro":                   "iron",
		"levotiroxina 50 mcg":      "levothyroxine",
		"ácido valproico":          "valproate",
		"ACIDO VALPROICO":          "valproate",
		"interferón alfa-2b":       "interferon_alfa_2b",
		"Soñodor":                  "diphenhydramine",
		"Primperan 10 mg":          "metoclopramide",
		"omeprazol 20 mg cápsulas": "omeprazole",
	} {
		t.Run(name, func(t *testing.T) {
			if got := says(c, c.Recognise(medicine.Entry{Name: name})); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestCodes(t *testing.T) {
	tests := []struct {
		rule  string
		entry medicine.Entry
		want  string
	}{
		{"RxNorm ingredient", medicine.Entry{RxNorm: "6915"}, "metoclopramide"},
		{"RxNorm product", medicine.Entry{RxNorm: "856845"}, "amitriptyline"},
		{"RxNorm combination", medicine.Entry{RxNorm: "856706"}, "amitriptyline perphenazine"},
		{"RxNorm combination with an ingredient the table does not file it under", medicine.Entry{RxNorm: "1551468"}, "bupropion naltrexone"},
		{"gabapentin enacarbil is not gabapentin", medicine.Entry{RxNorm: "1101339"}, "gabapentin_enacarbil"},
		{"cream", medicine.Entry{RxNorm: "1000091"}, "local"},
		{"Gimoti works systemically", medicine.Entry{RxNorm: "2380570"}, "metoclopramide"},
		{"spaces", medicine.Entry{RxNorm: " 6915 "}, "metoclopramide"},
		{"unknown code", medicine.Entry{RxNorm: "1"}, "unknown"},
		{"unknown code, known text", medicine.Entry{RxNorm: "1", Name: "Abilify"}, "aripiprazole"},
		{"unknown code, known ATC", medicine.Entry{RxNorm: "1", ATC: "N06AX11", Name: "whatever"}, "mirtazapine"},

		{"ATC", medicine.Entry{ATC: "N06AX11"}, "mirtazapine"},
		{"ATC in lower case", medicine.Entry{ATC: "n06ax11"}, "mirtazapine"},
		{"ATC of a combination of two", medicine.Entry{ATC: "A08AA62"}, "bupropion naltrexone"},
		{"ATC of a combination with others", medicine.Entry{ATC: "R06AA52"}, "diphenhydramine"},
		{"ATC of a group", medicine.Entry{ATC: "N06AX"}, "unknown"},
		{
			"ATC that several share",
			medicine.Entry{ATC: "B03AC"},
			"one of ferric_carboxymaltose iron_dextran ferumoxytol iron_sucrose ferric_derisomaltose sodium_ferric_gluconate",
		},
		{"... decided by the text", medicine.Entry{ATC: "B03AC", Name: "Venofer"}, "iron_sucrose"},
		{
			"... against the text",
			medicine.Entry{ATC: "B03AC", Name: "sertraline"},
			"one of ferric_carboxymaltose iron_dextran ferumoxytol iron_sucrose ferric_derisomaltose sodium_ferric_gluconate conflict",
		},

		{"code and name agree", medicine.Entry{RxNorm: "3498", Name: "Benadryl"}, "diphenhydramine"},
		{"code and name disagree", medicine.Entry{RxNorm: "36437", Name: "Benadryl"}, "sertraline conflict"},
		{"code and unknown name", medicine.Entry{RxNorm: "36437", Name: "my blue pill"}, "sertraline"},
		{"RxNorm and ATC disagree", medicine.Entry{RxNorm: "36437", ATC: "N06AX11"}, "sertraline conflict"},
		{"ATC and name disagree", medicine.Entry{ATC: "N06AX11", Name: "Zoloft"}, "mirtazapine conflict"},
		{"RxNorm and ATC of a combination", medicine.Entry{RxNorm: "704", ATC: "N06CA01"}, "amitriptyline"},
		{"ambiguous name, decided by the code", medicine.Entry{RxNorm: "8745", Name: "Sominex"}, "promethazine"},
		{"the name completes a combination", medicine.Entry{ATC: "N06CA01", Name: "amitriptyline/perphenazine"}, "amitriptyline perphenazine"},
		{"the name gives the form of an ingredient", medicine.Entry{RxNorm: "3638", Name: "doxepin cream"}, "local"},
		{"the name gives the form by a brand", medicine.Entry{RxNorm: "3638", Name: "Zonalon"}, "local"},
		{"a product has its own form", medicine.Entry{RxNorm: "2380570", Name: "skin spray"}, "metoclopramide"},
		{"a product is complete", medicine.Entry{RxNorm: "856845", Name: "amitriptyline, sertraline"}, "amitriptyline"},
	}
	c, _ := catalogue(t)
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			if got := says(c, c.Recognise(tt.entry)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// Contents are what Recognise finds and forms without systemic effect too.
func TestContents(t *testing.T) {
	c, _ := catalogue(t)
	for _, tt := range []struct {
		rule      string
		entry     medicine.Entry
		want      string
		byProduct bool
	}{
		{"RxNorm ingredient", medicine.Entry{RxNorm: "6915"}, "metoclopramide", false},
		{"RxNorm product", medicine.Entry{RxNorm: "856706"}, "amitriptyline perphenazine", true},
		{"a cream holds its ingredient", medicine.Entry{RxNorm: "1420992"}, "diphenhydramine", true},
		{"ATC of a group may be any of it", medicine.Entry{ATC: "B03AC"}, "", false},
		{"... decided by the text", medicine.Entry{ATC: "B03AC", Name: "Venofer"}, "iron_sucrose", false},
		{"the name completes a combination", medicine.Entry{ATC: "N06CA01", Name: "amitriptyline/perphenazine"}, "amitriptyline perphenazine", false},
		{"a name of something else does not", medicine.Entry{RxNorm: "36437", Name: "Benadryl"}, "sertraline", false},
		{"a name", medicine.Entry{RxNorm: "1", Name: "Zoloft"}, "sertraline", false},
		{"an ambiguous name", medicine.Entry{Name: "Sominex"}, "", false},
		{"nothing", medicine.Entry{}, "", false},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			holds, byProduct := c.Contents(tt.entry)
			var keys []string
			for _, i := range holds {
				keys = append(keys, c.Ingredient(i).Key)
			}
			if got := strings.Join(keys, " "); got != tt.want || byProduct != tt.byProduct {
				t.Errorf("got %s, by product %v", got, byProduct)
			}
		})
	}
}

func TestRecognitionIsTheCallersOwn(t *testing.T) {
	c, _ := catalogue(t)
	for _, e := range []medicine.Entry{{Name: "Symbyax"}, {RxNorm: "856706"}, {ATC: "B03AC"}, {Name: "Sominex"}} {
		before := says(c, c.Recognise(e))
		r := c.Recognise(e)
		for _, list := range [][]int{r.Ingredients, r.Candidates} {
			for i := range list {
				list[i] = 0
			}
			_ = slices.Insert(list, 0, 1)
		}
		if after := says(c, c.Recognise(e)); after != before {
			t.Errorf("%+v: %s became %s", e, before, after)
		}
	}
}
