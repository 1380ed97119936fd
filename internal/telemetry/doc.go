// Package telemetry is what operators see of a process: its log, its metrics,
// and whether it lives and is ready, over HTTP.
//
// It is not where metrics are made; each component makes its own from the
// registry that it is given. Nothing here is global: no default logger, no
// default registry, no default mux.
//
// There are two handlers. [Public] may face a network; [Admin] adds the
// profiles of pprof, which can hold memory of the process, and belongs on
// loopback or behind a cluster's own network.
package telemetry
