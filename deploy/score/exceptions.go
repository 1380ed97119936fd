package main

import "strings"

// exception is something that kube-score finds and the chart means.
type exception struct {
	check  string // kube-score's name of the check
	says   string // what its finding says, or a part of it
	object string // end of the name of the only object that it is for; "" is any
	reason string
}

func (e exception) String() string { return strings.TrimSpace(e.check + " " + e.says + " " + e.object) }

// exceptions are all of them.
func exceptions() []exception {
	return []exception{
		{check: "container-resources", says: "CPU limit is not set", reason: "a limit would stop a stage while its node has time to spare, and its lag would grow for nothing; the request is each one's share when there is none to spare"},
		{check: "container-ephemeral-storage-request-and-limit", says: "Ephemeral Storage", reason: "the root file system can't be written, and what is logged is bounded by the kubelet, so there is nothing to bound; a request would keep the pods off nodes that don't count it (rootless ones)"},
		{check: "container-image-pull-policy", says: "ImagePullPolicy is not set to Always", reason: "a tag is a version and never moves, so a pod must not need the registry to start again at night; image.pullPolicy is there for who lets tags move"},
		{check: "deployment-has-host-podantiaffinity", reason: "topologySpreadConstraints spread the pods, evenly where there are more pods than nodes too"},
		{check: "deployment-replicas", says: "few replicas", reason: "while a stage has no pod its work waits in its stream, and none of it is lost"},
		{check: "horizontalpodautoscaler-replicas", says: "few replicas", reason: "as for deployments"},
		{check: "container-security-context-user-group-id", says: "low", object: "-postgres", reason: "the files of the official image belong to its user 999; it is for trying the chart"},
	}
}

// allowed is the exception for a finding.
func allowed(object, check, says string) (exception, bool) {
	for _, e := range exceptions() {
		if e.check == check && strings.Contains(says, e.says) && strings.HasSuffix(object, e.object) {
			return e, true
		}
	}
	return exception{}, false
}
