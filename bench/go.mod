module github.com/wirecopy/wirecopy/bench

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/klauspost/compress v1.20.3
	github.com/wirecopy/wirecopy/pkg/schema v0.0.0
	go.uber.org/goleak v1.3.0
	go.uber.org/zap v1.28.0
	golang.org/x/net v0.62.0
	golang.org/x/sync v0.24.0
)

require go.uber.org/multierr v1.10.0 // indirect

replace github.com/wirecopy/wirecopy/pkg/schema => ../pkg/schema

replace github.com/wirecopy/wirecopy/internal => ../internal

replace github.com/wirecopy/wirecopy/pkg/client => ../pkg/client
