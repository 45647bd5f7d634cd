package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// compiled holds each version as one JSON file, the decoded form of its YAML
// files: reading those took most of the time that the program needs to start.
//
//go:embed compiled/*.json
var compiled embed.FS

// Load returns the newest embedded version.
func Load() (*Ruleset, error) {
	versions, err := listVersions(compiled)
	if err != nil {
		return nil, err
	}
	text, err := compiled.ReadFile("compiled/" + versions[len(versions)-1] + ".json")
	if err != nil {
		return nil, err
	}
	var f files
	if err := json.Unmarshal(text, &f, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("read the compiled ruleset: %w", err)
	}
	rs, err := f.ruleset()
	if err != nil {
		return nil, err
	}
	rs.versions = versions
	return rs, nil
}

// Compile writes the version in the folder of that name in the form in which
// it is embedded. The same files give the same bytes.
func Compile(data fs.FS, version string) ([]byte, error) {
	f, err := read(data, version)
	if err != nil {
		return nil, err
	}
	return json.Marshal(f, json.Deterministic(true), json.FormatNilSliceAsNull(true), json.FormatNilMapAsNull(true))
}

func listVersions(dir fs.FS) ([]string, error) {
	names, err := fs.Glob(dir, "compiled/*.json")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no ruleset is embedded")
	}
	var versions []string
	for _, name := range names {
		versions = append(versions, strings.TrimSuffix(strings.TrimPrefix(name, "compiled/"), ".json"))
	}
	slices.SortFunc(versions, compareVersions)
	return versions, nil
}

// compareVersions orders versions of the form 1.2.3 by number.
func compareVersions(a, b string) int {
	number := func(v string) (n [3]int) {
		_, _ = fmt.Sscanf(v, "%d.%d.%d", &n[0], &n[1], &n[2])
		return n
	}
	x, y := number(a), number(b)
	return slices.Compare(x[:], y[:])
}
