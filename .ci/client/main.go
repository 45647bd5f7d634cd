// Command client screens an example with the Go client that oapi-codegen makes
// of the description. See .ci/clients.
package main

import (
	"client/rlscreen"
	"context"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "go client:", err)
		os.Exit(1)
	}
}

func run(url, request, answer string) error {
	asked, expected := new(rlscreen.ScreeningRequest), new(rlscreen.Screening)
	if err := read(request, asked); err != nil {
		return err
	}
	if err := read(answer, expected); err != nil {
		return err
	}
	client, err := rlscreen.NewClientWithResponses(url)
	if err != nil {
		return err
	}
	lang := rlscreen.CreateScreeningParamsLang("en")
	response, err := client.CreateScreeningWithResponse(context.Background(), &rlscreen.CreateScreeningParams{Lang: &lang}, *asked)
	if err != nil {
		return err
	}
	if response.JSON200 == nil {
		return fmt.Errorf("answered %s: %s", response.Status(), response.Body)
	}
	got := response.JSON200
	if got.Outcome.Code != expected.Outcome.Code || len(got.Medications.Effects) != len(expected.Medications.Effects) {
		return fmt.Errorf("outcome %q, %d effects of medicines", got.Outcome.Code, len(got.Medications.Effects))
	}
	fmt.Println("go client:", got.Outcome.Code)
	return nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
