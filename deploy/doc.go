// Package deploy is what a wire is deployed with, and its tests: the images, the
// chart for Kubernetes, the accounts of NATS.
package deploy
