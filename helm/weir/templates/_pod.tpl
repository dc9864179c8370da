{{- /* Where a pod runs, and as whom. Called with a list: the root and the group of nodes. */}}
{{- define "weir.pod" -}}
{{- $root := index . 0 }}{{ $group := index . 1 -}}
serviceAccountName: weir
automountServiceAccountToken: true
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
priorityClassName: {{ $root.Values.priorityClassName | quote }}
hostNetwork: true
{{- if eq $root.Values.security.profile "full" }}
# Sockets of pods are cut in the pods' own network namespaces, which are found by their processes.
hostPID: true
{{- end }}
# The agent must not need the cluster's DNS, which it carries itself.
dnsPolicy: Default
enableServiceLinks: false
# Programs and maps stay when the agent ends.
terminationGracePeriodSeconds: 5
securityContext:
  seccompProfile: {type: {{ $root.Values.security.seccompProfile }}}
  {{- if eq $root.Values.security.profile "full" }}
  appArmorProfile: {type: Unconfined}
  {{- end }}
nodeSelector:
  {{- toYaml $root.Values.nodeSelector | nindent 2 }}
  {{- with $group.name }}
  weir.io/node-group: {{ . }}
  {{- end }}
{{- with include "weir.affinity" . }}
affinity:
  {{- . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Nodes of a group are not for the agents of all others. Groups take the user's affinity as it is. */}}
{{- define "weir.affinity" -}}
{{- $root := index . 0 }}{{ $group := index . 1 }}
{{- $affinity := deepCopy $root.Values.affinity }}
{{- if and $root.Values.nodeGroups (not $group) }}
{{- $names := list }}
{{- range $root.Values.nodeGroups }}{{ $names = append $names .name }}{{ end }}
{{- $others := list (dict "key" "weir.io/node-group" "operator" "NotIn" "values" $names) }}
{{- $terms := dig "nodeAffinity" "requiredDuringSchedulingIgnoredDuringExecution" "nodeSelectorTerms" (list dict) $affinity }}
{{- $all := list }}
{{- range $terms }}
{{- $all = append $all (merge (dict "matchExpressions" (concat (.matchExpressions | default list) $others)) .) }}
{{- end }}
{{- $affinity = mergeOverwrite $affinity (dict "nodeAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" (dict "nodeSelectorTerms" $all))) }}
{{- end }}
{{- if $affinity }}{{ toYaml $affinity }}{{ end }}
{{- end }}

{{- /* The agent's container, but for its name. Called with a list: the root and the settings as YAML. */}}
{{- define "weir.agent" -}}
{{- $root := index . 0 }}{{ $config := index . 1 | fromYaml -}}
image: {{ include "weir.image" $root }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
args: [agent]
env:
  - {name: WEIR_CONFIG, value: /etc/weir/weir.yaml}
  {{- include "weir.env" $root | nindent 2 }}
  {{- if and (include "weir.monitored" $root) (not (hasKey $config "metricsAddress")) }}
  - {name: WEIR_NODE_ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
  - {name: WEIR_METRICS_ADDRESS, value: "$(WEIR_NODE_ADDRESS):10249"}
  {{- end }}
  {{- with $root.Values.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- include "weir.security" $root | nindent 0 }}
{{- if dig "healthAddress" "default" $config }}
startupProbe:
  httpGet: {{ include "weir.httpGet" (list $config "/livez") }}
  {{- toYaml $root.Values.probes.startup | nindent 2 }}
livenessProbe:
  httpGet: {{ include "weir.httpGet" (list $config "/livez") }}
  {{- toYaml $root.Values.probes.liveness | nindent 2 }}
readinessProbe:
  httpGet: {{ include "weir.httpGet" (list $config "/healthz") }}
  {{- toYaml $root.Values.probes.readiness | nindent 2 }}
{{- end }}
{{- if include "weir.monitored" $root }}
ports:
  - {name: metrics, containerPort: {{ include "weir.metricsPort" $root }}}
{{- end }}
{{- with $root.Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - {name: config, mountPath: /etc/weir, readOnly: true}
  {{- include "weir.mounts" $root | nindent 2 }}
  {{- with $root.Values.volumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- /* What every container of ours is told of its node. */}}
{{- define "weir.env" -}}
- {name: WEIR_NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
- {name: WEIR_PIN_DIRECTORY, value: /host/bpf/weir}
- {name: WEIR_CGROUP_ROOT, value: /host/cgroup}
{{- with .Values.apiServer.endpoints }}
- {name: WEIR_API_SERVER, value: {{ join "," . | quote }}}
{{- end }}
{{- end }}

{{- define "weir.security" -}}
securityContext:
  runAsUser: 0
  readOnlyRootFilesystem: true
  # Kubernetes refuses false beside SYS_ADMIN.
  allowPrivilegeEscalation: {{ eq .Values.security.profile "full" }}
  {{- with .Values.security.seLinuxType }}
  seLinuxOptions: {type: {{ . }}}
  {{- end }}
  capabilities:
    drop: [ALL]
    add: [BPF, PERFMON, NET_ADMIN, NET_BROADCAST{{ if eq .Values.security.profile "full" }}, SYS_ADMIN, SYS_PTRACE{{ end }}]
{{- end }}

{{- define "weir.mounts" -}}
- {name: bpf, mountPath: /host/bpf, mountPropagation: HostToContainer}
- {name: cgroup, mountPath: /host/cgroup, readOnly: true}
- {name: run, mountPath: /run/weir}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "weir.volumes" -}}
- {name: bpf, hostPath: {path: {{ .Values.hostPaths.bpffs }}, type: Directory}}
- {name: cgroup, hostPath: {path: {{ .Values.hostPaths.cgroup }}, type: Directory}}
- {name: run, hostPath: {path: {{ .Values.hostPaths.run }}, type: DirectoryOrCreate}}
- {name: tmp, emptyDir: {sizeLimit: 64Mi}}
{{- end }}
