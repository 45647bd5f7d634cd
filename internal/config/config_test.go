package config_test

import (
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/rlscreen/rlscreen/internal/config"
)

// load reads the settings as the program does. Variables are "NAME=value".
func load(t *testing.T, args []string, variables ...string) (config.Config, error) {
	t.Helper()
	var c config.Config
	getenv := func(name string) string {
		for _, v := range variables {
			if value, found := strings.CutPrefix(v, name+"="); found {
				return value
			}
		}
		return ""
	}
	parser, err := kong.New(&c, kong.Resolvers(config.Environment(getenv)), kong.Writers(io.Discard, io.Discard), kong.Vars{"regions": "US,ES"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return c, err
}

func TestTheDefaultsAreThoseOfTheSpecification(t *testing.T) {
	got, err := load(t, nil)
	want := config.Config{
		Addr: "127.0.0.1:8080", Locale: config.Locale{Region: "US"},
		Terminology: config.Terminology{SNOMED: true, ATC: true},
		CDSHooks:    config.CDSHooks{CDSAlgorithms: []string{"ES384", "RS384"}, OrderIntent: "proposal"},
		LogLevel:    slog.LevelInfo,
		Drain:       5 * time.Second, ShutdownTimeout: 25 * time.Second,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n%+v", err, got)
	}
}

func TestEverySettingIsAFlagAndAVariable(t *testing.T) {
	flags, err := load(t, []string{
		"--addr=localhost:0", "--admin-addr=[::1]:9090", "--insecure-listen", "--public-url=https://rls.example",
		"--cors-origins=https://a.example,http://b.example:8080", "--region=ES",
		"--no-snomed", "--no-atc", "--cds-clients=https://ehr.example=https://ehr.example/jwks.json", "--cds-algorithms=ES256",
		"--form-url=https://clinic.example/form", "--order-intent=plan", "--log-level=warn", "--drain=1s", "--shutdown-timeout=2s",
	})
	if err != nil {
		t.Fatal(err)
	}
	variables, err := load(t, nil,
		"RLSCREEN_ADDR=localhost:0", "RLSCREEN_ADMIN_ADDR=[::1]:9090", "RLSCREEN_INSECURE_LISTEN=true", "RLSCREEN_PUBLIC_URL=https://rls.example",
		"RLSCREEN_CORS_ORIGINS=https://a.example,http://b.example:8080", "RLSCREEN_REGION=ES",
		"RLSCREEN_SNOMED=false", "RLSCREEN_ATC=false", "RLSCREEN_CDS_CLIENTS=https://ehr.example=https://ehr.example/jwks.json",
		"RLSCREEN_CDS_ALGORITHMS=ES256", "RLSCREEN_FORM_URL=https://clinic.example/form", "RLSCREEN_ORDER_INTENT=plan", "RLSCREEN_LOG_LEVEL=warn",
		"RLSCREEN_DRAIN=1s", "RLSCREEN_SHUTDOWN_TIMEOUT=2s")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(flags, variables) {
		t.Errorf("flags:     %+v\nvariables: %+v", flags, variables)
	}
	v := reflect.ValueOf(flags)
	for i := range v.NumField() {
		if v.Field(i).IsZero() && v.Type().Field(i).Name != "Terminology" { // which is switched off
			t.Errorf("%s is not covered", v.Type().Field(i).Name)
		}
	}
}

func TestAFlagGoesBeforeAVariable(t *testing.T) {
	got, err := load(t, []string{"--region=ES"}, "RLSCREEN_REGION=US", "RLSCREEN_DRAIN=")
	if err != nil || got.Region != "ES" || got.Drain != 5*time.Second {
		t.Errorf("%v %+v", err, got)
	}
}

func TestWhatIsNotAcceptableIsRefusedByName(t *testing.T) {
	for _, c := range []struct {
		rule, arg, want string
	}{
		{"every address", "--addr=:8080", "RLSCREEN_ADDR (--addr)"},
		{"every IPv4 address", "--addr=0.0.0.0:8080", "RLSCREEN_INSECURE_LISTEN=true (--insecure-listen)"},
		{"every IPv6 address", "--addr=[::]:8080", "other machines can reach"},
		{"an address of this machine", "--addr=192.168.1.5:8080", "other machines can reach"},
		{"a name, whatever it stands for", "--addr=myhost:8080", "other machines can reach"},
		{"an admin address is no exception", "--admin-addr=:9090", "RLSCREEN_ADMIN_ADDR (--admin-addr)"},
		{"an address without a port", "--addr=127.0.0.1", "HOST:PORT"},
		{"a port in words", "--addr=127.0.0.1:http", "port must be a number"},
		{"a port that there is not", "--addr=127.0.0.1:65536", "port must be a number"},
		{"a URL that is relative", "--public-url=/rls", "RLSCREEN_PUBLIC_URL (--public-url)"},
		{"a URL of another scheme", "--public-url=ftp://rls.example", "absolute http or https"},
		{"a URL with a password", "--public-url=https://a:b@rls.example", "absolute http or https"},
		{"a URL with a query", "--public-url=https://rls.example/?x", "absolute http or https"},
		{"a form that is no URL", "--form-url=form", "RLSCREEN_FORM_URL (--form-url)"},
		{"a client without keys", "--cds-clients=https://ehr.example", "RLSCREEN_CDS_CLIENTS (--cds-clients)"},
		{"a client whose keys come unprotected", "--cds-clients=https://ehr.example=http://ehr.example/jwks.json", "https URL"},
		{"a signature of a shared secret", "--cds-algorithms=HS256", "--cds-algorithms must be"},
		{"an intent that is no draft's", "--order-intent=instance-order", "--order-intent must be one of"},
		{"every origin", "--cors-origins=*", "* is never one"},
		{"an origin with a path", "--cors-origins=https://clinic.example/", "RLSCREEN_CORS_ORIGINS (--cors-origins)"},
		{"an origin with a wildcard for its scheme", "--cors-origins=clinic.example", "exact origin"},
		{"no origin at all", "--cors-origins=null", "exact origin"},
		{"a region without words", "--region=XX", "--region must be one of"},
		{"a level that there is not", "--log-level=loud", "--log-level"},
		{"draining for longer than stopping", "--drain=25s", "RLSCREEN_SHUTDOWN_TIMEOUT (--shutdown-timeout)"},
		{"draining for less than nothing", "--drain=-1s", "RLSCREEN_DRAIN"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if _, err := load(t, []string{c.arg}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	_, err := load(t, []string{"--addr=x", "--public-url=x", "--cors-origins=x,y", "--drain=1h"})
	for _, want := range []string{"_ADDR", "_PUBLIC_URL", `"x"`, `"y"`, "_SHUTDOWN_TIMEOUT"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named: %v", want, err)
		}
	}
}

func TestAContainerMayListenForItsNetwork(t *testing.T) {
	c, err := load(t, nil, "RLSCREEN_ADDR=0.0.0.0:8080", "RLSCREEN_INSECURE_LISTEN=true")
	if err != nil || !c.Exposed() {
		t.Errorf("%v, exposed: %t", err, c.Exposed())
	}
	if c, _ := load(t, []string{"--insecure-listen"}); c.Exposed() {
		t.Error("loopback is called exposed")
	}
}
