package store_test

import (
	"strings"
	"testing"
)

func TestAServerThatIsNotVerifiedIsWarnedOf(t *testing.T) {
	t.Setenv("PGSSLMODE", "")
	for dsn, warned := range map[string]bool{
		"postgres://u@192.0.2.1:1/db?connect_timeout=1":                     true,
		"postgres://u@192.0.2.1:1/db?connect_timeout=1&sslmode=prefer":      true,
		"postgres://u@127.0.0.1:1,192.0.2.1:1/db?connect_timeout=1":         true,
		"postgres://u@192.0.2.1:1/db?connect_timeout=1&sslmode=disable":     false,
		"postgres://u@192.0.2.1:1/db?connect_timeout=1&sslmode=require":     false,
		"postgres://u@192.0.2.1:1/db?connect_timeout=1&sslmode=verify-full": false,
		"postgres://u@127.0.0.1:1/db":                                       false,
		"postgres://u@[::1]:1/db":                                           false,
		"postgres://u@localhost:1/db":                                       false,
		"postgres:///db?host=/nowhere":                                      false,
	} {
		d := sqlite(t)
		d.dsn = dsn
		s, log := d.openLogged(t)
		s.Close()
		if said := log.lines("sslmode=verify-full"); (len(said) == 1) != warned || strings.Contains(strings.Join(said, ""), "192.0.2.1") {
			t.Errorf("%s: %q", dsn, said)
		}
	}
}
