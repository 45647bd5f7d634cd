package v1

// IronStatusRequest is a dated series of iron results.
type IronStatusRequest struct {
	// AsOf is the date the reading is made for; without it no result counts as too old.
	AsOf    string       `json:"as_of,omitempty" validate:"omitempty,date" format:"date" example:"2026-11-20"`
	Patient *IronPatient `json:"patient,omitempty"`
	// Dialysis selects the rows for dialysis.
	Dialysis  string         `json:"dialysis,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	Treatment *IronTreatment `json:"treatment,omitempty"`
	// Results are the values, each dated, at least one.
	Results []IronResult `json:"results" validate:"required,min=1,max=200,dive"`
}

// IronPatient is what the reading needs to know of the patient.
type IronPatient struct {
	AgeYears       *int   `json:"age_years,omitempty" validate:"omitempty,min=0,max=120" example:"34"`
	Sex            string `json:"sex,omitempty" validate:"omitempty,oneof=female male other unknown" example:"female"`
	Pregnancy      string `json:"pregnancy,omitempty" validate:"omitempty,oneof=yes no possible not_sure" example:"no"`
	GestationWeeks *int   `json:"gestation_weeks,omitempty" validate:"omitempty,min=0" maximum:"45" example:"0"`
}

// IronTreatment is how iron is given.
type IronTreatment struct {
	Route string `json:"route" validate:"required,oneof=oral iv none" example:"oral"`
	// StartedOn is required when route is oral or iv.
	StartedOn string `json:"started_on,omitempty" validate:"omitempty,date" format:"date" example:"2026-06-01"`
}

// IronResult is one dated value.
type IronResult struct {
	Test        string   `json:"test" validate:"required,oneof=ferritin tsat crp iron tibc" example:"ferritin"`
	Value       *float64 `json:"value" validate:"required" example:"22"`
	Unit        string   `json:"unit" validate:"required,max=40" example:"ng/mL"`
	CollectedOn string   `json:"collected_on" validate:"required,date" format:"date" example:"2026-05-28"`
}

// IronStatus is the course of iron over time.
type IronStatus struct {
	// Iron is the reading of the newest values.
	Iron Iron `json:"iron" validate:"required"`
	// Series is what is known of each day, oldest first.
	Series []IronPoint `json:"series" validate:"required"`
	// TrendPer30Days is the change of ferritin in ng/mL per 30 days from the baseline to the newest value; absent with fewer than two values.
	TrendPer30Days *float64 `json:"trend_per_30_days,omitempty" example:"8.5"`
	// MonthsSinceStart is from the start of treatment to as_of, or to the newest value; absent without treatment.
	MonthsSinceStart *float64 `json:"months_since_start,omitempty" example:"5.5"`
	// Response is how ferritin answers: rising or falling when the change per 30 days exceeds 3 ng/mL and 10 % of the baseline; too_early under six weeks since the start or with fewer than two values.
	Response string `json:"response" validate:"required,oneof=rising falling flat too_early" example:"rising"`
	// ResponseReason explains the response.
	ResponseReason IronReason `json:"response_reason" validate:"required"`
	// NextRecheckOn is when to measure again. While overload has to be excluded it is no routine date but now: as_of, or without it the day of the newest result.
	NextRecheckOn string `json:"next_recheck_on" validate:"required" format:"date" example:"2026-11-21"`
	// RecheckReason says which rule gave that date.
	RecheckReason IronReason `json:"recheck_reason" validate:"required"`
	// Thresholds are the cut-offs by which the iron values of this patient are read: for adults, under 18 years, or on dialysis.
	Thresholds []IronThreshold `json:"thresholds" validate:"required"`
	Labs       []LabSuggestion `json:"labs" validate:"required"`
	Alerts     []Alert         `json:"alerts" validate:"required"`
	// Text is the reading in words.
	Text     Text       `json:"text" validate:"required"`
	Warnings []Warning  `json:"warnings" validate:"required"`
	Ruleset  RulesetRef `json:"ruleset" validate:"required"`
	Notice   string     `json:"notice" validate:"required"`
}

// IronPoint is what is known of one day.
type IronPoint struct {
	CollectedOn  string   `json:"collected_on" validate:"required" format:"date" example:"2026-05-28"`
	FerritinNgML *float64 `json:"ferritin_ng_ml,omitempty" example:"22"`
	TSATPercent  *float64 `json:"tsat_percent,omitempty" example:"14"`
}

// IronThreshold is a value at which the reading changes.
type IronThreshold struct {
	Test string `json:"test" validate:"required,oneof=ferritin tsat" example:"ferritin"`
	// Operator is how a value compares with this one where the rule is about it.
	Operator string  `json:"operator" validate:"required" enums:"<,<=,>" example:"<=" wire:"plain"`
	Value    float64 `json:"value" validate:"required" example:"75"`
	Unit     string  `json:"unit" validate:"required" example:"ng/mL" wire:"plain"`
	Display  string  `json:"display" validate:"required" wire:"plain"`
	Evidence
}

// IronReason is a rule of the follow-up in words.
type IronReason struct {
	Display string `json:"display" validate:"required"`
	Evidence
}
