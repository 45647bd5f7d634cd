package config_test

import (
	"slices"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/rlscreen/rlscreen/internal/config"
)

func TestAValueThatIsWrongIsNamedWithWhatIsAccepted(t *testing.T) {
	for _, c := range []struct{ rule, variable, want string }{
		{"a length of time", "RLSCREEN_RETENTION=1y", `RLSCREEN_RETENTION (--retention) is "1y": it must be a length of time in h, m and s, such as 1h30m; write 8760h for a year`},
		{"a level", "RLSCREEN_LOG_LEVEL=loud", `RLSCREEN_LOG_LEVEL (--log-level) is "loud": it must be debug, info, warn or error`},
		{"a region", "RLSCREEN_REGION=XX", `RLSCREEN_REGION (--region) is "XX": it must be US or ES`},
		{"an intent", "RLSCREEN_ORDER_INTENT=sell", `RLSCREEN_ORDER_INTENT (--order-intent) is "sell": it must be proposal, plan or order`},
		{"signatures", "RLSCREEN_CDS_ALGORITHMS=ES384,HS256", `RLSCREEN_CDS_ALGORITHMS (--cds-algorithms) is "HS256": it must be ES384, RS384, ES256 or RS256`},
		{"yes or no", "RLSCREEN_SNOMED=maybe", `RLSCREEN_SNOMED (--snomed): bool value must be true, 1, yes, false, 0 or no but got "maybe"`},
		{"a rate", "RLSCREEN_RATE_LIMIT=often", "RLSCREEN_RATE_LIMIT (--rate-limit) is not acceptable: a rate is written as a number of requests per second or minute, such as 100/s or 6000/m, or off for none"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if _, err := load(t, nil, c.variable); err == nil || config.Explain(err).Error() != c.want {
				t.Errorf("%v", config.Explain(err))
			}
		})
	}
	for _, args := range [][]string{{"--retention"}, {"--unheard-of"}} {
		if _, err := load(t, args); err == nil || config.Explain(err) == nil {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestMisspeltVariablesAreFound(t *testing.T) {
	var c config.Config
	parser, err := kong.New(&c, kong.Vars{"regions": "US"})
	if err != nil {
		t.Fatal(err)
	}
	got := config.Unknown(parser.Model.Flags, []string{
		"RLSCREEN_RETENTON=24h", "RLSCREEN_RETENTION=24h", "RLSCREEN_TLS_CERT=x", "RLSCREEN_PORT=8080", "RLSCREEN_HELP=1", "RLSCREEN_NOTHING=", "PATH=/bin",
		"RLSCREEN_SERVICE_HOST=10.0.0.1", "RLSCREEN_PORT=tcp://10.0.0.1:80", "RLSCREEN_PORT_80_TCP_ADDR=10.0.0.1",
	})
	if want := []string{"RLSCREEN_HELP", "RLSCREEN_PORT", "RLSCREEN_RETENTON"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
