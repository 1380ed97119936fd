module github.com/wirecopy/wirecopy/cmd/wirecopy

go 1.26.0

require (
	github.com/alecthomas/kong v1.17.0
	github.com/nats-io/nats.go v1.55.0
	github.com/wirecopy/wirecopy/bench v0.0.0
	github.com/wirecopy/wirecopy/internal v0.0.0
	github.com/wirecopy/wirecopy/pkg/client v0.0.0
	github.com/wirecopy/wirecopy/pkg/schema v0.0.0
	github.com/wirecopy/wirecopy/services/fetcher v0.0.0
	github.com/wirecopy/wirecopy/services/parser v0.0.0
	github.com/wirecopy/wirecopy/services/storer v0.0.0
	go.uber.org/zap v1.28.0
	golang.org/x/term v0.47.0
)

replace github.com/wirecopy/wirecopy/pkg/schema => ../../pkg/schema

replace github.com/wirecopy/wirecopy/pkg/client => ../../pkg/client

replace github.com/wirecopy/wirecopy/internal => ../../internal

replace github.com/wirecopy/wirecopy/services/fetcher => ../../services/fetcher

replace github.com/wirecopy/wirecopy/services/parser => ../../services/parser

replace github.com/wirecopy/wirecopy/services/storer => ../../services/storer

replace github.com/wirecopy/wirecopy/bench => ../../bench
