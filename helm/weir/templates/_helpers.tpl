{{- define "weir.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
app.kubernetes.io/name: weir
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "weir.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- /* The settings of a group of nodes: ours, the user's, the group's. Called with a list: the root and the group. */}}
{{- define "weir.config" -}}
{{- $root := index . 0 }}{{ $group := index . 1 }}
{{- $ours := dict "policy" (dict "statusLeaseNamespace" $root.Release.Namespace) }}
{{- mergeOverwrite $ours (deepCopy $root.Values.config) (deepCopy ($group.config | default dict)) | toYaml }}
{{- end }}

{{- define "weir.leaseNamespace" -}}
{{ dig "policy" "statusLeaseNamespace" .Release.Namespace .Values.config }}
{{- end }}

{{- /* Whether a monitor comes for the metrics: then they are not on loopback. */}}
{{- define "weir.monitored" -}}
{{- if or .Values.monitoring.podMonitor.enabled .Values.monitoring.serviceMonitor.enabled }}true{{ end }}
{{- end }}

{{- define "weir.metricsPort" -}}
{{ dig "metricsAddress" "127.0.0.1:10249" .Values.config | splitList ":" | last }}
{{- end }}

{{- /* httpGet of a path of the health address. Called with a list: the settings and the path. */}}
{{- define "weir.httpGet" -}}
{{- $address := dig "healthAddress" "0.0.0.0:10256" (index . 0) }}
{{- $port := splitList ":" $address | last }}
{{- $host := trimSuffix (print ":" $port) $address | trimPrefix "[" | trimSuffix "]" }}
{{- $host := get (dict "0.0.0.0" "127.0.0.1" "::" "::1") $host | default $host -}}
{host: {{ $host | quote }}, port: {{ $port }}, path: {{ index . 1 }}}
{{- end }}
