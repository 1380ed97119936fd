module github.com/wirecopy/wirecopy/bench

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/klauspost/compress v1.20.3
	github.com/wirecopy/wirecopy/internal v0.0.0
	github.com/wirecopy/wirecopy/pkg/client v0.0.0
	github.com/wirecopy/wirecopy/pkg/schema v0.0.0
)

replace github.com/wirecopy/wirecopy/pkg/schema => ../pkg/schema

replace github.com/wirecopy/wirecopy/internal => ../internal

replace github.com/wirecopy/wirecopy/pkg/client => ../pkg/client
