package telemetry

import "strings"

// ReasonLabel is a reason of a fault as the label of a metric. Reasons are of small
// sets of ours, but for the statuses of sites, which are theirs to choose: of
// these the common ones are kept ("http-404"), and of the others the class ("http-5xx").
func ReasonLabel(reason string) string {
	status, ok := strings.CutPrefix(reason, "http-")
	if !ok {
		return reason
	}
	switch status {
	case "401", "403", "404", "410", "429", "451", "503":
		return reason
	}
	if len(status) == 3 && '1' <= status[0] && status[0] <= '5' {
		return "http-" + status[:1] + "xx"
	}
	return "http-other"
}
