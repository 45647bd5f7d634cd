package openapi

import (
	"bytes"
	"maps"
	"net/http"
)

const (
	pathRecords = "/v1/records"
	// firstRecord is the id that the service of the examples gives to the first record.
	firstRecord = "rec_sggxhldgzp7adxl6ybipqlgoue"
	// otherRecord is the id of no record.
	otherRecord = "rec_n5xw63tfojqxizlsmfxgsy3pmu"
)

// stored are the examples of records. What a service keeps shows in its answers,
// so that each is sent to a new one, to which has happened what it names.
func stored() []Exchange {
	first := storing("created", http.StatusCreated, "A record of a positive screen")
	first.Header = map[string]string{"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
	again := storing("follow_up", http.StatusCreated, "A record of the same patient, later")
	mismatch := storing("idempotency_mismatch", http.StatusUnprocessableEntity, "Other answers under a key that has been used")
	mismatch.Header, mismatch.After = maps.Clone(first.Header), []Exchange{first}

	read := ofRecord("readRecord", "record", "", "A record")
	erase := ofRecord("eraseRecord", "erased", "", "A record is erased")
	erase.Method, erase.Accept, erase.Status = http.MethodDelete, "", http.StatusNoContent
	replay := ofRecord("replayRecord", "identical", "/replay", "The same comes out")
	replay.Method = http.MethodPost
	trail := ofRecord("getRecordAudit", "json", "/audit", "Stored, read, and looked at here")
	inFHIR := ofRecord("getRecordAudit", "fhir", "/audit", "The same as FHIR")
	inFHIR.Accept = mediaFHIR

	read.After, erase.After, replay.After = []Exchange{first}, []Exchange{first}, []Exchange{first}
	trail.After, inFHIR.After = []Exchange{first, read}, []Exchange{first, read}
	return []Exchange{
		brief(first), brief(again), storing("validation_failed", http.StatusUnprocessableEntity, "Answers that contradict each other, and a unit of another test"), mismatch,
		listing(first, again),
		brief(read), gone(otherRecord, "not_found", "No such record", first), gone(firstRecord, "erased", "A record that has been erased", first, erase),
		replay, trail, inFHIR, erase,
	}
}

// storing sends a record.
func storing(name string, status int, summary string) Exchange {
	return Exchange{
		Operation: "createRecord", Name: name, Summary: summary, Method: http.MethodPost, Target: pathRecords,
		Media: mediaJSON, Accept: mediaJSON, Status: status,
	}
}

// ofRecord asks for something of the first record.
func ofRecord(operation, name, path, summary string) Exchange {
	return get(operation, name, pathRecords+"/"+firstRecord+path, mediaJSON, summary)
}

// gone reads a record that is not there.
func gone(id, name, summary string, after ...Exchange) Exchange {
	e := get("readRecord", name, pathRecords+"/"+id, mediaJSON, summary)
	e.Status, e.After = http.StatusNotFound, after
	return e
}

// listing asks for a page of the records of one subject.
func listing(after ...Exchange) Exchange {
	e := get("listRecords", "page", pathRecords+"?subject=patient-4711&limit=1", mediaJSON, "The first page of the records of one subject")
	e.After = after
	e.shorten = sameCursor
	return e
}

// brief shows a record without most of what its lists hold.
func brief(e Exchange) Exchange { return shortened(e, 1) }

// sameCursor replaces the cursor, which is another one each time, since it is
// sealed with a random number.
func sameCursor(body []byte) ([]byte, error) {
	tree, err := parse(body)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(tree.Content); i += 2 {
		if tree.Content[i].Value == "next_cursor" {
			tree.Content[i+1].Value = "q83vEjRWeJCrze8SNFZ4kAeBHJ2tQv1nMZ0"
		}
	}
	return bytes.TrimSpace(writeJSON(nil, tree, "\n")), nil
}
