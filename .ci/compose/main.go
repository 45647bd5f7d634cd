// Command compose reads compose files strictly, as docker compose config would:
// names that are not of the specification, and references that lead nowhere, fail.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	for _, path := range os.Args[1:] {
		if err := check(path); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			os.Exit(1)
		}
	}
}

func check(path string) error {
	options, err := cli.NewProjectOptions([]string{path}, cli.WithName("rlscreen"), cli.WithEnv([]string{"PUBLIC_HOST=rls.example.org"}),
		cli.WithProfiles([]string{"*"}), cli.WithInterpolation(true), cli.WithResolvedPaths(true), cli.WithConsistency(true))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	names := project.ServiceNames()
	slices.Sort(names)
	fmt.Println(path+":", names)
	return nil
}
