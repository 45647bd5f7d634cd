package app

import (
	"slices"
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/strictjson"
	"github.com/rlscreen/rlscreen/internal/wire"
)

// check collects what no single member can show: answers that contradict each
// other, and results that cannot be. What the decoder has already faulted is
// left alone.
type check struct {
	service *Service
	decoded []problem.Field // the decoder's faults
	faults  []problem.Field // all so far
	asOf    screen.Day
}

// Parse turns bytes into an acceptable request, or lists every fault of them. What the
// quick reader does not accept at once, the strict decoder reads and explains.
func (s *Service) Parse(body []byte) (*v1.ScreeningRequest, *problem.Error) {
	req := new(v1.ScreeningRequest)
	var faults []problem.Field
	if !wire.ParseScreeningRequest(body, req) {
		var err *problem.Error
		if faults, err = s.decoder.Decode(body, req); err != nil {
			return nil, err
		}
	}
	if faults = s.checkRequest(req, "", faults); len(faults) > 0 {
		return nil, problem.Invalid(faults)
	}
	return req, nil
}

// checkRequest adds the faults of a request at the pointer to those there are.
func (s *Service) checkRequest(req *v1.ScreeningRequest, at string, faults []problem.Field) []problem.Field {
	if !strictjson.IsWhole(faults) {
		return faults // what is missing may have been sent
	}
	c := &check{service: s, decoded: faults, faults: faults, asOf: day(req.AsOf)}
	c.patient(req, at)
	c.course(req, at)
	c.kidney(req, at)
	for i := range req.Medications {
		if m := &req.Medications[i]; m.Name == "" && m.RxNorm == "" && m.ATC == "" {
			c.unnamed(at+"/medications/", i)
		}
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

// refused reports whether the decoder has refused one of the members, such as
// /unit, of an element of the list at a pointer, such as /labs/; "" is the
// element itself.
func (c *check) refused(at string, i int, members ...string) bool {
	if len(c.decoded) == 0 {
		return false
	}
	element := at + strconv.Itoa(i)
	return slices.ContainsFunc(c.decoded, func(f problem.Field) bool {
		member, within := strings.CutPrefix(f.Pointer, element)
		return within && slices.Contains(members, member)
	})
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

func (c *check) unnamed(at string, i int) {
	if !c.refused(at, i, "", "/name", "/rxnorm", "/atc") {
		c.add(at+strconv.Itoa(i), problem.CodeAtLeastOne, "A medicine needs at least one of name, rxnorm and atc.", "name", "rxnorm", "atc")
	}
}

// result is one result that says which test it is of, and when.
type result struct {
	test  screen.Test
	day   screen.Day
	value float64 // in the test's unit
	valid bool    // the value is there, and can be
	index int
}

// labs checks every result, and then results against each other. Lists are
// short, so that looking through them is cheaper than a map.
func (c *check) labs(labs []v1.Lab, at string) {
	var stack [16]result
	distinct := stack[:0]
	for i := range labs {
		if c.refused(at, i, "") {
			continue
		}
		r, ok := c.result(&labs[i], i, at)
		if !ok {
			continue
		}
		for _, earlier := range distinct {
			if earlier.test == r.test && earlier.day == r.day {
				c.duplicate(earlier.index, r, at)
				ok = false
				break
			}
		}
		if ok {
			distinct = append(distinct, r)
		}
	}
	c.saturation(distinct, at)
}

// result checks one result by itself. It is false when there is nothing to
// compare with others.
func (c *check) result(lab *v1.Lab, i int, at string) (r result, ok bool) {
	r = result{day: day(lab.CollectedOn), index: i}
	if r.day.Known && c.asOf.Known && r.day.N > c.asOf.N {
		c.add(at+strconv.Itoa(i)+"/collected_on", problem.CodeAfterAsOf, "The sample is dated after as_of. Correct one of the two dates.")
	}
	if c.refused(at, i, "/test", "/loinc") {
		return r, false
	}
	if (lab.Test == "") == (lab.LOINC == "") {
		c.add(at+strconv.Itoa(i), problem.CodeExactlyOne, "A result needs exactly one of test and loinc.", "test", "loinc")
		return r, false
	}
	if r.test, ok = c.service.test(lab); !ok {
		return r, false
	}
	r.value, r.valid = c.value(lab, r.test, i, at)
	return r, !c.refused(at, i, "/collected_on")
}

// value is that of a result in the unit of its test. It is false for one that
// cannot be, or that lacks what the decoder has called missing.
func (c *check) value(lab *v1.Lab, test screen.Test, i int, at string) (value float64, ok bool) {
	if c.refused(at, i, "/unit") {
		return 0, false
	}
	if lab.Value != nil {
		value = *lab.Value
	}
	t := &c.service.rules.Tests[test]
	value, ok = t.Convert(value, lab.Unit)
	switch {
	case !ok:
		c.add(at+strconv.Itoa(i)+"/unit", problem.CodeUnit, "This unit is not known for "+t.ID+".", t.Names()...)
	case lab.Value == nil:
	case value < t.Plausible.Min || value > t.Plausible.Max:
		limits := number(t.Plausible.Min) + " to " + number(t.Plausible.Max) + " " + t.Unit
		c.add(at+strconv.Itoa(i)+"/value", problem.CodeRange,
			"No "+t.ID+" is plausible outside this range. Check the number and its unit.", limits)
	default:
		return value, true
	}
	return 0, false
}

func (c *check) duplicate(first int, r result, at string) {
	detail := "Another result of this test, " + at + strconv.Itoa(first) + ", has the same date. Keep one of the two."
	if !r.day.Known {
		detail = "Another result of this test, " + at + strconv.Itoa(first) + ", has no date either. Date both, or keep one."
	}
	c.add(at+strconv.Itoa(r.index), problem.CodeDuplicateResult, detail)
}

// saturation refuses iron and TIBC of one day that give no possible TSAT: one
// of the two then has the wrong unit, and would read as overload or deficiency.
func (c *check) saturation(distinct []result, at string) {
	for _, iron := range distinct {
		if iron.test != screen.SerumIron || !iron.valid {
			continue
		}
		for _, tibc := range distinct {
			if tibc.test != screen.TIBC || !tibc.valid || tibc.day != iron.day {
				continue
			}
			if !c.service.saturates(iron.value, tibc.value) {
				limits := c.service.rules.Tests[screen.TSAT].Plausible
				c.add(at+strconv.Itoa(iron.index)+"/value", problem.CodeRange, "With the TIBC of the same day, "+at+strconv.Itoa(tibc.index)+
					", this gives a transferrin saturation that cannot be. Check both numbers and units.",
					"iron / TIBC of "+number(limits.Min)+" to "+number(limits.Max)+" %")
			}
		}
	}
}

// saturates reports whether iron and TIBC give a possible TSAT.
func (s *Service) saturates(iron, tibc float64) bool {
	limits := s.rules.Tests[screen.TSAT].Plausible
	tsat := screen.Saturation(iron, tibc)
	return tsat >= limits.Min && tsat <= limits.Max
}
