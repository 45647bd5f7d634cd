package app

import (
	"math"
	"slices"
	"strings"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/strictjson"
	"github.com/rlscreen/rlscreen/internal/wire"
)

// IronStatus reads a dated series of iron results and appends the encoded
// v1.IronStatus to dst. The errors are those of Screen.
func (s *Service) IronStatus(dst, body []byte, o Options) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	req := new(v1.IronStatusRequest)
	faults, err := s.decoder.Decode(body, req)
	if err != nil {
		return nil, err
	}
	if faults = s.checkIron(req, faults); len(faults) > 0 {
		return nil, problem.Invalid(faults)
	}
	// The series goes through the same mapping as the results of a screening.
	a := s.read(new(answers), ironAsScreening(req))
	in := screen.IronInput{Input: a.input}
	if t := req.Treatment; t != nil {
		in.Route = routes[t.Route]
		in.Started = day(t.StartedOn)
	}
	status := screen.ReadIronStatus(in, &s.rules.Core)
	return wire.AppendIronStatus(dst, s.renderIron(a, &status, o)), nil
}

var routes = map[string]screen.Route{"oral": screen.RouteOral, "iv": screen.RouteIV, "none": screen.RouteNone}

func ironAsScreening(req *v1.IronStatusRequest) *v1.ScreeningRequest {
	out := &v1.ScreeningRequest{AsOf: req.AsOf, History: &v1.History{}}
	if p := req.Patient; p != nil {
		out.Patient = &v1.Patient{AgeYears: p.AgeYears, Sex: p.Sex, Pregnancy: p.Pregnancy, GestationWeeks: p.GestationWeeks}
	}
	if req.Dialysis == "yes" {
		out.History.KidneyDisease, out.History.KidneyDiseaseStage = "yes", "dialysis"
	}
	for _, r := range req.Results {
		out.Labs = append(out.Labs, v1.Lab{Test: r.Test, Value: r.Value, Unit: r.Unit, CollectedOn: r.CollectedOn})
	}
	return out
}

// checkIron adds what no single member can show.
func (s *Service) checkIron(req *v1.IronStatusRequest, faults []problem.Field) []problem.Field {
	if !strictjson.IsWhole(faults) {
		return faults // see checkRequest
	}
	c := &check{service: s, decoded: faults, faults: faults, asOf: day(req.AsOf)}
	if p := req.Patient; p != nil {
		c.pregnancy(p.Sex, p.Pregnancy, p.GestationWeeks, "/patient")
	}
	if t := req.Treatment; t != nil && !c.faulty("/treatment/route") && !c.faulty("/treatment/started_on") {
		c.treatment(t)
	}
	c.labs(ironAsScreening(req).Labs, "/results/")
	return c.faults
}

func (c *check) treatment(t *v1.IronTreatment) {
	started := day(t.StartedOn)
	switch given := t.Route != "none"; {
	case given && !started.Known:
		c.add("/treatment/started_on", problem.CodeRequired, "Treatment by mouth or by vein needs the date it started.")
	case !given && started.Known:
		c.contradiction("/treatment/started_on", "A start is given while route is none. Name the route, or leave the start out.")
	case started.Known && c.asOf.Known && started.N > c.asOf.N:
		c.add("/treatment/started_on", problem.CodeAfterAsOf, "The treatment starts after as_of. Correct one of the two dates.")
	}
}

func (s *Service) renderIron(a *answers, status *screen.IronStatus, o Options) *v1.IronStatus {
	d := s.render(a, new(memory), &status.Result, o)
	out := &v1.IronStatus{
		Iron: d.iron(), Series: make([]v1.IronPoint, 0, len(status.Series)), Response: status.Response,
		ResponseReason: d.ironReason(status.ResponseRule), NextRecheckOn: recheckDate(status.Recheck),
		RecheckReason: d.ironReason(status.Recheck.Rule), Thresholds: d.ironThresholds(), Labs: d.labs(), Alerts: d.alerts(), Warnings: d.warnings(),
		Ruleset: s.rulesetRef(a.request.AsOf), Notice: d.say("notice"),
	}
	for _, p := range status.Series {
		out.Series = append(out.Series, s.ironPoint(p))
	}
	if trend := status.TrendPer30Days; trend.Known {
		x := math.Round(trend.X*100) / 100
		out.TrendPer30Days = &x
	}
	if since := status.SinceStart; since.Known {
		x := math.Round(float64(since.N)/daysPerMonth*10) / 10
		out.MonthsSinceStart = &x
	}
	out.Text = v1.Text{Summary: d.ironSummary(out, d.patient), Plain: d.ironSummary(out, true)}
	nameAsSent(out)
	return out
}

