{{- define "rlscreen.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "rlscreen.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "rlscreen.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "rlscreen.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "rlscreen.selector" -}}
app.kubernetes.io/name: {{ include "rlscreen.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "rlscreen.labels" -}}
{{ include "rlscreen.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "rlscreen.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "rlscreen.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "rlscreen.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "rlscreen.claim" -}}
{{- default (printf "%s-data" (include "rlscreen.fullname" .)) .Values.database.sqlite.existingClaim }}
{{- end }}

{{/* More than one pod, now or later. */}}
{{- define "rlscreen.several" -}}
{{- if and (not .Values.setup) (or .Values.autoscaling.enabled (gt (int .Values.replicas) 1)) }}yes{{ end }}
{{- end }}

{{/* Metrics have a listener of their own, except during setup. */}}
{{- define "rlscreen.metrics" -}}
{{- if and .Values.metrics.enabled (not .Values.setup) }}yes{{ end }}
{{- end }}

{{/* The key set of somebody else is read over the network. */}}
{{- define "rlscreen.issuers" -}}
{{- if or .Values.settings.jwtIssuers .Values.settings.cdsClients }}yes{{ end }}
{{- end }}

{{/* What goes together and what does not, in sentences. */}}
{{- define "rlscreen.check" -}}
{{- $v := .Values }}
{{- if not $v.publicURL }}
{{- fail "publicURL is not set: links in answers begin with it, such as https://rls.example.org" }}
{{- end }}
{{- if and (eq $v.database.engine "sqlite") (or $v.autoscaling.enabled (gt (int $v.replicas) 1)) }}
{{- fail "SQLite is one file with one writer: set replicas to 1 and autoscaling.enabled to false, or database.engine to postgres" }}
{{- end }}
{{- if not (or (hasPrefix "https://" $v.publicURL) $v.insecureListen) }}
{{- fail "publicURL must begin with https://, whether the service ends TLS itself (tls.existingSecret) or something before it; insecureListen=true goes without" }}
{{- end }}
{{- if not (or (ne $v.database.engine "none") $v.settings.jwtIssuers $v.insecureListen) }}
{{- fail "without a database there are no API keys: set settings.jwtIssuers, or nobody can call" }}
{{- end }}
{{- if and $v.setup (eq $v.database.engine "none") }}
{{- fail "setup is for making the first API key, which needs a database" }}
{{- end }}
{{- if ge (int $v.settings.drainSeconds) (int $v.settings.shutdownTimeoutSeconds) }}
{{- fail "settings.drainSeconds must be less than settings.shutdownTimeoutSeconds" }}
{{- end }}
{{- if and $v.metrics.enabled (not $v.networkPolicy.enabled) (not $v.insecureListen) }}
{{- fail "metrics and profiles are shown to whoever reaches their port: leave networkPolicy.enabled true, or set metrics.enabled to false" }}
{{- end }}
{{- if and $v.metrics.serviceMonitor.enabled (not $v.metrics.enabled) }}
{{- fail "metrics.serviceMonitor needs metrics.enabled" }}
{{- end }}
{{- if and $v.autoscaling.enabled (lt (int $v.autoscaling.maxReplicas) (int $v.autoscaling.minReplicas)) }}
{{- fail "autoscaling.maxReplicas must not be less than autoscaling.minReplicas" }}
{{- end }}
{{- end }}
