// Command generate writes the answers of the examples below api/examples, and
// then the OpenAPI description, which shows them. Run it with go generate ./...
package main

import (
	"flag"
	"fmt"
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

func answerExamples(folder string) error {
	service, err := contract.Service()
	if err != nil {
		return err
	}
	for _, e := range openapi.Exchanges() {
		shown, err := contract.Answer(service, e, folder)
		if err != nil {
			return err
		}
		if e.AnswerFile() == "" {
			continue
		}
		file := filepath.Join(folder, filepath.FromSlash(e.AnswerFile()))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, shown, 0o644); err != nil {
			return err
		}
	}
	return nil
}
