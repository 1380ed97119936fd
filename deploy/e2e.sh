#!/usr/bin/env bash
# Tries the chart on a real cluster, from images to kills. See usage below.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
deploy/e2e.sh [STEP ...]: tries the chart on the cluster of KUBECONFIG.

The steps, in order; all of them without an argument:

  images     build two versions of the images, and bring them into the cluster
  install    a namespace under the restricted profile, keys, a newsroom, the chart with values-dev.yaml
  check      helm test: made-up news through the whole wire
  reach      what a pod of each component reaches, and what it doesn't
  scale      each stage is scaled up by its own lag
  upgrade    to the second version and back, under load
  kill       pods are deleted at random, under load
  compare    the newsroom's truth with the rows of the database: none lost, none doubled
  rest       each stage is scaled down again, parser and storer to nothing
  remove     the release and the namespace

It needs kubectl, helm, go, curl and jq; in the cluster KEDA, something that
enforces NetworkPolicies, and a default StorageClass. The environment says:

  KUBECONFIG    the cluster
  NAMESPACE     where to install; it is made, and removed at the end  (wirecopy-e2e)
  REGISTRY      registry and path that images are named after         (localhost)
  BUILD         docker, podman: by deploy/Dockerfile; local: programs
                built by the go command here, and packed by podman      (docker)
  LOAD          command that brings the tar of an image, its last
                argument, into the cluster, such as
                "kind load image-archive"; without it images are pushed
  NATS_IMAGE    images of the values for development                  (as in the chart)
  POSTGRES_IMAGE
  PROBE_IMAGE   an image with sh, timeout and nc                      (busybox:1.37)
  FEEDS HOSTS ARTICLES  how large the newsroom is                     (60 20 4200)
  KILLS         how many pods are deleted                             (20)
HELP
}

: "${NAMESPACE:=wirecopy-e2e}" "${REGISTRY:=localhost}" "${BUILD:=docker}" "${LOAD:=}" "${NATS_IMAGE:=}" "${POSTGRES_IMAGE:=}"
: "${PROBE_IMAGE:=busybox:1.37}" "${FEEDS:=60}" "${HOSTS:=20}" "${ARTICLES:=4200}" "${KILLS:=20}"
RELEASE=wire
OLD=e2e-1 NEW=e2e-2
WORK=${TMPDIR:-/tmp}/$NAMESPACE
WIRE=$WORK/wirecopy # the program, for people's commands

k() { kubectl -n "$NAMESPACE" "$@"; }
say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() {
  say "FAILED: $*" >&2
  k get pods -o wide >&2 || true
  exit 1
}

# until_true SECONDS WHAT COMMAND...: tries a command until it works.
until_true() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not in time: $what"
    sleep 2
  done
}

## images

# image SERVICE VERSION: builds an image and brings it into the cluster.
image() {
  local name=$REGISTRY/wirecopy/$1:$2 tool=$BUILD
  if [ "$BUILD" = local ]; then
    tool=podman
    pack_locally "$1" "$2" "$name"
  else
    $tool build -q -f deploy/Dockerfile --build-arg SERVICE="$1" --build-arg VERSION="$2" -t "$name" .
  fi
  if [ -z "$LOAD" ]; then
    $tool push -q "$name"
    return
  fi
  local save=(save)
  [ "$tool" = docker ] || save+=(--format docker-archive)
  rm -f "$WORK/image.tar"
  $tool "${save[@]}" -o "$WORK/image.tar" "$name"
  $LOAD "$WORK/image.tar"
}

# pack_locally SERVICE VERSION NAME: an image like that of the Dockerfile, where no
# image of Go can be had.
pack_locally() {
  local package=./services/$1/cmd/$1 dir=$WORK/image
  [ "$1" != wirecopy ] || package=./cmd/wirecopy
  mkdir -p "$dir"
  CGO_ENABLED=0 go build -trimpath -buildvcs=false \
    -ldflags "-s -w -buildid= -X github.com/wirecopy/wirecopy/internal/telemetry.version=$2" -o "$dir/program" "$package"
  cp /etc/ssl/certs/ca-certificates.crt "$(go env GOROOT)/lib/time/zoneinfo.zip" "$dir"
  printf '%s\n' 'FROM scratch' 'COPY ca-certificates.crt /etc/ssl/certs/' 'COPY zoneinfo.zip /zoneinfo.zip' 'COPY program /program' \
    'ENV ZONEINFO=/zoneinfo.zip' 'USER 65532:65532' 'ENTRYPOINT ["/program"]' > "$dir/Dockerfile"
  podman build -q -t "$3" "$dir"
}

