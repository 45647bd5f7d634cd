package deploy_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// manifest is an object of Kubernetes, as far as these tests look at it.
type manifest struct {
	Kind string
	Data map[string]string
	Spec struct {
		Template struct{ Spec podSpec }
	}
}

type podSpec struct {
	AutomountServiceAccountToken  *bool `yaml:"automountServiceAccountToken"`
	TerminationGracePeriodSeconds int   `yaml:"terminationGracePeriodSeconds"`
	SecurityContext               struct {
		RunAsNonRoot   bool                  `yaml:"runAsNonRoot"`
		RunAsUser      int                   `yaml:"runAsUser"`
		SeccompProfile struct{ Type string } `yaml:"seccompProfile"`
	} `yaml:"securityContext"`
	Containers []struct {
		SecurityContext struct {
			AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
			ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
			Capabilities             struct{ Drop []string }
		} `yaml:"securityContext"`
		Env       []struct{ Name string }
		Resources struct{ Limits map[string]string }
	}
}

// rendered are what helm made of several sets of values, which .ci/deploy puts
// into a folder.
func rendered(t *testing.T, kind string, check func(t *testing.T, all []manifest, one manifest)) {
	t.Helper()
	folder := os.Getenv("DEPLOY_RENDERED")
	if folder == "" {
		t.Skip("needs helm: .ci/deploy runs it")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("nothing is rendered", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			all := manifests(t, path)
			at := slices.IndexFunc(all, func(m manifest) bool { return m.Kind == kind })
			if at < 0 {
				t.Fatalf("there is no %s", kind)
			}
			check(t, all, all[at])
		})
	}
}

func manifests(t *testing.T, path string) []manifest {
	t.Helper()
	var all []manifest
	documents := yaml.NewDecoder(strings.NewReader(read(t, path)))
	for {
		var m manifest
		err := documents.Decode(&m)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
}

func TestTheSettingsOfTheChartAreAccepted(t *testing.T) {
	known := settings(t)
	rendered(t, "ConfigMap", func(t *testing.T, _ []manifest, m manifest) {
		if _, err := load(t, m.Data); err != nil {
			t.Error(err)
		}
		for name := range m.Data {
			if !slices.Contains(known, name) {
				t.Errorf("%s is no setting", name)
			}
		}
	})
}

func TestPodsMayDoAsLittleAsPossible(t *testing.T) {
	rendered(t, "Deployment", func(t *testing.T, _ []manifest, m manifest) {
		pod := m.Spec.Template.Spec
		if pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken {
			t.Error("the pod has a token of Kubernetes")
		}
		if s := pod.SecurityContext; !s.RunAsNonRoot || s.RunAsUser != 65532 || s.SeccompProfile.Type != "RuntimeDefault" {
			t.Errorf("the pod runs as %+v", s)
		}
		for _, c := range pod.Containers {
			s := c.SecurityContext
			if s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || !s.ReadOnlyRootFilesystem ||
				!slices.Equal(s.Capabilities.Drop, []string{"ALL"}) || c.Resources.Limits["memory"] == "" {
				t.Errorf("the container may do more than it needs: %+v", c)
			}
			if len(c.Env) != 1 || c.Env[0].Name != "GOMEMLIMIT" { // which is a limit of the pod
				t.Error("settings come from the ConfigMap, secrets from files, and nothing from elsewhere")
			}
		}
	})
}

func TestPodsHaveTimeToStop(t *testing.T) {
	rendered(t, "Deployment", func(t *testing.T, all []manifest, m manifest) {
		for _, other := range all {
			if other.Kind != "ConfigMap" {
				continue
			}
			needed, err := time.ParseDuration(other.Data["RLSCREEN_SHUTDOWN_TIMEOUT"])
			grace := time.Duration(m.Spec.Template.Spec.TerminationGracePeriodSeconds) * time.Second
			if err != nil || grace <= needed {
				t.Errorf("stopping takes up to %v, and the pod has %v: %v", needed, grace, err)
			}
		}
	})
}

// The chart asks for the image of its appVersion.
func TestTheChartIsForThisProgram(t *testing.T) {
	var chart struct {
		AppVersion string `yaml:"appVersion"`
	}
	if err := yaml.Unmarshal([]byte(read(t, "helm/rlscreen/Chart.yaml")), &chart); err != nil {
		t.Fatal(err)
	}
	if source := read(t, "../cmd/rlscreen/inspect.go"); !strings.Contains(source, "const version = \""+chart.AppVersion+"\"") {
		t.Errorf("the chart is for %s, which is not the version in cmd/rlscreen", chart.AppVersion)
	}
}
