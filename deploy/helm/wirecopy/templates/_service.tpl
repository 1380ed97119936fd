{{/*
A service of the wire, whole: (dict "root" $ "name" "fetcher" "values" .Values.fetcher
"env" TEXT "mounts" TEXT "volumes" TEXT "ports" TEXT), the texts being lists in YAML or empty.
*/}}
{{- define "wirecopy.deployment" -}}
{{- $scope := dict "root" .root "component" .name "program" .name "user" .name -}}
{{- $fullname := printf "%s-%s" (include "wirecopy.fullname" .root) .name -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $fullname }}
  labels: {{- include "wirecopy.labels" $scope | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $fullname }}
  labels: {{- include "wirecopy.labels" $scope | nindent 4 }}
spec:
  {{- if eq .values.autoscaling.mode "none" }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
  selector: {{ include "wirecopy.match" $scope }}
  template:
    metadata:
      labels: {{- include "wirecopy.labels" $scope | nindent 8 }}
      {{- with .root.Values.podAnnotations }}
      annotations: {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ $fullname }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ .root.Values.terminationGracePeriodSeconds }}
      securityContext: {{- include "wirecopy.podSecurity" . | nindent 8 }}
      {{- with .root.Values.image.pullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .name }}
          image: {{ include "wirecopy.image" $scope }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          {{- with .values.extraArgs }}
          args: {{- toYaml . | nindent 12 }}
          {{- end }}
          securityContext: {{- include "wirecopy.containerSecurity" . | nindent 12 }}
          env:
            - {name: WIRECOPY_SETUP, value: {{ not .root.Values.setup.enabled | quote }}}
            - {name: WIRECOPY_LOG_LEVEL, value: {{ .root.Values.log.level }}}
            - {name: WIRECOPY_LOG_FORMAT, value: {{ .root.Values.log.format }}}
            - name: GOMEMLIMIT
              valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: "1"}}
            {{- include "wirecopy.natsEnv" $scope | nindent 12 }}
            {{- include "wirecopy.streamsEnv" .root | nindent 12 }}
            {{- with trim (include "wirecopy.tracingEnv" .root) }}{{ . | nindent 12 }}{{ end }}
            {{- with .env }}{{ . | nindent 12 }}{{ end }}
          ports:
            - {name: http, containerPort: 8080}
            {{- with .ports }}{{ . | nindent 12 }}{{ end }}
          startupProbe: {httpGet: {path: /livez, port: http}, periodSeconds: 2, failureThreshold: 180}
          livenessProbe: {httpGet: {path: /livez, port: http}, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6}
          readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 5, timeoutSeconds: 5}
          resources: {{- toYaml .values.resources | nindent 12 }}
          {{- $mounts := printf "%s%s" (include "wirecopy.natsMounts" $scope) (default "" .mounts) }}
          {{- with trim $mounts }}
          volumeMounts: {{- . | nindent 12 }}
          {{- end }}
      {{- $volumes := printf "%s%s" (include "wirecopy.natsVolumes" $scope) (default "" .volumes) }}
      {{- with trim $volumes }}
      volumes: {{- . | nindent 8 }}
      {{- end }}
      {{- include "wirecopy.placement" $scope | nindent 6 }}
{{- if .root.Values.podDisruptionBudget.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $fullname }}
  labels: {{- include "wirecopy.labels" $scope | nindent 4 }}
spec:
  maxUnavailable: {{ .root.Values.podDisruptionBudget.maxUnavailable }}
  selector: {{ include "wirecopy.match" $scope }}
{{- end }}
{{- end -}}

{{/* What scales a service, by its values: (dict "root" $ "name" … "values" … "stream" … "consumer" …). */}}
{{- define "wirecopy.autoscaling" -}}
{{- $scope := dict "root" .root "component" .name -}}
{{- $fullname := printf "%s-%s" (include "wirecopy.fullname" .root) .name -}}
{{- $a := .values.autoscaling -}}
{{- if eq $a.mode "hpa" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $fullname }}
  labels: {{- include "wirecopy.labels" $scope | nindent 4 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ $fullname }}}
  minReplicas: {{ max 1 (int $a.min) }}
  maxReplicas: {{ $a.max }}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ $a.cpu }}}}
{{- else if eq $a.mode "keda" -}}
{{- $least := int (ternary (max 1 (int $a.min)) $a.min (eq .name "fetcher")) -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $fullname }}
  labels: {{- include "wirecopy.labels" $scope | nindent 4 }}
spec:
  scaleTargetRef: {name: {{ $fullname }}}
  minReplicaCount: {{ $least }}
  maxReplicaCount: {{ $a.max }}
  {{- if eq $least 0 }}
  pollingInterval: 15
  cooldownPeriod: 120
  {{- end }}
  fallback: {failureThreshold: 4, replicas: {{ $a.fallback }}}
  triggers:
    - type: nats-jetstream
      metadata:
        natsServerMonitoringEndpoint: {{ include "wirecopy.natsMonitoring" .root | quote }}
        account: {{ include "wirecopy.natsAccount" .root | quote }}
        stream: {{ .stream }}
        consumer: {{ .consumer }}
        lagThreshold: {{ $a.lag | quote }}
        activationLagThreshold: {{ $a.activationLag | quote }}
{{- end -}}
{{- end -}}