images() {
  local version service
  for version in $OLD $NEW; do
    for service in fetcher parser storer wirecopy; do
      image "$service" "$version"
    done
  done
}

## install

install() {
  kubectl create namespace "$NAMESPACE"
  kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/enforce-version=latest
  "$WIRE" accounts --keys "$WORK/keys" >/dev/null
  k create secret generic wirecopy-nats --from-file="$WORK/keys"
  sed "s|@IMAGE@|$REGISTRY/wirecopy/wirecopy:$OLD|; s|@FEEDS@|$FEEDS|; s|@HOSTS@|$HOSTS|; s|@ARTICLES@|$ARTICLES|" deploy/e2e/newsroom.yaml | k apply -f -
  k wait pod/newsroom --for=condition=Ready --timeout=2m
  chart install "$OLD"
  say "all pods were admitted under the restricted profile, and are ready"
}

# chart COMMAND VERSION: installs or upgrades.
chart() {
  local address options=()
  address=$(k get pod newsroom -o jsonpath='{.status.podIP}')
  [ -z "$NATS_IMAGE" ] || options+=(--set "dev.nats.image=$NATS_IMAGE")
  [ -z "$POSTGRES_IMAGE" ] || options+=(--set "dev.postgres.image=$POSTGRES_IMAGE")
  helm -n "$NAMESPACE" "$1" $RELEASE deploy/helm/wirecopy -f deploy/helm/wirecopy/values-dev.yaml -f deploy/e2e/values.yaml \
    --set image.registry="$REGISTRY" --set image.tag="$2" --set "web.allowNets={$address/32}" "${options[@]}" --wait --timeout 8m >/dev/null
}

check() {
  helm -n "$NAMESPACE" test $RELEASE --timeout 5m --logs
}

## the way in, for people's commands

# forward NAME PORT:THEIRS: keeps a way to a pod open while the script runs.
forward() {
  (
    trap 'kill $! 2>/dev/null; exit' TERM
    while :; do
      k port-forward "$1" "$2" >/dev/null 2>&1 &
      wait $! || true
      sleep 1
    done
  ) &
  FORWARDS+=($!)
}

