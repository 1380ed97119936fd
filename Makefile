# What people do with this project. `make` alone says what there is.

MODULES := $(shell go list -f '{{.Dir}}' -m)
TOOL     = $$(GOWORK=off go -C tools tool -n $(1))

# The race detector needs a C compiler. Without one the tests run without it, and say so.
HAS_CC  := $(shell command -v $$(go env CC) >/dev/null 2>&1 && echo yes)
RACE    := $(if $(HAS_CC),-race)
export CGO_ENABLED := $(if $(HAS_CC),1,0)

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS := -X github.com/wirecopy/wirecopy/internal/telemetry.version=$(VERSION)

.PHONY: help run build test postgres consumers e2e chaos kills bench scale ingest bench-big microbench eval train fuzz fuzz-feeds vulncheck release compose-secrets kube-score cluster lint fmt standalone tidy generate clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## start the wire with the demo and a list of real feeds
	bin/wirecopy up --demo --opml feeds.opml

build: ## build the wire and its stages into bin/
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./cmd/wirecopy ./services/fetcher/cmd/fetcher ./services/parser/cmd/parser ./services/storer/cmd/storer

test: postgres ## run all tests, with the race detector where there is a C compiler
	@$(if $(HAS_CC),,echo "no C compiler: the tests run without the race detector")
	go test $(RACE) -shuffle=on work

postgres: ## install the PostgreSQL that tests start servers of, where there is none (Debian, as root)
	@if [ -n "$$WIRECOPY_TEST_POSTGRES" ] || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends postgresql >/dev/null; \
	else echo "no PostgreSQL: install it (on Debian apt-get install postgresql), or its tests are skipped"; fi

consumers: ## run the consumers of docs/consumers against a wire, and say what can't be run (node; python3 with nats-py)
	go test -count=1 -v ./internal/consumertest

e2e: ## follow some 6,000 articles of 200 feeds from feed to store, in peace, with kills, with a full disk (Linux)
	WIRECOPY_TEST_FEEDS=200 WIRECOPY_TEST_HOSTS=60 WIRECOPY_TEST_ARTICLES=6000 go test -count=1 -v -run '^(TestEndToEnd|TestLaw1KillsLoseNothing)$$' ./cmd/wirecopy/internal/up
	unshare --map-root-user --mount go test -count=1 -v -tags disk -run '^TestLaw1AFullDiskLosesNothing$$' ./cmd/wirecopy/internal/up

chaos: ## kill fetchers, parsers, storers and the NATS server at random for a minute (SEED=n repeats a run)
	WIRECOPY_TEST_CHAOS=60s WIRECOPY_TEST_SEED=$(SEED) go test -count=1 -v -run '^TestLaw4Chaos$$' ./bench/chaos

kills: ## kill storers and PostgreSQL under load, every five seconds for a minute
	WIRECOPY_TEST_KILLS=60s go test -count=1 -v -run '^TestLaw1KillsOfStorersAndPostgresLoseNothing$$' ./services/storer

bench: build ## measure a whole wire on a made-up news web of 200 feeds
	CGO_ENABLED=0 go build -o bin/figures ./bench/figures
	bin/figures bin/wirecopy

scale: ## measure a million schedules, 100,000 feeds with nothing new, and slow sites: some 40 minutes (Linux)
	CGO_ENABLED=0 go build -o bin/ ./bench/clock ./bench/polls ./bench/pages
	bin/clock
	bin/polls
	bin/polls --host-interval 0
	bin/polls --host-interval 0 --hosts 100 --keep
	bin/polls --tls
	bin/polls --apart --feeds 1000 --hosts 200 --rate 10
	bin/polls --apart --rate 10
	bin/pages

ingest: ## measure what 200,000 articles cost in PostgreSQL and in SQLite, and how fast they are found: some 20 minutes (Linux)
	CGO_ENABLED=0 go build -o bin/ ./bench/ingest
	bin/ingest --store postgres
	bin/ingest --store sqlite

bench-big: ## write, index and search ARTICLES (1,000,000) in SQLite and in PostgreSQL: some three hours, and 40 GB of disk (Linux)
	CGO_ENABLED=0 go build -o bin/ ./bench/ingest
	bin/ingest --store sqlite --articles $(or $(ARTICLES),1000000) --phases write,index,ask --each
	bin/ingest --store postgres --articles $(or $(ARTICLES),1000000) --phases write,index,ask --each

microbench: ## run the benchmarks of all packages
	go test -run '^$$' -bench . -benchmem work

