module github.com/wirecopy/wirecopy/services/storer

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/nats-io/nats.go v1.55.0
	github.com/pressly/goose/v3 v3.29.0
	github.com/wirecopy/wirecopy/internal v0.0.0
	github.com/wirecopy/wirecopy/pkg/schema v0.0.0
	go.uber.org/goleak v1.3.0
	go.uber.org/zap v1.28.0
	golang.org/x/text v0.43.0
	modernc.org/sqlite v1.62.0
)

replace github.com/wirecopy/wirecopy/pkg/schema => ../../pkg/schema

replace github.com/wirecopy/wirecopy/internal => ../../internal
