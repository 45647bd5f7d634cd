package v1

// RecordRequest is one set of answers to evaluate and to store.
type RecordRequest struct {
	// Subject is a reference of your own to whom the record is about, such as an id of a patient. It is opaque here, and stored encrypted; records can be listed by it.
	Subject string `json:"subject,omitempty" validate:"omitempty,min=1,max=200" example:"patient-4711"`
	// Request is what POST /v1/screenings takes.
	Request *ScreeningRequest `json:"request" validate:"required"`
}

// Record is a stored screening.
type Record struct {
	// ID names the record.
	ID string `json:"id" validate:"required" example:"rec_n5xw63tfojqxizlsmfxgsy3pmu"`
	// Subject is the reference that was given; absent without one.
	Subject string `json:"subject,omitempty" example:"patient-4711"`
	// CreatedAt is when the record was made, in UTC.
	CreatedAt string `json:"created_at" validate:"required" format:"date-time" example:"2026-11-20T09:30:00.000Z"`
	// Request is the set of answers.
	Request ScreeningRequest `json:"request" validate:"required"`
	// Result is the answer as it was given then, byte for byte what POST /v1/screenings answered to this request.
	Result Screening `json:"result" validate:"required"`
}

// RecordList is a page of records, newest first.
type RecordList struct {
	// Items are the records of this page, which may be fewer than limit, even none, when there is a next one.
	Items []RecordSummary `json:"items" validate:"required"`
	// NextCursor asks for the next page as cursor, with the same filters; absent on the last one, and only there: a page of large records ends before its limit.
	NextCursor string `json:"next_cursor,omitempty" example:"q83vEjRWeJCrze8SNFZ4kAeBHJ2tQv1nMZ0"`
	// IronResults is there when subject is given: the dated results of ferritin, TSAT, CRP, iron and TIBC in the records of this page, oldest first, which POST /v1/iron-status takes unchanged as its results.
	// There is one value for each test and day. Where records disagree, that of the record created last counts, since results are sent again to correct them; of iron and TIBC that cannot both be right, likewise. At most 200, the newest.
	IronResults []IronResult `json:"iron_results,omitzero"`
}

// RecordSummary is what a list shows of a record.
type RecordSummary struct {
	// ID names the record.
	ID string `json:"id" validate:"required" example:"rec_n5xw63tfojqxizlsmfxgsy3pmu"`
	// Subject is the reference that was given; absent without one.
	Subject string `json:"subject,omitempty" example:"patient-4711"`
	// CreatedAt is when the record was made, in UTC.
	CreatedAt string `json:"created_at" validate:"required" format:"date-time" example:"2026-11-20T09:30:00.000Z"`
	// AsOf is the date the answers speak for; absent when it was not given.
	AsOf string `json:"as_of,omitempty" format:"date" example:"2026-11-20"`
	// Outcome is the code of the outcome; like label, alerts and ruleset there unless the record is unreadable.
	Outcome string `json:"outcome,omitempty" validate:"omitempty,oneof=out_of_scope negative indeterminate positive_review positive_provisional positive" example:"positive"`
	// Label is that of the classification.
	Label string `json:"label,omitempty" validate:"omitempty,oneof=mixed likely_secondary likely_primary indeterminate deferred not_applicable" example:"mixed"`
	// Alerts are the ids of the alerts, most urgent first.
	Alerts []string `json:"alerts,omitzero" example:"medicine_trigger"`
	// Ruleset is the version of the rules that gave the result.
	Ruleset string `json:"ruleset,omitempty" example:"1.0.0"`
	// Unreadable: the record is stored and cannot be opened, since its key is missing or it was altered; the log of the service says more. Only id and created_at are there. Absent otherwise.
	Unreadable bool `json:"unreadable,omitzero" example:"false"`
}

// RecordReplay compares a stored result with what the stored request gives under the current ruleset.
type RecordReplay struct {
	// ID names the record.
	ID string `json:"id" validate:"required" example:"rec_n5xw63tfojqxizlsmfxgsy3pmu"`
	// Identical: the same result comes out.
	Identical bool `json:"identical" validate:"required"`
	// Stored names the rules that gave the stored result.
	Stored RulesetRef `json:"stored" validate:"required"`
	// Current names the rules in use.
	Current RulesetRef `json:"current" validate:"required"`
	// Differences are the places at which the two results differ, at most the first 500.
	Differences []Difference `json:"differences" validate:"required"`
}

// Difference is one place at which two results differ.
type Difference struct {
	// Pointer is a JSON pointer (RFC 6901) into the result. Elements of lists are compared by their index.
	Pointer string `json:"pointer" validate:"required" example:"/outcome/code"`
	// Stored is the JSON value in the stored result, whatever its type; absent when there is none.
	Stored any `json:"stored,omitzero"`
	// Current is the JSON value under the current ruleset, whatever its type; absent when there is none.
	Current any `json:"current,omitzero"`
}

// AuditTrail is a page of what happened to a record, oldest first.
type AuditTrail struct {
	// ID names the record.
	ID string `json:"id" validate:"required" example:"rec_n5xw63tfojqxizlsmfxgsy3pmu"`
	// Items are the entries of this page.
	Items []AuditItem `json:"items" validate:"required"`
	// NextCursor asks for the next page as cursor; absent on the last one.
	NextCursor string `json:"next_cursor,omitempty" example:"q83vEjRWeJCrze8SNFZ4kAeBHJ2tQv1nMZ0"`
}

// AuditItem is one entry of the audit trail. It holds nothing of the answers.
type AuditItem struct {
	// Seq is the number of the entry in the trail of all that the tenant did, so that those of one record have gaps.
	Seq int64 `json:"seq" validate:"required" example:"1"`
	// At is when it happened, in UTC.
	At string `json:"at" validate:"required" format:"date-time" example:"2026-11-20T09:30:00.000Z"`
	// Action is what was done: create, read, list (it was shown in a list), erase (also when it was erased already), expire (it was erased when its time was over), replay, trail (this trail was read), or denied.
	Action string `json:"action" validate:"required,oneof=create read list erase expire replay trail denied" example:"create"`
	// Caller is who did it: the id of an API key, jwt: and a hash of issuer and subject, local, cli or service; several where denials of many were counted together.
	Caller string `json:"caller" validate:"required" example:"k7m2q4xw3n5p"`
	// Outcome is done, or the code of the problem that was answered.
	Outcome string `json:"outcome" validate:"required" example:"done"`
	// RequestID is the X-Request-Id of the request, if the service made it or it has 32 hexadecimal digits, as a UUID has; absent for another, which may say something of a patient, and when the entry stands for several.
	RequestID string `json:"request_id,omitempty" example:"018f3f8e-6c1b-7e5a-9d2b-5a0c4e7f1b23"`
	// Detail is the action that was denied.
	Detail string `json:"detail,omitempty" example:"read"`
	// Count is how many times it happened: 1, or more when denials were counted together.
	Count int `json:"count" validate:"required" example:"1"`
}
