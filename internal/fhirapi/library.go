package fhirapi

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// document is a resource that is published here, as it is sent, with what it
// can be found by.
type document struct {
	kind, id               string
	url, version, status   string
	name, title, publisher string
	experimental           string // "true", "false", or "" where it is not said
	versionID              string
	body                   fhir.Raw
}

// etag is the entity tag that FHIR gives a version of a resource.
func (d *document) etag() string { return `W/"` + d.versionID + `"` }

// library holds the documents, in the order in which they are found.
type library struct {
	documents []document
	released  time.Time // when the ruleset was
}

// newLibrary writes down the form and its codes. It is not done at start, which
// it would slow down, but at the first use.
func (a *API) newLibrary() (*library, error) {
	f, err := a.form()
	if err != nil {
		return nil, err
	}
	released, err := time.Parse(time.DateOnly, a.Service.Released())
	if err != nil {
		return nil, fmt.Errorf("read the date of the ruleset: %w", err)
	}
	l := &library{released: released}
	q := *f.Questionnaire()
	err = l.add(&q, &q.Meta, document{
		kind: typeQuestionnaire, id: q.ID, url: q.URL, version: q.Version, status: q.Status,
		name: q.Name, title: q.Title, publisher: q.Publisher, experimental: written(q.Experimental),
	})
	for _, s := range f.CodeSystems() {
		s := *s
		err = errors.Join(err, l.add(&s, &s.Meta, document{
			kind: typeCodeSystem, id: s.ID, url: s.URL, version: s.Version, status: s.Status,
			name: s.Name, title: s.Title, publisher: s.Publisher, experimental: written(s.Experimental),
		}))
	}
	for _, s := range f.ValueSets() {
		s := *s
		err = errors.Join(err, l.add(&s, &s.Meta, document{
			kind: typeValueSet, id: s.ID, url: s.URL, version: s.Version, status: s.Status,
			name: s.Name, title: s.Title, publisher: s.Publisher, experimental: written(s.Experimental),
		}))
	}
	o := a.fromAnswersDefinition()
	return l, errors.Join(err, l.add(o, &o.Meta, document{
		kind: typeOperationDefinition, id: o.ID, url: o.URL, version: o.Version, status: o.Status,
		name: o.Name, title: o.Title, publisher: o.Publisher, experimental: written(o.Experimental),
	}))
}

func written(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// add writes a resource down. Its version is that of the ruleset with a digest
// of what it says, as that also depends on the program and its settings.
func (l *library) add(resource any, meta **fhir.Meta, d document) error {
	stamp := fhir.Meta{}
	if *meta != nil {
		stamp = **meta
	}
	stamp.VersionID, stamp.LastUpdated = "", l.released.Format(time.RFC3339)
	*meta = &stamp
	plain, err := encode(resource, false)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(plain)
	stamp.VersionID = d.version + "-" + hex.EncodeToString(digest[:4])
	d.versionID = stamp.VersionID
	if d.body, err = encode(resource, false); err != nil {
		return err
	}
	l.documents = append(l.documents, d)
	return nil
}

// find returns the document of a type and id, nil when there is none.
func (l *library) find(kind, id string) *document {
	i := slices.IndexFunc(l.documents, func(d document) bool { return d.kind == kind && d.id == id })
	if i < 0 {
		return nil
	}
	return &l.documents[i]
}

// read answers with a resource, vread with a version of it.
func (a *API) read(x *exchange, kind string) error {
	id := x.Param("id")
	if err := reserved(x, id); err != nil {
		return err
	}
	l, err := a.library()
	if err != nil {
		return err
	}
	d := l.find(kind, id)
	if d == nil {
		return refuse(http.StatusNotFound, fault(fhir.TypeNotFound, codeNotFound,
			"There is no "+kind+" with this id; GET "+Base+"/"+kind+" lists those there are."))
	}
	return l.serve(x, d)
}

func (a *API) vread(x *exchange, kind string) error {
	l, err := a.library()
	if err != nil {
		return err
	}
	d := l.find(kind, x.Param("id"))
	if d == nil || d.versionID != x.Param("vid") {
		return refuse(http.StatusNotFound, fault(fhir.TypeNotFound, codeNotFound,
			"There is no such version of a "+kind+" with this id. Only the present one is kept; leave out /_history to read it."))
	}
	return l.serve(x, d)
}

// serve sends a document.
func (l *library) serve(x *exchange, d *document) error {
	x.Response().Header().Set("Last-Modified", l.released.Format(http.TimeFormat))
	return x.answerTagged(d.body, d.etag())
}
