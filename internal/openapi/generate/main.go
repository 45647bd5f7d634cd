// Command generate writes the answers of the examples below api/examples, and
// then the OpenAPI description, which shows them. Run it with go generate ./...
package main

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/rlscreen/rlscreen/internal/contract"
	"github.com/rlscreen/rlscreen/internal/openapi"
)

func main() {
	root := flag.String("root", ".", "root folder of the module")
	flag.Parse()
	if err := generate(*root); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(root string) error {
	if err := answerExamples(filepath.Join(root, filepath.FromSlash(openapi.Folder))); err != nil {
		return err
	}
	description, err := openapi.Describe(root)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, "api", "openapi.json"), description.JSON, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "api", "openapi.yaml"), description.YAML, 0o644)
}

// answerExamples writes the answer of each example below the folder.
func answerExamples(folder string) error {
	return withService(func(shared http.Handler) error {
		for _, e := range openapi.Exchanges() {
			if err := answerExample(shared, e, folder); err != nil {
				return err
			}
		}
		return nil
	})
}

// answerExample writes the answer of one example, which may need a service of
// its own.
func answerExample(shared http.Handler, e openapi.Exchange, folder string) error {
	if !e.Alone() {
		return writeAnswer(shared, e, folder)
	}
	return withService(func(own http.Handler) error { return writeAnswer(own, e, folder) })
}

// withService starts a service for as long as do needs it.
func withService(do func(http.Handler) error) error {
	database, err := os.MkdirTemp("", "rlscreen")
	if err != nil {
		return err
	}
	service, err := contract.Service(database, nil)
	if err != nil {
		return errors.Join(err, os.RemoveAll(database))
	}
	return errors.Join(do(service), service.Close(), os.RemoveAll(database))
}

func writeAnswer(service http.Handler, e openapi.Exchange, folder string) error {
	shown, err := contract.Answer(service, e, folder)
	if err != nil || e.AnswerFile() == "" {
		return err
	}
	file := filepath.Join(folder, filepath.FromSlash(e.AnswerFile()))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, shown, 0o644)
}