FORWARDS=()
close() { [ ${#FORWARDS[@]} -eq 0 ] || kill "${FORWARDS[@]}" 2>/dev/null || true; }
trap close EXIT

open() {
  [ ${#FORWARDS[@]} -eq 0 ] || return 0
  forward pod/newsroom 18090:8090
  forward "pod/$RELEASE-wirecopy-nats-0" 14222:4222
  forward "pod/$RELEASE-wirecopy-nats-0" 18222:8222
  forward "pod/$RELEASE-wirecopy-postgres-0" 15432:5432
  until_true 60 "the newsroom answers" curl -sfo "$WORK/feeds.opml" http://127.0.0.1:18090/feeds.opml
  until_true 60 "NATS answers" curl -sfo /dev/null http://127.0.0.1:18222/healthz
}

# add FIRST LAST: adds some of the newsroom's feeds.
add() {
  sed -n 's/.*xmlUrl="\([^"]*\)".*/\1/p' "$WORK/feeds.opml" | sed -n "$1,$2p" | xargs -r "$WIRE" feeds add --nats nats://127.0.0.1:14222 --nats-nkey "$WORK/keys/operator.nk" >/dev/null
}

rows() {
  "$WIRE" articles --store "postgres://wirecopy:wirecopy@127.0.0.1:15432/wirecopy?sslmode=disable" --format jsonl
}

## reach

# probe COMPONENT: a pod with the labels of a component's, which the policies take for
# one; an outsider has none of them.
probe() {
  local labels="app.kubernetes.io/name: wirecopy, app.kubernetes.io/instance: $RELEASE, app.kubernetes.io/component: $1"
  [ "$1" != outsider ] || labels="app: outsider"
  k delete pod "probe-$1" --ignore-not-found --wait >/dev/null
  k apply -f - >/dev/null <<POD
apiVersion: v1
kind: Pod
metadata:
  name: probe-$1
  labels: {$labels}
spec:
  automountServiceAccountToken: false
  restartPolicy: Never
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: probe
      image: $PROBE_IMAGE
      command: [sh, -c, "sleep 3600"]
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
POD
  k wait "pod/probe-$1" --for=condition=Ready --timeout=2m >/dev/null
}

# answers COMPONENT HOST PORT: what isn't understood is answered, or hung up on; both
# are an answer.
answers() { k exec "probe-$1" -- sh -c "printf 'x\r\n\r\n' | timeout 5 nc $2 $3" >/dev/null 2>&1; }
silent() { ! answers "$@"; }

# reaches COMPONENT yes|no HOST PORT WHAT
reaches() {
  local got=no
  ! answers "$1" "$3" "$4" || got=yes
  [ $got = "$2" ] || fail "$1 reaches $5: $got, want $2"
  say "$1 reaches $5: $got"
}

reach() {
  local nats=$RELEASE-wirecopy-nats postgres=$RELEASE-wirecopy-postgres newsroom api fetcher component
  newsroom=$(k get pod newsroom -o jsonpath='{.status.podIP}')
  fetcher=$(k get pod -l app.kubernetes.io/component=fetcher -o jsonpath='{.items[0].status.podIP}')
  api=$(kubectl -n default get service kubernetes -o jsonpath='{.spec.clusterIP}')
  probe outsider # what it reaches, others don't because of the policies
  reaches outsider yes "$newsroom" 9000 "a site"
  reaches outsider yes "$api" 443 "the API server"
  reaches outsider no "$nats" 4222 "NATS"
  reaches outsider no "$postgres" 5432 "Postgres"
  k delete pod probe-outsider --wait=false >/dev/null
  for component in fetcher parser storer setup check; do
    probe $component
    until_true 30 "the policies hold for the probe" silent $component "$api" 443 # a new pod may be open for a moment
    reaches $component yes "$nats" 4222 "NATS"
    reaches $component no "$nats" 8222 "NATS' monitoring"
    reaches $component no "$api" 443 "the API server"
    reaches $component no "$fetcher" 8080 "another pod of the wire"
    reaches $component no 169.254.169.254 80 "the metadata of a cloud"
    case $component in
      fetcher | parser)
        reaches $component yes "$newsroom" 9000 "a site"
        reaches $component no "$postgres" 5432 "Postgres" ;;
      storer)
        reaches $component no "$newsroom" 9000 "a site"
        reaches $component yes "$postgres" 5432 "Postgres" ;;
      *)
        reaches $component no "$newsroom" 9000 "a site"
        reaches $component no "$postgres" 5432 "Postgres" ;;
    esac
    k delete pod "probe-$component" --wait=false >/dev/null
  done
}

## scale

# lag STREAM CONSUMER: how many messages wait, or are in hand.
lag() {
  curl -sf "http://127.0.0.1:18222/jsz?acc=WIRE&streams=true&consumers=true" |
    jq "[.account_details[].stream_detail[] | select(.name == \"$1\") | .consumer_detail[]? | select(.name == \"$2\") | .num_pending + .num_ack_pending] | add // 0"
}

# polled FEEDS: that many have been polled once.
polled() { [ "$(curl -sf "http://127.0.0.1:18222/jsz?acc=WIRE&streams=true" | jq '[.account_details[].stream_detail[] | select(.name == "POLLS") | .state.messages] | add // 0')" -ge "$1" ]; }

waits() { [ "$(lag "$1" "$2")" -ge "$3" ]; }
replicas() { k get deployment "$RELEASE-wirecopy-$1" -o jsonpath='{.status.replicas}' | grep . || echo 0; }
at_least() { [ "$(replicas "$1")" -ge "$2" ]; }
at_most() { [ "$(replicas "$1")" -le "$2" ]; }
pause() { k annotate scaledobject "$RELEASE-wirecopy-$1" autoscaling.keda.sh/paused-replicas=0 --overwrite >/dev/null 2>&1; }
resume() { k annotate scaledobject "$RELEASE-wirecopy-$1" autoscaling.keda.sh/paused-replicas- >/dev/null 2>&1; }

# faults WORDS: what goes wrong at the newsroom; slow answers keep work in hand for as
# long as an autoscaler takes to see it.
faults() { curl -sf -X PUT --data-binary "$1" http://127.0.0.1:18090/faults >/dev/null; }

# up STAGE STREAM WAITING REPLICAS COMMAND...: holds a stage up, gives it work, lets it go.
up() {
  local stage=$1 stream=$2 waiting=$3 least=$4
  shift 4
  pause "$stage"
  until_true 180 "no $stage runs" at_most "$stage" 0
  "$@"
  until_true 300 "$waiting wait for the $stage" waits "$stream" "$stage" "$waiting"
  say "$stage: none runs, $(lag "$stream" "$stage") wait"
  resume "$stage"
  until_true 300 "the $stage is scaled to $least" at_least "$stage" "$least"
  say "$stage: $(replicas "$stage") run"
}

scale() {
  local third=$((FEEDS / 3))
  open
  add 1 "$third" # while a fetcher runs, which gives each its clock
  until_true 120 "the feeds were polled" polled "$third"
  faults slow=1,slow-for=20s
  up fetcher FEEDS $((third / 2)) 2 true
  faults ""
  up storer ARTICLES 200 1 true
  pause parser
  add $((third + 1)) $((2 * third))
  faults slow=1,slow-for=3s
  up parser ITEMS 100 2 true
  faults ""
}

rest() {
  local stage
  for stage in fetcher parser storer; do
    until_true 1200 "the $stage is scaled down" at_most $stage "$([ $stage = fetcher ] && echo 1 || echo 0)"
    say "$stage: $(replicas $stage) run, nothing waits"
  done
}

## under load

upgrade() {
  local third=$((FEEDS / 3))
  open
  faults slow=1,slow-for=2s # so that the load lasts
  add $((2 * third + 1)) $((2 * third + third / 2))
  chart upgrade "$NEW"
  say "upgraded; it stores, $(rows | wc -l) rows"
  helm -n "$NAMESPACE" rollback $RELEASE --wait --timeout 8m >/dev/null
  say "rolled back, $(rows | wc -l) rows"
  faults ""
}

kill_pods() {
  local third=$((FEEDS / 3)) n pod force
  open
  faults slow=1,slow-for=3s
  add $((2 * third + third / 2 + 1)) "$FEEDS"
  for ((n = 0; n < KILLS; n++)); do
    pod=$(k get pods -l "app.kubernetes.io/component in (fetcher, parser, storer, nats)" -o name | shuf -n 1)
    force=()
    [ $((RANDOM % 2)) = 0 ] || force=(--grace-period=0 --force)
    k delete "$pod" --wait=false "${force[@]}" >/dev/null 2>&1 || true
    sleep $((RANDOM % 8))
  done
  say "$KILLS pods were deleted, $(rows | wc -l) rows"
  faults ""
}

## compare

compare() {
  open
  until_true 900 "truth and rows are the same: $WORK/report.txt" matches
  say "truth and rows are the same"
  cat "$WORK/report.txt"
}

# matches holds the rows against the truth; the newsroom says whether it is whole.
matches() {
  rows > "$WORK/rows.jsonl" 2>/dev/null && "$WIRE" newsroom --check "$WORK/rows.jsonl" --control 127.0.0.1:18090 > "$WORK/report.txt" 2>&1
}

remove() {
  helm -n "$NAMESPACE" uninstall $RELEASE --wait || true
  kubectl delete namespace "$NAMESPACE" --wait
}

case "${1:-}" in -h | --help) usage; exit ;; esac
mkdir -p "$WORK"
CGO_ENABLED=0 go build -o "$WIRE" ./cmd/wirecopy
[ $# -gt 0 ] || set -- images install check reach scale upgrade kill compare rest remove
for step; do
  say "== $step"
  case $step in
    images | install | check | reach | scale | upgrade | compare | rest | remove) "$step" ;;
    kill) kill_pods ;;
    *) usage >&2; exit 2 ;;
  esac
done
