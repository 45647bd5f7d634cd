package server

import (
	"io"
	"log/slog"
)

// NewLogger returns a logger that writes only attributes which are known to
// hold nothing of a patient: for people as text, else as JSON, a line each.
func NewLogger(w io.Writer, level slog.Level, people bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: allowListed}
	if people {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// allowListed drops every attribute that is not listed here.
func allowListed(_ []string, attr slog.Attr) slog.Attr {
	switch attr.Key {
	case slog.LevelKey:
		if level, ok := attr.Value.Any().(slog.Level); ok {
			return slog.String(slog.LevelKey, level.String()) // or else it goes through encoding/json
		}
		return slog.Attr{}
	case slog.TimeKey, slog.MessageKey,
		"method", "route", "status", "bytes", "duration_us", "request_id", "cause",
		"url", "docs", "admin", "version", "ruleset", "evidence", "setting", "for", "records", "record", "file", "code", "tenant", "entries", "entries_before", "key_id":
		return attr
	default:
		return slog.Attr{}
	}
}
