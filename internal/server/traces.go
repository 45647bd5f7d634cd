package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Traces sends a span for each request to a collector. A span holds the route,
// method and status, and no path, query, address or header.
type Traces struct{ provider *sdk.TracerProvider }

// NewTraces sends to an OTLP/HTTP collector, by the URL that takes its traces
// (https://collector.example/v1/traces). Requests do not wait for it, and the log
// takes it when spans cannot be sent. The error is of the URL.
func NewTraces(ctx context.Context, collector, version string, log *slog.Logger) (*Traces, error) {
	if u, err := url.Parse(collector); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, errors.New("send traces: the collector must be an absolute http or https URL")
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		log.Warn("traces cannot be sent", slog.String("cause", err.Error()))
	}))
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(collector))
	if err != nil {
		return nil, fmt.Errorf("send traces: %w", err)
	}
	about := resource.NewSchemaless(attribute.String("service.name", "rlscreen"), attribute.String("service.version", version))
	return &Traces{sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about))}, nil
}

// Close sends what has not been sent yet, until ctx ends.
func (t *Traces) Close(ctx context.Context) error { return t.provider.Shutdown(ctx) }

func (t *Traces) tracer() trace.Tracer { return t.provider.Tracer("rlscreen") }

// trace begins the span of a request, as part of the caller's trace if there is
// one, and returns what ends it. The caller's trace state is left out: its text
// is free.
func (p *pass) trace(c echo.Context) (end func()) {
	if p.tracer == nil {
		return func() {}
	}
	request := c.Request()
	ctx := propagation.TraceContext{}.Extract(request.Context(), propagation.HeaderCarrier(request.Header))
	if parent := trace.SpanContextFromContext(ctx); parent.IsValid() {
		ctx = trace.ContextWithRemoteSpanContext(request.Context(), parent.WithTraceState(trace.TraceState{}))
	}
	method := knownMethod(request.Method)
	ctx, span := p.tracer.Start(ctx, method+" "+c.Path(), trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(attribute.String("http.request.method", method), attribute.String("http.route", c.Path())))
	c.SetRequest(request.WithContext(ctx))
	return func() {
		status := c.Response().Status
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= 500 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}
