// Package httpapi is the REST door: it turns HTTP into calls of the use cases
// and their answers and errors back into HTTP, and decides nothing itself.
//
// Routes lists everything there is to call. What every route has in common
// stands in one place each: which parameters and representations it takes
// (exchange.go), who calls (caller.go), reading a body (decode.go), writing an
// answer (encode.go), and turning an error into a problem document (errors.go).
//
//	@title			rlscreen
//	@version		1
//	@description	Screening for restless legs syndrome (RLS), also called Willis-Ekbom disease: answers in, a screening result with its reasons out. It is a screen, not a diagnosis, and stores nothing but what is sent to /v1/records.
//	@license.name	Apache-2.0
//	@license.url	https://www.apache.org/licenses/LICENSE-2.0
//	@tag.name		screening
//	@tag.description	Evaluate answers.
//	@tag.name		records
//	@tag.description	Keep screenings, each sealed under a key of its own, with a trail of who did what with it. What belongs to another tenant is 404.
//	@tag.name		reference
//	@tag.description	What can be asked, and what decisions rest on.
//	@tag.name		fhir
//	@tag.description	HL7 FHIR R4: the form, what the chart fills in, and what a response is made into. GET /fhir/R4/metadata is its own description.
//	@tag.name		cds-hooks
//	@tag.description	CDS Hooks 2.0: cards for whoever has the chart open.
//	@tag.name		pages
//	@tag.description	What people look at: the intake form, as a page and as a script for pages of your own, the clinician's desk, what this is, and the reader of this description.
//	@tag.name		service
//	@tag.description	The service itself: its health, its description, its errors.
package httpapi
