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
		return slog.String(slog.LevelKey, attr.Value.String())
	case slog.TimeKey, slog.MessageKey,
		"method", "route", "status", "bytes", "duration_us", "request_id", "cause",
		"url", "docs", "admin", "version", "ruleset", "evidence", "setting", "for":
		return attr
	default:
		return slog.Attr{}
	}
}
