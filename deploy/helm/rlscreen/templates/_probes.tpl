{{/* Liveness never looks at the database. */}}
{{- define "rlscreen.probes" -}}
{{- if .Values.setup -}}
readinessProbe:
  exec: {command: [/rlscreen, healthcheck]}
  periodSeconds: 5
  timeoutSeconds: 5
{{- else -}}
{{- $scheme := ternary "HTTPS" "HTTP" (ne .Values.tls.existingSecret "") -}}
startupProbe:
  httpGet: {path: /livez, port: http, scheme: {{ $scheme }}}
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /livez, port: http, scheme: {{ $scheme }}}
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: {{ ternary "/readyz" "/readyz?without=database" .Values.probes.readinessNeedsDatabase }}
    port: http
    scheme: {{ $scheme }}
  # Shorter than RLSCREEN_DRAIN, so that stopping is noticed in time.
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- end }}
{{- end }}
