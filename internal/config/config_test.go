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
		Access:      config.Access{RateLimit: "100/s"},
		Retention:   8760 * time.Hour,
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
		"--cors-origins=https://a.example,http://b.example:8080", "--frame-ancestors=https://c.example", "--region=ES",
		"--no-snomed", "--no-atc", "--cds-clients=https://ehr.example=https://ehr.example/jwks.json", "--cds-algorithms=ES256",
		"--form-url=https://clinic.example/form?key=rls_pub_x", "--order-intent=plan", "--log-level=warn", "--drain=1s", "--shutdown-timeout=2s",
		"--insecure-admin-listen", "--db-file=/run/secrets/db", "--key-file=/run/secrets/key", "--retention=24h", "--traces=http://127.0.0.1:4318",
		"--jwt-issuers=https://login.example=https://login.example/jwks.json;tenant=clinic", "--rate-limit=6000/m", "--trusted-proxies=10.0.0.0/8,::1",
		"--tls-cert=/tls/tls.crt", "--tls-key=/tls/tls.key",
	})
	if err != nil {
		t.Fatal(err)
	}
	variables, err := load(t, nil,
		"RLSCREEN_ADDR=localhost:0", "RLSCREEN_ADMIN_ADDR=[::1]:9090", "RLSCREEN_INSECURE_LISTEN=true", "RLSCREEN_PUBLIC_URL=https://rls.example",
		"RLSCREEN_CORS_ORIGINS=https://a.example,http://b.example:8080", "RLSCREEN_FRAME_ANCESTORS=https://c.example", "RLSCREEN_REGION=ES",
		"RLSCREEN_SNOMED=false", "RLSCREEN_ATC=false", "RLSCREEN_CDS_CLIENTS=https://ehr.example=https://ehr.example/jwks.json",
		"RLSCREEN_CDS_ALGORITHMS=ES256", "RLSCREEN_FORM_URL=https://clinic.example/form?key=rls_pub_x", "RLSCREEN_ORDER_INTENT=plan", "RLSCREEN_LOG_LEVEL=warn",
		"RLSCREEN_DRAIN=1s", "RLSCREEN_SHUTDOWN_TIMEOUT=2s",
		"RLSCREEN_INSECURE_ADMIN_LISTEN=true", "RLSCREEN_DB_FILE=/run/secrets/db", "RLSCREEN_KEY_FILE=/run/secrets/key", "RLSCREEN_RETENTION=24h",
		"RLSCREEN_TRACES=http://127.0.0.1:4318", "RLSCREEN_JWT_ISSUERS=https://login.example=https://login.example/jwks.json;tenant=clinic",
		"RLSCREEN_RATE_LIMIT=6000/m", "RLSCREEN_TRUSTED_PROXIES=10.0.0.0/8,::1", "RLSCREEN_TLS_CERT=/tls/tls.crt", "RLSCREEN_TLS_KEY=/tls/tls.key")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(flags, variables) {
		t.Errorf("flags:     %+v\nvariables: %+v", flags, variables)
	}
	covered(t, reflect.ValueOf(flags))
	if flags.LogLevel != slog.LevelWarn {
		t.Error("LogLevel is not covered")
	}
}

