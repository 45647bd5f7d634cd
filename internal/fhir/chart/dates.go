package chart

import (
	"time"
)

// date is a date of FHIR: a day, a month or a year.
type date struct {
	text             string
	year, month, day int // month and day are 0 where they are not given
}

// readDate reads the date part of a date, dateTime or instant, as written.
func readDate(s string) (date, bool) {
	if len(s) > len(time.DateOnly) {
		if s[len(time.DateOnly)] != 'T' {
			return date{}, false
		}
		s = s[:len(time.DateOnly)]
	}
	var layout string
	switch len(s) {
	case len(time.DateOnly):
		layout = time.DateOnly
	case len("2006-01"):
		layout = "2006-01"
	case len("2006"):
		layout = "2006"
	default:
		return date{}, false
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return date{}, false
	}
	d := date{text: s, year: t.Year()}
	if len(s) >= len("2006-01") {
		d.month = int(t.Month())
	}
	if len(s) == len(time.DateOnly) {
		d.day = t.Day()
	}
	return d, true
}

// full reports a date with month and day.
func (d date) full() bool { return d.day > 0 }

// first and last are the first and the last day that a date may be.
func (d date) first() time.Time {
	return time.Date(d.year, time.Month(max(d.month, 1)), max(d.day, 1), 0, 0, 0, 0, time.UTC)
}

func (d date) last() time.Time {
	switch {
	case d.day > 0:
		return d.first()
	case d.month > 0:
		return d.first().AddDate(0, 1, -1)
	default:
		return time.Date(d.year, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
}

// ageOn is the completed years from d to a day, at least and at most.
func (d date) ageOn(day time.Time) (youngest, oldest int) {
	return years(d.last(), day), years(d.first(), day)
}

// years are the completed years between two days.
func years(from, to time.Time) int {
	n := to.Year() - from.Year()
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		n--
	}
	return n
}

// daysSince counts the days from a full date to a day.
func (d date) daysSince(day time.Time) int { return int(day.Sub(d.first()).Hours() / 24) }

// civil is the day of a time, as it is where the time is told.
func civil(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// instant is a dateTime with a time of day; false without one.
func instant(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil
}