eval: ## compare our extractor with those of others on pages with a known truth (DATA=directory of the sets)
	@$(if $(DATA),,echo "say where the pages lie: make eval DATA=directory" >&2; exit 1)
	mkdir -p bin
	CGO_ENABLED=0 go run ./bench/extraction/eval -data $(DATA) -keep bin

train: ## grow the model that tells an article's text from the rest of its page (DATA=directory of the sets)
	@$(if $(DATA),,echo "say where the pages lie: make train DATA=directory" >&2; exit 1)
	mkdir -p bin
	CGO_ENABLED=0 go run ./bench/extraction/train -data $(DATA) -keep bin -out services/parser/extract/forest/model.go

# Runs every fuzz target below some directories, each for a time. Making a new input
# smaller is cut short: it takes a minute each where caches let runs differ, and nothing else is tried then.
# Where the time ends while a worker is at work, go test may fail with nothing but that
# (go.dev/issue/75804, mended in Go 1.27): such a target is run once more.
define fuzz
@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
try() { go test -C "$$1" -run '^$$' -fuzz "^$$2\$$" -fuzztime $(2) -fuzzminimizetime 20x . 2>&1 | tee "$$log"; grep -q '^ok' "$$log"; }; \
late() { grep -q '^ *context deadline exceeded$$' "$$log" && ! grep -q 'Failing input' "$$log"; }; \
for m in $(1); do grep -rl --include='*_test.go' '^func Fuzz' $$m | while read -r file; do \
	dir=$$(dirname $$file); \
	for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' $$file); do \
		echo "$$target of $$dir"; \
		try $$dir $$target || { late && try $$dir $$target; } || exit 1; \
	done; done || exit 1; done
endef

fuzz: ## fuzz everything that reads foreign bytes, for FUZZTIME each (10s)
	$(call fuzz,$(MODULES),$(or $(FUZZTIME),10s))

fuzz-feeds: ## fuzz what reads feeds, dates, sitemaps, OPML, and pages that name feeds, for FUZZTIME each (20s)
	$(call fuzz,services/fetcher/document services/fetcher/discover internal/opml,$(or $(FUZZTIME),20s))

# Where what is known of vulnerabilities is asked for.
VULNDB ?= https://vuln.go.dev

vulncheck: ## look for known vulnerabilities that the programs reach (asks vuln.go.dev, or VULNDB)
	@curl -sfI --max-time 20 $(VULNDB)/index/db.json >/dev/null || { echo "$(VULNDB) can't be reached from here: nothing was checked" >&2; exit 1; }
	$(call TOOL,govulncheck) -db $(VULNDB) ./cmd/wirecopy/... ./services/fetcher/... ./services/parser/... ./services/storer/...

release: ## build the archives of a release for Linux, macOS and Windows into dist/, with their sums (VERSION=v1.2.3)
	go run ./deploy/release -version $(VERSION) -time $$(git log -1 --format=%ct) -out dist

compose-secrets: ## make the keys and passwords of deploy/compose.yaml in deploy/secrets; what is there stays
	@mkdir -p -m 0700 deploy/secrets
	go run ./cmd/wirecopy accounts --keys deploy/secrets >/dev/null
	@for name in postgres grafana; do [ -s deploy/secrets/$$name ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > deploy/secrets/$$name; done
	@chmod 0700 deploy/secrets && chmod 0644 deploy/secrets/*

kube-score: ## hold what the chart renders against kube-score's checks; deploy/score/exceptions.go has what is meant
	go run ./deploy/score

cluster: ## try the chart on the cluster of KUBECONFIG, from images to kills; see deploy/e2e.sh --help
	deploy/e2e.sh

lint: ## check style and import rules
	$(call TOOL,golangci-lint) run --allow-parallel-runners $(addsuffix /...,$(MODULES))

fmt: ## format the code
	$(call TOOL,golangci-lint) fmt $(addsuffix /...,$(MODULES))

standalone: ## build and vet each module on its own, without the workspace
	@for m in $(MODULES); do echo "$$m"; (cd $$m && GOWORK=off go build ./... && GOWORK=off go vet ./...) || exit 1; done

tidy: ## check that every go.mod says what its module needs
	@for m in $(MODULES); do (cd $$m && GOWORK=off go mod tidy -diff) || exit 1; done

generate: ## write derived files anew: the JSON Schemas, the AsyncAPI document, the lists of what is exported, the accounts of NATS, the licences
	go generate ./pkg/schema/... ./pkg/client/...
	go run ./cmd/wirecopy accounts > deploy/helm/wirecopy/files/accounts.conf
	go run ./deploy/release -licences > docs/licences.md

clean: ## remove what was built
	rm -rf bin dist
