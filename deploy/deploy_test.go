// Package deploy_test holds what is shipped for deploying to the program: each
// setting, metric and alert that is named must exist.
package deploy_test

import (
	"bufio"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"github.com/rlscreen/rlscreen/internal/config"
)

var variable = regexp.MustCompile(`\bRLSCREEN_[A-Z_]*[A-Z]\b`)

// load reads the settings as the program does.
func load(t *testing.T, variables map[string]string) (*kong.Kong, error) {
	t.Helper()
	var c config.Config
	getenv := func(name string) string { return variables[name] }
	parser, err := kong.New(&c, kong.Resolvers(config.Environment(getenv)), kong.Writers(io.Discard, io.Discard),
		kong.Vars{"regions": "US,CA,GB,IE,AU,NZ,ES,MX,EU,INTL"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(nil)
	return parser, err
}

// settings are the variables that the program reads.
func settings(t *testing.T) []string {
	t.Helper()
	parser, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, flag := range parser.Model.Flags {
		if config.IsSetting(flag) {
			names = append(names, config.Variable(flag.Name))
		}
	}
	return names
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shipped are the files of this folder that say how to run the service.
func shipped(t *testing.T) []string {
	t.Helper()
	files := []string{"../Dockerfile"}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !strings.HasSuffix(path, ".go") && !strings.HasPrefix(path, "secrets/") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEverySettingThatIsNamedExists(t *testing.T) {
	known := settings(t)
	for _, path := range shipped(t) {
		for _, name := range variable.FindAllString(read(t, path), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which is no setting", path, name)
			}
		}
	}
}

func TestTheChartHasEverySetting(t *testing.T) {
	template := read(t, "helm/rlscreen/templates/_settings.tpl")
	for _, name := range settings(t) {
		if !strings.Contains(template, name+":") {
			t.Errorf("%s cannot be set with the chart", name)
		}
	}
}

// environment reads lines of NAME=value.
func environment(t *testing.T, path string) map[string]string {
	t.Helper()
	variables := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(read(t, path)))
	for lines.Scan() {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if _, twice := variables[name]; !found || twice || value == "" || value != strings.TrimSpace(value) {
			t.Errorf("%s: %q is not one new variable with its value", path, line)
		}
		variables[name] = value
	}
	return variables
}

func TestTheSamplesAreAccepted(t *testing.T) {
	files, err := filepath.Glob("samples/*.env")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		t.Run(path, func(t *testing.T) {
			if _, err := load(t, environment(t, path)); err != nil {
				t.Error(err)
			}
		})
	}
}

type service struct {
	Environment map[string]string
	User        string
	ReadOnly    bool     `yaml:"read_only"`
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	MemLimit    string   `yaml:"mem_limit"`
	PidsLimit   int      `yaml:"pids_limit"`
}

func services(t *testing.T, path string) map[string]service {
	t.Helper()
	var file struct{ Services map[string]service }
	if err := yaml.Unmarshal([]byte(read(t, path)), &file); err != nil {
		t.Fatal(err)
	}
	return file.Services
}

func TestTheSettingsOfComposeAreAccepted(t *testing.T) {
	given := strings.NewReplacer("${RLSCREEN_REGION:-US}", "US")
	asked := regexp.MustCompile(`\$\{PUBLIC_HOST:\?[^}]*\}`)
	for _, path := range []string{"compose.yaml", "compose.postgres.yaml"} {
		variables := map[string]string{}
		for name, value := range services(t, path)["rlscreen"].Environment {
			variables[name] = given.Replace(asked.ReplaceAllString(value, "rls.example.org"))
		}
		// What the image sets, and the file does not.
		if _, said := variables["RLSCREEN_ADDR"]; !said {
			variables["RLSCREEN_ADDR"] = "0.0.0.0:8080"
		}
		if _, err := load(t, variables); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestContainersMayDoAsLittleAsPossible(t *testing.T) {
	for _, path := range []string{"compose.yaml", "compose.postgres.yaml"} {
		for name, s := range services(t, path) {
			if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") ||
				s.MemLimit == "" || s.PidsLimit == 0 {
				t.Errorf("%s: %s has more rights or room than it needs: %+v", path, name, s)
			}
			if _, ours := s.Environment["RLSCREEN_DB"]; ours && s.User != "65532:65532" {
				t.Errorf("%s: %s runs as %q", path, name, s.User)
			}
		}
	}
}

type rule struct {
	Alert       string
	Expr        string
	For         string
	Labels      map[string]string
	Annotations map[string]string
}

func alerts(t *testing.T) []rule {
	t.Helper()
	var file struct{ Groups []struct{ Rules []rule } }
	if err := yaml.Unmarshal([]byte(read(t, "prometheus/alerts.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	var list []rule
	for _, g := range file.Groups {
		list = append(list, g.Rules...)
	}
	if len(list) == 0 {
		t.Fatal("there are no alerts")
	}
	return list
}

func TestEveryAlertSaysWhatToDoAndIsTested(t *testing.T) {
	tests := read(t, "prometheus/alerts_test.yaml")
	guide := read(t, "../docs/operations.md")
	for _, a := range alerts(t) {
		anchor := strings.ToLower(a.Alert)
		if a.Annotations["summary"] == "" || !slices.Contains([]string{"critical", "warning", "info"}, a.Labels["severity"]) {
			t.Errorf("%s has no summary, or no severity", a.Alert)
		}
		if !strings.HasSuffix(a.Annotations["runbook_url"], "/docs/operations.md#"+anchor) || !strings.Contains(guide, "### "+a.Alert+"\n") {
			t.Errorf("docs/operations.md does not say what to do on %s under a heading of its name", a.Alert)
		}
		if !strings.Contains(tests, "alertname: "+a.Alert) {
			t.Errorf("%s is not tested", a.Alert)
		}
	}
}

func TestTheChartHasTheSameAlerts(t *testing.T) {
	if read(t, "prometheus/alerts.yaml") != read(t, "helm/rlscreen/files/alerts.yaml") {
		t.Error("copy deploy/prometheus/alerts.yaml to deploy/helm/rlscreen/files/")
	}
}

// queries are the expressions of alerts and dashboard.
func queries(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, a := range alerts(t) {
		list = append(list, a.Expr)
	}
	var dashboard struct {
		Panels []struct {
			Targets []struct{ Expr string }
		}
		Templating struct{ List []struct{ Definition string } }
	}
	if err := json.Unmarshal([]byte(read(t, "grafana/rlscreen.json")), &dashboard); err != nil {
		t.Fatal(err)
	}
	for _, p := range dashboard.Panels {
		for _, target := range p.Targets {
			list = append(list, target.Expr)
		}
	}
	for _, v := range dashboard.Templating.List {
		list = append(list, v.Definition)
	}
	return list
}

// ours are the metrics that internal/server and Go's collectors give, and the
// labels of those that are the program's own.
func ours(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for _, name := range []string{
		"process_start_time_seconds", "process_open_fds", "process_max_fds", "process_cpu_seconds_total",
		"process_resident_memory_bytes", "go_goroutines",
	} {
		known[name] = true
	}
	files, err := filepath.Glob("../internal/server/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`\bName: "([a-z_]+)"`).FindAllStringSubmatch(read(t, path), -1) {
			known[m[1]] = true
		}
	}
	return known
}

func TestEveryMetricThatIsAskedForExists(t *testing.T) {
	known := ours(t)
	metric := regexp.MustCompile(`\b(?:rlscreen|http|process|go)_[a-z_]+\b`)
	for _, q := range queries(t) {
		for _, name := range metric.FindAllString(q, -1) {
			base := name
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				base = strings.TrimSuffix(base, suffix)
			}
			if !known[name] && !known[base] {
				t.Errorf("%s is no metric, in %s", name, q)
			}
		}
	}
	if len(known) < 10 {
		t.Errorf("the metrics of internal/server were not found: %v", known)
	}
}
