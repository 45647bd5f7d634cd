package door

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Document is an answer that is the same for everybody: it is sent as it is, or
// compressed to callers who take that, each with a strong entity tag of its own.
//
// It is not for what depends on what somebody has sent, and least of all for
// answers to POST: how well a body compresses tells what is in it. Whoever can
// have a page send words of their choosing beside the answers of a patient, and
// see how long what comes back is, could guess the answers (CVE-2013-3587).
//
// It is safe for concurrent use.
type Document struct {
	plain  coded
	zipped func() coded // made at its first use; without a body where it would save little
}

// coded is a body in a content coding, "" as it is.
type coded struct {
	coding string
	body   []byte
	etag   string
}

// NewDocument returns the document with the body, which must not be changed.
func NewDocument(body []byte) *Document {
	return &Document{
		plain:  coded{body: body, etag: Tag(body)},
		zipped: sync.OnceValue(func() coded { return compress(body) }),
	}
}

// leastSaved is the part of a body that compression must save to be worth it:
// a tenth. Pictures are compressed already.
const leastSaved = 10

// compress does it as well as gzip can: it is done once, and sent often.
func compress(body []byte) coded {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // a level that there is
	_, _ = w.Write(body)                                    // a bytes.Buffer takes everything
	_ = w.Close()
	if saved := len(body) - out.Len(); saved < len(body)/leastSaved {
		return coded{}
	}
	return coded{"gzip", out.Bytes(), Tag(out.Bytes())}
}

// forms are those of the document that the caller takes, the one to send first.
// One that takes none is sent the body as it is.
func (d *Document) forms(accepted []string) []coded {
	wanted := readCodings(accepted)
	var forms []coded
	if wanted.gzip > 0 {
		if zipped := d.zipped(); zipped.body != nil {
			forms = append(forms, zipped)
		}
	}
	switch {
	case wanted.identity > wanted.gzip:
		return slices.Insert(forms, 0, d.plain)
	case wanted.identity > 0 || len(forms) == 0:
		return append(forms, d.plain)
	}
	return forms
}

// Send answers a GET or HEAD with the document, or with 304 when If-None-Match
// names a form of it that the caller takes. Headers beside those of the body,
// such as Cache-Control, are for the caller of Send to set before. The error is
// that of writing to the connection.
func (d *Document) Send(w http.ResponseWriter, r *http.Request, contentType string) error {
	forms := d.forms(r.Header["Accept-Encoding"])
	header := w.Header()
	if !slices.ContainsFunc(header["Vary"], func(v string) bool { return strings.EqualFold(v, "Accept-Encoding") }) {
		header.Add("Vary", "Accept-Encoding")
	}
	for _, form := range forms {
		if Names(r.Header["If-None-Match"], form.etag) {
			header.Set("ETag", form.etag)
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	form := forms[0]
	header.Set("ETag", form.etag)
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(form.body)))
	if form.coding != "" {
		header.Set("Content-Encoding", form.coding)
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(form.body)
	return err
}
