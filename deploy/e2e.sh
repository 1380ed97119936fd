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

By name alone, for what they need isn't on every cluster:

  dryrun     the API server takes, strictly and under the restricted profile, what
             each file of values renders; with the CRDs of KEDA and of the
             Prometheus Operator
  spread     pods are spread, and no more of them are evicted than the budget says:
             three nodes or more, which may be fake ones (kwok); they are
             cordoned, and one is drained

It needs kubectl, helm, go, curl and jq; in the cluster KEDA, something that
enforces NetworkPolicies, and a default StorageClass. The environment says:

  KUBECONFIG    the cluster
  NAMESPACE     where to install; it is made, and removed at the end  (wirecopy-e2e)
  OLD_REF       commit of the release to upgrade from, whose images and chart are
                built from its own tree; deploy/e2e/values.yaml must suit
                that chart too, and its database must be of the same schema
                (the last tag before this commit, if any, else this tree)
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
: "${OLD_REF=$(git describe --tags --abbrev=0 HEAD^ 2>/dev/null)}"
WORK=${TMPDIR:-/tmp}/$NAMESPACE
CHART=deploy/helm/wirecopy
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

# tree VERSION: the directory of a version's source.
tree() {
  if [ "$1" = "$OLD" ] && [ -n "$OLD_REF" ]; then echo "$WORK/old"; else echo .; fi
}

# checkout: the source of the old version, out of git.
checkout() {
  [ -n "$OLD_REF" ] || return 0
  rm -rf "$WORK/old"
  mkdir -p "$WORK/old"
  git archive "$OLD_REF" | tar -x -C "$WORK/old"
}

# image SERVICE VERSION: builds an image and brings it into the cluster.
image() {
  local name=$REGISTRY/wirecopy/$1:$2 tool=$BUILD
  if [ "$BUILD" = local ]; then
    tool=podman
    pack_locally "$1" "$2" "$name"
  else
    $tool build -q -f "$(tree "$2")/deploy/Dockerfile" --build-arg SERVICE="$1" --build-arg VERSION="$2" -t "$name" "$(tree "$2")"
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
  CGO_ENABLED=0 go -C "$(tree "$2")" build -trimpath -buildvcs=false \
    -ldflags "-s -w -buildid= -X github.com/wirecopy/wirecopy/internal/telemetry.version=$2" -o "$dir/program" "$package"
  cp /etc/ssl/certs/ca-certificates.crt "$(go env GOROOT)/lib/time/zoneinfo.zip" "$dir"
  printf '%s\n' 'FROM scratch' 'COPY ca-certificates.crt /etc/ssl/certs/' 'COPY zoneinfo.zip /zoneinfo.zip' 'COPY program /program' \
    'ENV ZONEINFO=/zoneinfo.zip' 'USER 65532:65532' 'ENTRYPOINT ["/program"]' > "$dir/Dockerfile"
  podman build -q -t "$3" "$dir"
}

images() {
  local version service
  checkout
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
  sed "s|@IMAGE@|$REGISTRY/wirecopy/wirecopy:$NEW|; s|@FEEDS@|$FEEDS|; s|@HOSTS@|$HOSTS|; s|@ARTICLES@|$ARTICLES|" deploy/e2e/newsroom.yaml | k apply -f -
  k wait pod/newsroom --for=condition=Ready --timeout=2m
  chart install "$OLD"
  say "all pods were admitted under the restricted profile, and are ready"
}

# chart COMMAND VERSION: installs or upgrades, by the chart of that version.
chart() {
  local address options=() dir
  dir=$(tree "$2")/$CHART
  address=$(k get pod newsroom -o jsonpath='{.status.podIP}')
  [ -z "$NATS_IMAGE" ] || options+=(--set "dev.nats.image=$NATS_IMAGE")
  [ -z "$POSTGRES_IMAGE" ] || options+=(--set "dev.postgres.image=$POSTGRES_IMAGE")
  helm -n "$NAMESPACE" "$1" $RELEASE "$dir" -f "$dir/values-dev.yaml" -f deploy/e2e/values.yaml \
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
      kubectl -n "$NAMESPACE" port-forward "$1" "$2" >/dev/null 2>&1 & # by itself: of a function, the shell would be killed and kubectl stay
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
  until_true 60 "NATS takes clients" greets 14222
}

# greets PORT: a NATS server says what it is to who connects.
greets() {
  local line
  read -r -t 5 line 2>/dev/null < "/dev/tcp/127.0.0.1/$1" && [[ $line == INFO* ]]
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
  until_true 900 "the rows are as the truth is: $WORK/report.txt" matches
  say "none is lost, none doubled"
  cat "$WORK/report.txt"
}

# matches holds the rows against the truth; the newsroom says whether it is whole. An
# article that is found by a second feed after the upgrade is read again, and if the
# new release reads more of it that is a further version of it, and no fault.
matches() {
  rows > "$WORK/rows.jsonl" 2>/dev/null || return 1
  "$WIRE" newsroom --check "$WORK/rows.jsonl" --control 127.0.0.1:18090 > "$WORK/report.txt" 2>&1 && return
  [ -n "$OLD_REF" ] && tail -n 1 "$WORK/report.txt" | grep -qx 'records differ from what was published: [0-9]* revised'
}

remove() {
  helm -n "$NAMESPACE" uninstall $RELEASE --wait || true
  kubectl delete namespace "$NAMESPACE" --wait
}

## what other clusters are needed for

