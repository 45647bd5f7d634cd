package openapi_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/rlscreen/rlscreen/api"
	"github.com/rlscreen/rlscreen/internal/openapi"
)

func TestDescriptionIsUpToDate(t *testing.T) {
	got, err := openapi.Describe("../..")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.JSON, api.OpenAPIJSON) {
		t.Error("api/openapi.json is stale; run go generate ./...")
	}
	if !bytes.Equal(got.YAML, api.OpenAPIYAML) {
		t.Error("api/openapi.yaml is stale; run go generate ./...")
	}
}

func TestDescriptionIsValid(t *testing.T) {
	for name, text := range map[string][]byte{"JSON": api.OpenAPIJSON, "YAML": api.OpenAPIYAML} {
		doc, err := openapi3.NewLoader().LoadFromData(text)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := doc.Validate(context.Background()); err != nil {
			t.Error(name, err)
		}
		if doc.OpenAPI != "3.1.1" {
			t.Error(name, doc.OpenAPI)
		}
	}
}
