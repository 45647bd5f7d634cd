// Package config holds the settings of the service. Each is a flag and an
// environment variable of the same name: --public-url, RLSCREEN_PUBLIC_URL.
package config

import (
	"log/slog"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// group marks the flags that are settings, and is their heading in the help.
const group = "Settings"

// Config is how the service runs. The zero value is not of use; the defaults
// stand in the tags.
type Config struct {
	// Addr is the public listener.
	Addr string `group:"Settings" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Public listener. Port 0 picks a free one and says which. Default: ${default}."`
	// AdminAddr is the listener for operators.
	AdminAddr string `group:"Settings" placeholder:"HOST:PORT" help:"Second listener, for /metrics and profiles. Nobody identifies themselves there. Without it /metrics is on the public listener, on loopback only."`
	// InsecureListen waives what a public listener needs that other machines can reach: credentials and TLS.
	InsecureListen bool `group:"Settings" help:"Allow listeners that other machines can reach without credentials and TLS. For a private network namespace, such as a container behind an authenticating proxy."`
	// InsecureAdminListen permits an admin listener that other machines can reach, and nothing else.
	InsecureAdminListen bool `group:"Settings" help:"Allow an admin address that other machines can reach, and nothing else: the public listener keeps its rules. The network must let nobody but the collector of metrics reach it."`
	// PublicURL is what links to the service begin with.
	PublicURL string `group:"Settings" placeholder:"URL" help:"Where callers reach the service: the base of links and problem types. Default: the public listener."`
	// CORSOrigins are the origins whose pages may call from a browser.
	CORSOrigins []string `name:"cors-origins" group:"Settings" placeholder:"ORIGIN" help:"Origins whose pages may call from a browser, exactly: https://clinic.example. Default: none."`
	// FrameAncestors are the origins whose pages may show the intake form in a frame.
	FrameAncestors []string `name:"frame-ancestors" group:"Settings" placeholder:"ORIGIN" help:"Origins whose pages may show the intake form, /form, in a frame, and hear of its result: https://clinic.example. Default: none."`
	Storage        `embed:""`
	Access         `embed:""`
	TLS            `embed:""`
	Locale         `embed:""`
	Terminology    `embed:""`
	CDSHooks       `embed:""`
	// Retention is how long records are kept, 0 for ever.
	Retention time.Duration `group:"Settings" default:"8760h" help:"How long records are kept before they are erased. 0 keeps them."`
	// Traces is the collector of traces; "" is none.
	Traces string `group:"Settings" placeholder:"URL" help:"Collector that traces are sent to, by OTLP over HTTP: https://collector.example/v1/traces. Default: none."`
	// LogLevel is the least severe level that is logged.
	LogLevel slog.Level `group:"Settings" default:"info" placeholder:"LEVEL" help:"Least severe level to log: debug, info (a line for each request), warn or error. Default: ${default}."`
	// Drain is how long readiness fails before the listener closes.
	Drain time.Duration `group:"Settings" default:"5s" help:"How long to stay reachable, as not ready, after being told to stop."`
	// ShutdownTimeout bounds the whole shutdown.
	ShutdownTimeout time.Duration `group:"Settings" default:"25s" help:"How long stopping may take in all; what still runs then is cut off."`
}

// Locale is where the answers are read.
type Locale struct {
	// Region selects the crisis lines of the texts; the variable regions of kong lists those there are.
	Region string `group:"Settings" default:"US" enum:"${regions}" help:"Whose crisis lines the texts name: ${enum}."`
}

// Terminology switches off code systems that need a licence in some countries and uses.
type Terminology struct {
	// SNOMED reads and writes SNOMED CT codes in FHIR and CDS Hooks.
	SNOMED bool `name:"snomed" group:"Settings" default:"true" negatable:"" help:"Understand and write SNOMED CT codes. They need a licence in some countries."`
	// ATC recognises medicines by ATC code.
	ATC bool `name:"atc" group:"Settings" default:"true" negatable:"" help:"Understand ATC codes of medicines. They need a licence in some uses."`
}

// CDSHooks is how health records call the CDS services.
type CDSHooks struct {
	// CDSClients are the health records that may call, as issuer=JWKS.
	CDSClients []string `name:"cds-clients" group:"Settings" placeholder:"ISSUER=JWKS" help:"Health records that may call the CDS services: the issuer of their tokens, and the https URL or the file of its keys. Without any, calls are answered on loopback only."`
	// CDSAlgorithms are the signatures accepted.
	CDSAlgorithms []string `name:"cds-algorithms" group:"Settings" default:"ES384,RS384" enum:"ES384,RS384,ES256,RS256" help:"Signatures accepted on their tokens: ${enum}."`
	// FormURL is where the intake form is.
	FormURL string `name:"form-url" group:"Settings" placeholder:"URL" help:"Where the questions are asked; cards link to it. Default: /form below the public URL."`
	// OrderIntent is the intent of the orders that cards suggest.
	OrderIntent string `name:"order-intent" group:"Settings" default:"proposal" enum:"proposal,plan,order" help:"Intent of the draft orders that cards suggest: ${enum}."`
}

// IsSetting reports whether the flag is one of Config.
func IsSetting(flag *kong.Flag) bool { return flag.Group != nil && flag.Group.Key == group }

// Variable is the environment variable of a setting's flag.
func Variable(flag string) string {
	return "RLSCREEN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Environment resolves settings that no flag gives from getenv, such as
// os.Getenv. A variable that is set to nothing is not set.
func Environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if !IsSetting(flag) {
			return nil, nil
		}
		if value := getenv(Variable(flag.Name)); value != "" {
			return value, nil
		}
		return nil, nil
	})
}

// Help is the help of a flag or argument, with the variable of a setting.
func Help(value *kong.Value) string {
	if value.Flag == nil || !IsSetting(value.Flag) {
		return value.Help
	}
	return value.Help + " [$" + Variable(value.Flag.Name) + "]"
}