// nameAsSent gives what the answer rests on the paths of its own request. See
// ironAsScreening.
func nameAsSent(out *v1.IronStatus) {
	out.Iron.Because = factsAsSent(out.Iron.Because)
	for i := range out.Labs { // some share their reasons, which stay as they are the second time
		for j := range out.Labs[i].Reasons {
			r := &out.Labs[i].Reasons[j]
			r.Because = factsAsSent(r.Because)
		}
	}
	for i := range out.Alerts {
		out.Alerts[i].Because = factsAsSent(out.Alerts[i].Because)
	}
	for i := range out.Warnings {
		out.Warnings[i].Path = pathAsSent(out.Warnings[i].Path)
	}
}

// pathDialysis is the question that is read as two: kidney disease and its stage.
const pathDialysis = "dialysis"

func pathAsSent(path string) string {
	switch path {
	case screen.KidneyDisease.String(), screen.KidneyDiseaseStage.String():
		return pathDialysis
	}
	if rest, isResult := strings.CutPrefix(path, screen.Labs.String()+"["); isResult {
		return "results[" + rest
	}
	return path
}

// factsAsSent names facts as they were sent, dialysis once.
func factsAsSent(facts []v1.Fact) []v1.Fact {
	kept := facts[:0]
	for _, f := range facts {
		f.Path = pathAsSent(f.Path)
		if f.Path == pathDialysis {
			if slices.ContainsFunc(kept, func(k v1.Fact) bool { return k.Path == pathDialysis }) {
				continue
			}
			if f.Value != "" {
				f.Value = "yes"
			}
		}
		kept = append(kept, f)
	}
	return kept
}

// daysPerMonth is the mean length of a month.
const daysPerMonth = 365.25 / 12

func (s *Service) ironPoint(p screen.IronPoint) v1.IronPoint {
	out := v1.IronPoint{CollectedOn: date(p.Day)}
	if p.Ferritin.Known {
		x := s.ferritin(p.Ferritin.X)
		out.FerritinNgML = &x
	}
	if p.TSAT.Known {
		x := s.tsat(p.TSAT.X)
		out.TSATPercent = &x
	}
	return out
}

func (d *render) ironReason(rule screen.Rule) v1.IronReason {
	r := d.rule(rule)
	return v1.IronReason{Display: r.display, Evidence: r.evidence}
}

// ironThresholds are the cuts by which the patient's values are read. Patients
// are shown where a cut is; to which side it counts is for who reads rules.
func (d *render) ironThresholds() []v1.IronThreshold {
	cuts := screen.IronCuts(&d.answers.input, &d.service.rules.Core.Limits)
	out := make([]v1.IronThreshold, 0, len(cuts))
	for _, c := range cuts {
		id := c.Test.String()
		display := d.say("test."+id) + " " + d.voice.thresholds[comparison{c.Limit, c.Unit}]
		if d.patient {
			display = d.say("test."+id) + ": " + d.voice.amount(c.Limit.X, c.Unit)
		}
		out = append(out, v1.IronThreshold{
			Test: id, Operator: c.Limit.Op, Value: c.Limit.X, Unit: c.Unit, Display: display, Evidence: d.rule(c.Rule).evidence,
		})
	}
	return out
}

// ironSummary is the follow-up in lines of text.
func (d *render) ironSummary(out *v1.IronStatus, patient bool) string {
	c := *d
	c.patient, c.voice = patient, d.service.voices[voiceKey{d.voice.lang, patient}]()
	n := c.newNote()
	for _, a := range c.result.Alerts {
		n.line(c.alertText(a))
	}
	if patient {
		n.line(c.say("reading." + c.result.ReadingWording()))
	} else {
		n.open(c.say("text.iron"))
		c.noteIron(n)
		n.end()
	}
	n.line(c.say(out.ResponseReason.Rule))
	recheck := c.say(out.RecheckReason.Rule)
	if out.RecheckReason.Rule != recheckNow {
		recheck = out.NextRecheckOn + ": " + recheck
	}
	n.line(recheck)
	if !patient {
		n.line(c.rulesetLine())
	}
	return c.take(n)
}

// recheckNow is the rule by which overload is looked into first. Its date is no
// routine one, nor, without as_of, one to come: in words it is now.
const recheckNow = "iron_status.recheck.overload"

// recheckDate adds days and months to a day. A month that is too short for the
// day ends on its last day.
func recheckDate(r screen.Recheck) string {
	from := time.Unix(int64(r.From.N)*secondsPerDay, 0).UTC().AddDate(0, 0, r.Days)
	due := from.AddDate(0, r.Months, 0)
	if due.Day() != from.Day() {
		due = due.AddDate(0, 0, -due.Day())
	}
	return due.Format(time.DateOnly)
}

func date(d screen.Day) string {
	return time.Unix(int64(d.N)*secondsPerDay, 0).UTC().Format(time.DateOnly)
}
