module github.com/wirecopy/wirecopy/pkg/schema

go 1.26.0
