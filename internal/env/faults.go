package env

import (
	"fmt"
	"slices"
	"strings"
)

// Faults is all that is wrong with a configuration, one plain sentence each.
// It ends a process with exit code 2 (see daemon.Main).
type Faults []string //nolint:errname // it is what the caller calls it: env.Faults

// Error gives a fault a line.
func (f Faults) Error() string {
	if len(f) == 1 {
		return f[0]
	}
	return fmt.Sprintf("%d faults in the configuration:\n  %s", len(f), strings.Join(f, "\n  "))
}

// ExitCode is 2, the code of wrong usage.
func (Faults) ExitCode() int { return 2 }

// Shown is returned when --help or --version was answered, so that nothing is
// left to do. It ends a process with exit code 0.
type Shown struct{} //nolint:errname // not a failure

// Error says what happened.
func (Shown) Error() string { return "shown" }

// ExitCode is 0.
func (Shown) ExitCode() int { return 0 }

// report gathers faults, each once, and keeps secrets out of them.
type report struct {
	faults  Faults
	secrets []string // raw values, as given
}

func (r *report) add(format string, args ...any) {
	fault := fmt.Sprintf(format, args...)
	if !slices.Contains(r.faults, fault) {
		r.faults = append(r.faults, fault)
	}
}

// addError adds an error as one fault, or a joined error as one fault each.
func (r *report) addError(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			r.addError(one)
		}
		return
	}
	r.add("%s", err)
}

// err is what has been gathered. Values of secret flags are blanked wherever
// a check has put them into its words.
func (r *report) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	for i, fault := range r.faults {
		for _, secret := range r.secrets {
			fault = strings.ReplaceAll(fault, secret, "(secret)")
		}
		r.faults[i] = fault
	}
	return r.faults
}
