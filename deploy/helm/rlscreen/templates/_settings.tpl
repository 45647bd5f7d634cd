{{/* The environment of the service: paths of secrets, never secrets. */}}
{{- define "rlscreen.settings" -}}
{{- with .Values -}}
{{- if .setup }}
# No public URL: whoever is in this pod, and nobody else, is meant.
RLSCREEN_ADDR: "127.0.0.1:8080"
{{- else }}
RLSCREEN_PUBLIC_URL: {{ .publicURL | quote }}
RLSCREEN_ADDR: ":8080"
{{- if .metrics.enabled }}
RLSCREEN_ADMIN_ADDR: {{ printf ":%d" (int .metrics.port) | quote }}
# The network policy lets only the collector of metrics reach it.
RLSCREEN_INSECURE_ADMIN_LISTEN: "true"
{{- end }}
{{- if .tls.existingSecret }}
RLSCREEN_TLS_CERT: /tls/tls.crt
RLSCREEN_TLS_KEY: /tls/tls.key
{{- end }}
{{- if .insecureListen }}
RLSCREEN_INSECURE_LISTEN: "true"
{{- end }}
{{- end }}
{{- if eq .database.engine "sqlite" }}
RLSCREEN_DB: /data/rlscreen.db
{{- else if eq .database.engine "postgres" }}
# Empty goes for not set: it takes the place of what the image sets.
RLSCREEN_DB: ""
RLSCREEN_DB_FILE: {{ printf "/database/%s" .database.postgres.key | quote }}
{{- else }}
RLSCREEN_DB: none
{{- end }}
{{- if ne .database.engine "none" }}
RLSCREEN_KEY_FILE: /keys/rlscreen.key
{{- else }}
RLSCREEN_KEY_FILE: ""
{{- end }}
{{- with .settings }}
RLSCREEN_REGION: {{ .region | quote }}
RLSCREEN_SNOMED: {{ .snomed | quote }}
RLSCREEN_ATC: {{ .atc | quote }}
RLSCREEN_LOG_LEVEL: {{ .logLevel | quote }}
RLSCREEN_RETENTION: {{ .retention | quote }}
RLSCREEN_RATE_LIMIT: {{ .rateLimit | quote }}
RLSCREEN_ORDER_INTENT: {{ .orderIntent | quote }}
RLSCREEN_CDS_ALGORITHMS: {{ join "," .cdsAlgorithms | quote }}
RLSCREEN_DRAIN: {{ printf "%ds" (int .drainSeconds) | quote }}
RLSCREEN_SHUTDOWN_TIMEOUT: {{ printf "%ds" (int .shutdownTimeoutSeconds) | quote }}
{{- with .trustedProxies }}
RLSCREEN_TRUSTED_PROXIES: {{ join "," . | quote }}
{{- end }}
{{- with .jwtIssuers }}
RLSCREEN_JWT_ISSUERS: {{ join "," . | quote }}
{{- end }}
{{- with .cdsClients }}
RLSCREEN_CDS_CLIENTS: {{ join "," . | quote }}
{{- end }}
{{- with .corsOrigins }}
RLSCREEN_CORS_ORIGINS: {{ join "," . | quote }}
{{- end }}
{{- with .frameAncestors }}
RLSCREEN_FRAME_ANCESTORS: {{ join "," . | quote }}
{{- end }}
{{- with .formURL }}
RLSCREEN_FORM_URL: {{ . | quote }}
{{- end }}
{{- with .traces }}
RLSCREEN_TRACES: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
