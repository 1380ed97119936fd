{{/* The name of what belongs to this release: one of it in a namespace is just "wirecopy". */}}
{{- define "wirecopy.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{- else -}}{{ printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}{{- end -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of a component: (dict "root" $ "component" "fetcher"). */}}
{{- define "wirecopy.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "wirecopy.match" -}}
{{- toJson (dict "matchLabels" (include "wirecopy.selector" . | fromYaml)) -}}
{{- end -}}

{{- define "wirecopy.labels" -}}
{{ include "wirecopy.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* The image of a program: (dict "root" $ "program" "fetcher"). */}}
{{- define "wirecopy.image" -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end -}}
{{ .root.Values.image.repository }}/{{ .program }}:{{ default .root.Chart.AppVersion .root.Values.image.tag }}
{{- end -}}

{{- define "wirecopy.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "wirecopy.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* The environment by which a user finds and enters NATS: (dict "root" $ "user" "fetcher"). */}}
{{- define "wirecopy.natsEnv" -}}
- {name: WIRECOPY_NATS, value: {{ include "wirecopy.natsURL" .root | quote }}}
{{- if .root.Values.nats.keysSecret }}
- {name: WIRECOPY_NATS_NKEY, value: /nats/key/{{ .user }}.nk}
{{- end }}
{{- if .root.Values.nats.caSecret }}
- {name: WIRECOPY_NATS_CA, value: /nats/ca/ca.crt}
{{- end }}
{{- if .root.Values.nats.certSecret }}
- {name: WIRECOPY_NATS_CERT, value: /nats/cert/tls.crt}
- {name: WIRECOPY_NATS_KEY, value: /nats/cert/tls.key}
{{- end }}
{{- end -}}

{{- define "wirecopy.natsMounts" -}}
{{- if .root.Values.nats.keysSecret }}
- {name: nats-key, mountPath: /nats/key, readOnly: true}
{{- end }}
{{- if .root.Values.nats.caSecret }}
- {name: nats-ca, mountPath: /nats/ca, readOnly: true}
{{- end }}
{{- if .root.Values.nats.certSecret }}
- {name: nats-cert, mountPath: /nats/cert, readOnly: true}
{{- end }}
{{- end -}}

{{/* Of all keys in the secret, a pod sees its own alone. */}}
{{- define "wirecopy.natsVolumes" -}}
{{- with .root.Values.nats.keysSecret }}
- name: nats-key
  secret: {secretName: {{ . }}, defaultMode: 0440, items: [{key: {{ $.user }}.nk, path: {{ $.user }}.nk}]}
{{- end }}
{{- with .root.Values.nats.caSecret }}
- name: nats-ca
  secret: {secretName: {{ . }}, defaultMode: 0440, items: [{key: ca.crt, path: ca.crt}]}
{{- end }}
{{- with .root.Values.nats.certSecret }}
- name: nats-cert
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- end -}}

{{- define "wirecopy.streamsEnv" -}}
- {name: WIRECOPY_STREAM_REPLICAS, value: {{ .Values.streams.replicas | quote }}}
- {name: WIRECOPY_ARTICLES_AGE, value: {{ .Values.streams.articlesAge | quote }}}
- {name: WIRECOPY_ARTICLES_BYTES, value: {{ .Values.streams.articlesBytes | int64 | quote }}}
- {name: WIRECOPY_REJECTED_BYTES, value: {{ .Values.streams.rejectedBytes | int64 | quote }}}
{{- with .Values.streams.storageBytes }}
- {name: WIRECOPY_STORAGE_BYTES, value: {{ . | int64 | quote }}}
{{- end }}
{{- end -}}

{{/* How many pages are kept in NATS, and for how long; nothing if none are. */}}
{{- define "wirecopy.pagesEnv" -}}
{{- with .Values.streams.pagesBytes }}
- {name: WIRECOPY_PAGES_BYTES, value: {{ . | int64 | quote }}}
- {name: WIRECOPY_KEEP_PAGES, value: {{ $.Values.streams.pagesAge | quote }}}
{{- end }}
{{- end -}}

{{/* Where traces go, by OpenTelemetry's own variables. */}}
{{- define "wirecopy.tracingEnv" -}}
{{- if .Values.tracing.endpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ .Values.tracing.endpoint | quote }}}
- {name: OTEL_TRACES_SAMPLER, value: parentbased_traceidratio}
- {name: OTEL_TRACES_SAMPLER_ARG, value: {{ .Values.tracing.ratio | quote }}}
- {name: OTEL_RESOURCE_ATTRIBUTES, value: {{ printf "k8s.namespace.name=%s" .Release.Namespace | quote }}}
{{- with .Values.tracing.headersSecret }}
- {name: OTEL_EXPORTER_OTLP_HEADERS, valueFrom: {secretKeyRef: {name: {{ . }}, key: headers}}}
{{- end }}
{{- end }}
{{- end -}}

{{/* How fetcher and parser ask sites. */}}
{{- define "wirecopy.webEnv" -}}
- {name: WIRECOPY_HOST_INTERVAL, value: {{ .Values.web.hostInterval | quote }}}
{{- with .Values.web.userAgent }}
- {name: WIRECOPY_USER_AGENT, value: {{ . | quote }}}
{{- end }}
{{- with .Values.web.allowNets }}
- {name: WIRECOPY_ALLOW_NET, value: {{ join "," . | quote }}}
{{- end }}
{{- with .Values.web.proxySecret }}
- {name: WIRECOPY_PROXY, valueFrom: {secretKeyRef: {name: {{ . }}, key: proxy}}}
{{- end }}
{{- end -}}

{{- define "wirecopy.placement" -}}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if .root.Values.topologySpread.enabled }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: {{ .root.Values.topologySpread.key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: {{ include "wirecopy.match" . }}
{{- end }}
{{- end -}}

{{/* Where NATS is: as the values say, or the one that the chart brings to try it. */}}
{{- define "wirecopy.natsURL" -}}
{{- if .Values.nats.url }}{{ .Values.nats.url }}
{{- else if .Values.dev.nats.enabled }}nats://{{ include "wirecopy.fullname" . }}-nats:4222
{{- else }}{{ fail "nats.url is needed: the address of a NATS server of 2.12 or newer, such as nats://nats.nats.svc:4222" }}
{{- end -}}
{{- end -}}

{{- define "wirecopy.natsMonitoring" -}}
{{- if .Values.nats.monitoring }}{{ .Values.nats.monitoring }}
{{- else if .Values.dev.nats.enabled }}{{ include "wirecopy.fullname" . }}-nats.{{ .Release.Namespace }}.svc:8222
{{- else }}{{ fail "nats.monitoring is needed for KEDA: the host and port of NATS' monitoring, such as nats-headless.nats.svc:8222" }}
{{- end -}}
{{- end -}}

{{/* The account of the wire's streams: with users it is the wire's own, else the server's global one. */}}
{{- define "wirecopy.natsAccount" -}}
{{ default (ternary "WIRE" "$G" (not (empty .Values.nats.keysSecret))) .Values.nats.account }}
{{- end -}}

{{- define "wirecopy.natsPods" -}}
{{- if .Values.dev.nats.enabled }}
{{- include "wirecopy.selector" (dict "root" . "component" "nats") }}
{{- else }}
{{- toYaml .Values.nats.podSelector }}
{{- end }}
{{- end -}}

{{/* Where articles are stored. */}}
{{- define "wirecopy.storePods" -}}
{{- if .Values.dev.postgres.enabled }}
{{- include "wirecopy.selector" (dict "root" . "component" "postgres") }}
{{- else }}
{{- toYaml .Values.store.podSelector }}
{{- end }}
{{- end -}}
