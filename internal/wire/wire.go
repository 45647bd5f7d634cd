// Package wire turns wire types into JSON and JSON into wire types, without
// reflection. A decision takes a fraction of a microsecond; what a screening
// costs is its JSON, so the code that reads and writes it is generated from the
// fields and tags of api/v1, which stay the one description of the format.
//
// Writing gives the bytes that github.com/go-json-experiment/json gives. Reading
// only ever accepts: a document that is not plainly acceptable is left to
// internal/strictjson, which takes it all the same or explains every fault.
// Tests and fuzz tests hold the package equal to both.
package wire

import v1 "github.com/rlscreen/rlscreen/api/v1"

//go:generate go run ./generate

// AppendScreening appends v as JSON to dst. Like all Append functions here, it
// takes a v that is not nil and cannot fail: what JSON cannot say, and no
// answer has, becomes U+FFFD (invalid UTF-8) or null (NaN and infinities).
func AppendScreening(dst []byte, v *v1.Screening) []byte { return appendScreening(dst, v) }

// AppendBatchAnswer appends v as JSON to dst, without a line feed.
func AppendBatchAnswer(dst []byte, v *v1.BatchAnswer) []byte { return appendBatchAnswer(dst, v) }

// AppendIronStatus appends v as JSON to dst.
func AppendIronStatus(dst []byte, v *v1.IronStatus) []byte { return appendIronStatus(dst, v) }

// ParseScreeningRequest reads one JSON document into dst, which is emptied
// first and does not refer to data afterwards. It reports true only when a
// strictjson.Decoder finds no fault in the document; dst is then what that
// would have made of it. False is not a verdict: it says that the Decoder has
// to read the document, and dst holds nothing of use.
func ParseScreeningRequest(data []byte, dst *v1.ScreeningRequest) bool {
	c := cursor{data: data}
	*dst = v1.ScreeningRequest{}
	c.screeningRequest(dst)
	return c.end()
}

// ParseBatchLine reads one line of a batch as ParseScreeningRequest reads a
// request.
func ParseBatchLine(data []byte, dst *v1.BatchLine) bool {
	c := cursor{data: data}
	*dst = v1.BatchLine{}
	c.batchLine(dst)
	return c.end()
}
