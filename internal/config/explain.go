package config

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Explain words what kong says of the value of a flag: by both names of a
// setting, since whoever reads it may have set only the variable, and with what
// is accepted. Other errors keep their words, without the command before what
// Validate says.
func Explain(err error) error {
	var parse *kong.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	rest, isOfFlag := strings.CutPrefix(parse.Error(), "--")
	if !isOfFlag {
		return withoutCommand(parse)
	}
	name, what, _ := strings.Cut(rest, " ")
	flag := flagOf(parse.Context, strings.TrimSuffix(name, ":"))
	if flag == nil {
		return err
	}
	said := "--" + flag.Name
	if IsSetting(flag) {
		said = named(flag.Name)
	}
	accepts := accepted(flag)
	// One that begins with a hyphen kong takes for a flag, and proposes to write it so
	// that it is refused later.
	isGiven := !strings.Contains(what, " value but got ") || strings.Contains(what, "; perhaps try ")
	if accepts == "" || !isGiven {
		return errors.New(said + ": " + what)
	}
	return fmt.Errorf("%s is %s: %s", said, given(what), accepts)
}

// withoutCommand is what Validate said of a command.
func withoutCommand(err *kong.ParseError) error {
	if err.Context == nil || err.Context.Selected() == nil {
		return err
	}
	said, is := strings.CutPrefix(err.Error(), err.Context.Selected().Path()+": ")
	if !is {
		return err
	}
	return errors.New(said)
}

// flagOf finds a flag of the command.
func flagOf(c *kong.Context, name string) *kong.Flag {
	if c == nil {
		return nil
	}
	for _, path := range c.Path {
		i := slices.IndexFunc(path.Flags, func(f *kong.Flag) bool { return f.Name == name })
		if i >= 0 {
			return path.Flags[i]
		}
	}
	return nil
}

// given is the value that kong quotes at the end of what it says.
func given(what string) string {
	for _, before := range []string{"but got ", "level string "} {
		i := strings.LastIndex(what, before)
		if i < 0 {
			continue
		}
		if value, err := strconv.QuotedPrefix(what[i+len(before):]); err == nil {
			return value
		}
	}
	return "not acceptable"
}

// accepted says what a flag can be, "" if kong says it well enough.
func accepted(flag *kong.Flag) string {
	switch {
	case flag.Enum != "":
		return "it must be " + listed(flag.EnumSlice())
	case flag.Target.Type() == reflect.TypeFor[time.Duration]():
		return "it must be a length of time in h, m and s, such as 1h30m; write 8760h for a year"
	case flag.Target.Type() == reflect.TypeFor[slog.Level]():
		return "it must be debug, info, warn or error"
	}
	return ""
}

// listed puts "or" before the last of them.
func listed(all []string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " or " + all[last]
}

// Unknown are the names of variables, of an environment as os.Environ gives it,
// that begin as settings do and are none of the flags: misspelt, they would be
// ignored. Kubernetes makes some for a Service that is called rlscreen; they are
// not meant.
func Unknown(flags []*kong.Flag, environ []string) []string {
	var unknown []string
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		isSetting := slices.ContainsFunc(flags, func(f *kong.Flag) bool { return IsSetting(f) && Variable(f.Name) == name })
		if strings.HasPrefix(name, "RLSCREEN_") && value != "" && !isSetting && !isServiceLink(name, value) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// isServiceLink reports whether Kubernetes made the variable.
func isServiceLink(name, value string) bool {
	return strings.Contains(name, "_SERVICE_") || strings.Contains(name, "_PORT_") || strings.HasSuffix(name, "_PORT") && strings.Contains(value, "://")
}
