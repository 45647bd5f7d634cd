package app

import (
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// check collects what no single member can show: answers that contradict each
// other, and results that cannot be. What the decoder has already faulted is
// left alone.
type check struct {
	service *Service
	faults  []problem.Field
	asOf    screen.Day
}

// parse turns bytes into a request, or lists every fault of them.
func (s *Service) parse(body []byte) (*v1.ScreeningRequest, *problem.Error) {
	req := new(v1.ScreeningRequest)
	faults, err := s.decoder.Decode(body, req)
	if err != nil {
		return nil, err
	}
	if faults = s.checkRequest(req, "", faults); len(faults) > 0 {
		return nil, problem.Invalid(faults)
	}
	return req, nil
}

// checkRequest adds the faults of a request at the pointer to those there are.
func (s *Service) checkRequest(req *v1.ScreeningRequest, at string, faults []problem.Field) []problem.Field {
	c := &check{service: s, faults: faults, asOf: day(req.AsOf)}
	c.patient(req, at)
	c.course(req, at)
	c.kidney(req, at)
	for i, m := range req.Medications {
		c.medication(m, at+"/medications/"+strconv.Itoa(i))
	}
	c.labs(req.Labs, at+"/labs/")
	return c.faults
}

func (c *check) add(pointer string, code problem.Code, detail string, accepted ...string) {
	c.faults = append(c.faults, problem.Field{Pointer: pointer, Code: code, Detail: detail, Accepted: accepted})
}

// faulty reports whether the decoder has refused something at or below a pointer.
func (c *check) faulty(pointer string) bool {
	for _, f := range c.faults {
		if f.Pointer == pointer || strings.HasPrefix(f.Pointer, pointer+"/") {
			return true
		}
	}
	return false
}

func (c *check) contradiction(pointer, detail string) {
	if !c.faulty(pointer) {
		c.add(pointer, problem.CodeInconsistent, detail)
	}
}

func (c *check) patient(req *v1.ScreeningRequest, at string) {
	p := req.Patient
	if p == nil {
		return
	}
	c.pregnancy(p.Sex, p.Pregnancy, p.GestationWeeks, at+"/patient")
}

const maxGestationWeeks = 45

func (c *check) pregnancy(sex, pregnancy string, weeks *int, at string) {
	if pregnancy == "yes" && sex == "male" {
		c.contradiction(at+"/pregnancy", "Pregnancy is yes while sex is male. Correct one of the two, or leave sex out.")
	}
	switch {
	case weeks == nil || c.faulty(at+"/pregnancy"):
	case *weeks > maxGestationWeeks:
		c.contradiction(at+"/gestation_weeks", "No pregnancy lasts this long. Give completed weeks, 0 to 45.")
	case *weeks > 0 && pregnancy != "yes":
		c.contradiction(at+"/gestation_weeks", "Weeks of pregnancy are given while pregnancy is not yes. Set pregnancy to yes, or leave the weeks out.")
	}
}

func (c *check) course(req *v1.ScreeningRequest, at string) {
	if req.Patient == nil || req.Patient.AgeYears == nil || req.Course == nil {
		return
	}
	age := *req.Patient.AgeYears
	if onset := req.Course.OnsetAgeYears; onset != nil && *onset > age {
		c.contradiction(at+"/course/onset_age_years", "The age at onset is above the present age. Correct one of the two.")
	}
	if months := req.Course.DurationMonths; months != nil && *months >= (age+1)*12 {
		c.contradiction(at+"/course/duration_months", "The symptoms would be older than the patient. Correct the duration, in months, or the age, in years.")
	}
}

func (c *check) kidney(req *v1.ScreeningRequest, at string) {
	if h := req.History; h != nil && h.KidneyDisease == "no" && h.KidneyDiseaseStage != "" && h.KidneyDiseaseStage != "unknown" {
		c.contradiction(at+"/history/kidney_disease_stage",
			"A stage of kidney disease is given while kidney_disease is no. Correct one of the two, or leave the stage out.")
	}
}

func (c *check) medication(m v1.Medication, pointer string) {
	if m.Name == "" && m.RxNorm == "" && m.ATC == "" && !c.faulty(pointer) {
		c.add(pointer, problem.CodeAtLeastOne, "A medicine needs at least one of name, rxnorm and atc.", "name", "rxnorm", "atc")
	}
}

// resultKey is what makes two results indistinguishable.
type resultKey struct {
	test screen.Test
	day  screen.Day
}

func (c *check) labs(labs []v1.Lab, at string) {
	seen := make(map[resultKey]int, len(labs))
	for i, lab := range labs {
		pointer := at + strconv.Itoa(i)
		if c.faulty(pointer) {
			continue
		}
		if (lab.Test == "") == (lab.LOINC == "") {
			c.add(pointer, problem.CodeExactlyOne, "A result needs exactly one of test and loinc.", "test", "loinc")
			continue
		}
		c.collected(lab.CollectedOn, pointer)
		test, known := c.service.test(lab)
		if !known {
			continue
		}
		c.value(test, *lab.Value, lab.Unit, pointer)
		key := resultKey{test, day(lab.CollectedOn)}
		if first, twice := seen[key]; twice {
			c.duplicate(first, key.day, at, pointer)
			continue
		}
		seen[key] = i
	}
	c.saturation(labs, seen, at)
}

// saturation refuses iron and TIBC of one day that give no possible TSAT: one
// of the two then has the wrong unit, and would read as overload or deficiency.
func (c *check) saturation(labs []v1.Lab, seen map[resultKey]int, at string) {
	rules := c.service.rules
	for i, lab := range labs {
		pointer := at + strconv.Itoa(i)
		test, known := c.service.test(lab)
		if !known || test != screen.SerumIron || c.faulty(pointer) {
			continue
		}
		partner, paired := seen[resultKey{screen.TIBC, day(lab.CollectedOn)}]
		if !paired || c.faulty(at+strconv.Itoa(partner)) {
			continue
		}
		iron, _ := rules.Tests[screen.SerumIron].Convert(*lab.Value, lab.Unit)
		tibc, _ := rules.Tests[screen.TIBC].Convert(*labs[partner].Value, labs[partner].Unit)
		if limits := rules.Tests[screen.TSAT].Plausible; tibc <= 0 || iron*100/tibc < limits.Min || iron*100/tibc > limits.Max {
			c.add(pointer+"/value", problem.CodeRange, "With the TIBC of the same day, "+at+strconv.Itoa(partner)+
				", this gives a transferrin saturation that cannot be. Check both numbers and units.",
				"iron / TIBC of "+number(limits.Min)+" to "+number(limits.Max)+" %")
		}
	}
}

func (c *check) duplicate(first int, day screen.Day, at, pointer string) {
	detail := "Another result of this test, " + at + strconv.Itoa(first) + ", has the same date. Keep one of the two."
	if !day.Known {
		detail = "Another result of this test, " + at + strconv.Itoa(first) + ", has no date either. Date both, or keep one."
	}
	c.add(pointer, problem.CodeDuplicateResult, detail)
}

func (c *check) collected(date, pointer string) {
	if d := day(date); d.Known && c.asOf.Known && d.N > c.asOf.N {
		c.add(pointer+"/collected_on", problem.CodeAfterAsOf, "The sample is dated after as_of. Correct one of the two dates.")
	}
}

func (c *check) value(test screen.Test, value float64, unit, pointer string) {
	t := &c.service.rules.Tests[test]
	converted, known := t.Convert(value, unit)
	if !known {
		c.add(pointer+"/unit", problem.CodeUnit, "This unit is not known for "+t.ID+".", t.Names()...)
		return
	}
	if converted < t.Plausible.Min || converted > t.Plausible.Max {
		limits := number(t.Plausible.Min) + " to " + number(t.Plausible.Max) + " " + t.Unit
		c.add(pointer+"/value", problem.CodeRange,
			"No "+t.ID+" is plausible outside this range. Check the number and its unit.", limits)
	}
}
