module github.com/wirecopy/wirecopy/pkg/client

go 1.26.0

require (
	github.com/nats-io/nats-server/v2 v2.15.2
	github.com/nats-io/nats.go v1.55.0
	github.com/wirecopy/wirecopy/pkg/schema v0.0.0
)

replace github.com/wirecopy/wirecopy/pkg/schema => ../../pkg/schema