// covered fails for each setting that a test has not given.
func covered(t *testing.T, settings reflect.Value) {
	t.Helper()
	for i := range settings.NumField() {
		field := settings.Type().Field(i)
		switch {
		case field.Type.Kind() == reflect.Struct:
			covered(t, settings.Field(i))
		case field.Name == "SNOMED" || field.Name == "ATC": // which are switched off
		case field.Name == "DB": // which may not be given beside its file
		case settings.Field(i).IsZero():
			t.Errorf("%s is not covered", field.Name)
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
		{"an address beyond this machine, without TLS", "--addr=0.0.0.0:8080", "RLSCREEN_TLS_CERT and RLSCREEN_TLS_KEY (--tls-cert, --tls-key)"},
		{"an address beyond this machine, where a proxy is to end TLS", "--addr=0.0.0.0:8080", "RLSCREEN_PUBLIC_URL (--public-url)"},
		{"an admin address, and what would allow it", "--admin-addr=0.0.0.0:9090", "RLSCREEN_INSECURE_ADMIN_LISTEN=true (--insecure-admin-listen)"},
		{"a certificate without its key", "--tls-cert=tls.crt", "RLSCREEN_TLS_KEY (--tls-key) is needed with RLSCREEN_TLS_CERT (--tls-cert)"},
		{"a key without its certificate", "--tls-key=tls.key", "RLSCREEN_TLS_CERT (--tls-cert) is needed with"},
		{"a database of another kind", "--db=mysql://rlscreen@db/rlscreen", "RLSCREEN_DB (--db)"},
		{"a database in memory, which would not last", "--db=:memory:", "the path of a file"},
		{"a database with settings of the driver", "--db=rlscreen.db?mode=ro", "the path of a file"},
		{"a PostgreSQL without a host", "--db=postgres:///rlscreen", "must be postgres://USER:PASSWORD@HOST:PORT/NAME"},
		{"a PostgreSQL without a key file", "--db=postgres://rlscreen@db/rlscreen", "RLSCREEN_KEY_FILE (--key-file)"},
		{"keeping for less than nothing", "--retention=-1h", "RLSCREEN_RETENTION (--retention)"},
		{"an issuer without keys", "--jwt-issuers=https://login.example", "RLSCREEN_JWT_ISSUERS (--jwt-issuers)"},
		{"a rate that is no number", "--rate-limit=often", "RLSCREEN_RATE_LIMIT (--rate-limit)"},
		{"a proxy by name", "--trusted-proxies=proxy", "RLSCREEN_TRUSTED_PROXIES (--trusted-proxies)"},
		{"every proxy", "--trusted-proxies=0.0.0.0/0", "not every address"},
		{"every proxy of IPv6", "--trusted-proxies=::/0", "not every address"},
		{"a collector that is no URL", "--traces=collector:4318", "RLSCREEN_TRACES (--traces)"},
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
		{"an origin that would end a directive", "--frame-ancestors=https://a.example;script-src", "RLSCREEN_FRAME_ANCESTORS (--frame-ancestors)"},
		{"an origin that is two", "--frame-ancestors=https://a.example'self'", "exact origin"},
		{"a form with a fragment", "--form-url=https://rls.example/form?key=x#y", "RLSCREEN_FORM_URL (--form-url)"},
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

func TestWhatBelongsTogetherIsJudgedTogether(t *testing.T) {
	everywhere := "--addr=0.0.0.0:8080"
	for _, c := range []struct {
		rule string
		args []string
		want string // "" is accepted
	}{
		{"other machines are served with a certificate", []string{everywhere, "--tls-cert=tls.crt", "--tls-key=tls.key"}, ""},
		{"other machines are served when a proxy ends TLS", []string{everywhere, "--public-url=https://rls.example"}, ""},
		{"a public URL without TLS is no proxy that ends it", []string{everywhere, "--public-url=http://rls.example"}, "--tls-cert"},
		{"the rules are waived for a private network", []string{everywhere, "--admin-addr=:9090", "--insecure-listen"}, ""},
		{"the admin address is allowed by itself", []string{"--admin-addr=:9090", "--insecure-admin-listen"}, ""},
		{"allowing the admin address waives nothing of the public one", []string{everywhere, "--admin-addr=:9090", "--insecure-admin-listen"}, "RLSCREEN_ADDR (--addr)"},
		{"TLS of the public address does not allow the admin one", []string{"--admin-addr=:9090", "--tls-cert=tls.crt", "--tls-key=tls.key"}, "RLSCREEN_ADMIN_ADDR"},
		{"a database is given once", []string{"--db=a.db", "--db-file=b"}, "RLSCREEN_DB_FILE (--db-file) is given, and so is RLSCREEN_DB (--db)"},
		{"a PostgreSQL with a key file", []string{"--db=postgres://rlscreen@db/rlscreen", "--key-file=key"}, ""},
		{"a PostgreSQL by its other name", []string{"--db=postgresql://rlscreen@db/rlscreen", "--key-file=key"}, ""},
		{"a PostgreSQL by its socket", []string{"--db=postgres:///rlscreen?host=/run/postgresql", "--key-file=key"}, ""},
		{"two listeners on one port", []string{"--addr=127.0.0.1:9090", "--admin-addr=127.0.0.1:9090"}, "RLSCREEN_ADMIN_ADDR (--admin-addr) is \"127.0.0.1:9090\", as is RLSCREEN_ADDR (--addr)"},
		{"two listeners on free ports", []string{"--addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"}, ""},
		{"no database needs no key file", []string{"--db=none"}, ""},
		{"tokens are for the public listener", []string{"--jwt-issuers=https://login.example=jwks.json;tenant=clinic"}, ""},
		{"tokens are for nobody while the port is not known", []string{"--addr=127.0.0.1:0", "--jwt-issuers=https://login.example=jwks.json;tenant=clinic"}, "RLSCREEN_PUBLIC_URL (--public-url)"},
		{"tokens are for an audience of their own", []string{"--addr=127.0.0.1:0", "--jwt-issuers=https://login.example=jwks.json;tenant=clinic;audience=rls"}, ""},
		{"no limit", []string{"--rate-limit=off"}, ""},
		{"records are kept", []string{"--retention=0"}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := load(t, c.args)
			if c.want == "" && err != nil {
				t.Error(err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestWhoIsServed(t *testing.T) {
	for _, c := range []struct {
		rule           string
		args           []string
		exposed, local bool
	}{
		{"this machine", nil, false, true},
		{"this machine, under a URL of its own", []string{"--public-url=http://localhost:8080"}, false, true},
		{"others, through a proxy on this machine", []string{"--public-url=https://rls.example"}, false, false},
		{"others", []string{"--addr=0.0.0.0:8080", "--insecure-listen"}, true, false},
		{"others, whatever the public URL says", []string{"--addr=0.0.0.0:8080", "--insecure-listen", "--public-url=http://127.0.0.1:8080"}, true, false},
		{"this machine, and others for metrics", []string{"--admin-addr=:9090", "--insecure-admin-listen"}, false, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := load(t, c.args)
			if err != nil || got.Exposed() != c.exposed || got.Local() != c.local || got.AdminExposed() != (got.AdminAddr != "") {
				t.Errorf("%v, exposed %t, local %t, admin %t", err, got.Exposed(), got.Local(), got.AdminExposed())
			}
		})
	}
}

func TestTheAudienceIsWhereCallersReachTheService(t *testing.T) {
	for _, c := range []struct {
		rule string
		args []string
		want string
	}{
		{"the public URL, without a slash at its end", []string{"--public-url=https://rls.example/"}, "https://rls.example"},
		{"else the public listener", nil, "http://127.0.0.1:8080"},
		{"with its certificate", []string{"--tls-cert=tls.crt", "--tls-key=tls.key"}, "https://127.0.0.1:8080"},
		{"on every address", []string{"--addr=:8443", "--tls-cert=tls.crt", "--tls-key=tls.key"}, "https://localhost:8443"},
		{"on a port that is not known yet", []string{"--addr=127.0.0.1:0"}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got, err := load(t, c.args); err != nil || got.Audience() != c.want {
				t.Errorf("%v, %s", err, got.Audience())
			}
		})
	}
}

func TestTheRefusalWithoutACredentialSaysWhatToDo(t *testing.T) {
	for db, want := range map[string]string{"rlscreen.db": "rlscreen keys create", "none": "RLSCREEN_DB (--db)"} {
		c := config.Config{Addr: ":8080", Storage: config.Storage{DB: db}}
		got := c.NoCredential().Error()
		for _, want := range []string{"RLSCREEN_ADDR (--addr)", want, "RLSCREEN_JWT_ISSUERS", "RLSCREEN_INSECURE_LISTEN=true"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s is not in: %s", want, got)
			}
		}
	}
}

func TestSettingsAreReadInto(t *testing.T) {
	c, err := load(t, []string{"--trusted-proxies=10.1.2.3/8,192.0.2.7,2001:db8::1", "--jwt-issuers=https://login.example=jwks.json;tenant=clinic", "--rate-limit=5/s"})
	if err != nil {
		t.Fatal(err)
	}
	var proxies []string
	for _, prefix := range c.Proxies() {
		proxies = append(proxies, prefix.String())
	}
	if got := strings.Join(proxies, " "); got != "10.0.0.0/8 192.0.2.7/32 2001:db8::1/128" {
		t.Errorf("proxies: %s", got)
	}
	if issuers, err := c.Issuers(); err != nil || len(issuers) != 1 || issuers[0].Issuer != "https://login.example" {
		t.Errorf("issuers: %v %+v", err, issuers)
	}
	if rate, err := c.Rate(); err != nil || rate.Requests != 5 || rate.Per != time.Second {
		t.Errorf("rate: %v %+v", err, rate)
	}
}