# values: all files of values that the chart is known to work with.
values() { ls $CHART/values-dev.yaml $CHART/ci/*.yaml; }

# aside NAME: a namespace of a step's own, under the restricted profile, whose
# warnings are of it too. What a step that failed has left there is removed.
aside() {
  kubectl delete namespace "$1" --ignore-not-found --wait >/dev/null
  kubectl create namespace "$1" >/dev/null
  kubectl label namespace "$1" pod-security.kubernetes.io/{enforce,warn}=restricted pod-security.kubernetes.io/{enforce,warn}-version=latest >/dev/null
}

dryrun() {
  local space=$NAMESPACE-dryrun file crd
  for crd in scaledobjects.keda.sh {servicemonitors,prometheusrules}.monitoring.coreos.com; do
    kubectl get crd "$crd" >/dev/null || fail "the cluster has no CRD $crd: apply those of KEDA and of the Prometheus Operator first"
  done
  aside "$space"
  kubectl -n "$space" create serviceaccount "$RELEASE-wirecopy-check" >/dev/null # a pod is refused without it, and a dry run makes none
  for file in $(values); do
    helm -n "$space" template $RELEASE $CHART -f "$file" > "$WORK/rendered.yaml"
    kubectl -n "$space" apply --server-side --dry-run=server --validate=strict --warnings-as-errors -f "$WORK/rendered.yaml" > "$WORK/taken.txt" ||
      fail "$file: an object isn't taken"
    say "$file: $(wc -l < "$WORK/taken.txt") objects are taken"
  done
  kubectl delete namespace "$space" --wait=false >/dev/null
}

# evict POD: asks for a pod's eviction as `kubectl drain` does, once; false when its
# budget refuses it, and WORK/refusal.txt says so.
evict() {
  printf '{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s"}}' "$1" |
    k create --raw "/api/v1/namespaces/$NAMESPACE/pods/$1/eviction" -f - >/dev/null 2> "$WORK/refusal.txt"
}

# placed STAGE: node and name of its pods that have a node and aren't on their way out.
placed() {
  k get pods -l "app.kubernetes.io/component=$1" -o json |
    jq -r '.items[] | select(.metadata.deletionTimestamp == null and .spec.nodeName != null) | "\(.spec.nodeName) \(.metadata.name)"' | sort
}

# on_nodes STAGE NODES PODS: so many pods on as many nodes, or more.
on_nodes() { [ "$(placed "$1" | cut -d' ' -f1 | uniq | wc -l)" -ge "$2" ] && [ "$(placed "$1" | wc -l)" = "$3" ]; }
allows() { [ "$(k get pdb "$RELEASE-wirecopy-$1" -o jsonpath='{.status.disruptionsAllowed}')" = "$2" ]; }

# spread needs no pod that does anything: where pods start and which may be taken away
# is the scheduler's and the API server's to say, so that fake nodes will do, on which
# every pod counts as ready. There is no NATS, and no news is made.
spread() {
  local NAMESPACE=$NAMESPACE-spread stage stages=(fetcher parser storer) pods node
  aside "$NAMESPACE"
  helm -n "$NAMESPACE" install $RELEASE $CHART -f $CHART/ci/default.yaml --set fetcher.replicas=3,parser.replicas=3,storer.replicas=3 --wait --timeout 3m >/dev/null
  for stage in "${stages[@]}"; do
    on_nodes "$stage" 3 3 || fail "$stage isn't spread: $(placed "$stage")"
    say "$stage: 3 pods on 3 nodes"
  done
  kubectl cordon -l kubernetes.io/hostname >/dev/null # so that what is evicted has no place to come back to
  for stage in "${stages[@]}"; do
    until_true 60 "the budget of the $stage lets one go" allows "$stage" 1
    mapfile -t pods < <(placed "$stage" | cut -d' ' -f2)
    evict "${pods[0]}" || fail "$stage: the first isn't evicted: $(cat "$WORK/refusal.txt")"
    ! evict "${pods[1]}" || fail "$stage: a second is evicted"
    grep -q "disruption budget" "$WORK/refusal.txt" || fail "$stage: a second is refused for something else: $(cat "$WORK/refusal.txt")"
    say "$stage: one is evicted, and not a second: $(cat "$WORK/refusal.txt")"
  done
  kubectl uncordon -l kubernetes.io/hostname >/dev/null
  for stage in "${stages[@]}"; do
    until_true 60 "the $stage has its pods again" on_nodes "$stage" 3 3
    until_true 60 "the budget of the $stage lets one go again" allows "$stage" 1
  done
  node=$(placed fetcher | head -n 1 | cut -d' ' -f1)
  kubectl drain "$node" --ignore-daemonsets --timeout=2m >/dev/null
  for stage in "${stages[@]}"; do
    until_true 60 "the $stage is whole without $node" on_nodes "$stage" 2 3
  done
  kubectl uncordon "$node" >/dev/null
  say "$node was drained, and each stage has three pods on the others"
  remove
}

case "${1:-}" in -h | --help) usage; exit ;; esac
mkdir -p "$WORK"
CGO_ENABLED=0 go build -o "$WIRE" ./cmd/wirecopy
[ $# -gt 0 ] || set -- images install check reach scale upgrade kill compare rest remove
for step; do
  say "== $step"
  case $step in
    dryrun | spread) "$step" ;;
    images | install | check | reach | scale | upgrade | compare | rest | remove) "$step" ;;
    kill) kill_pods ;;
    *) usage >&2; exit 2 ;;
  esac
done
