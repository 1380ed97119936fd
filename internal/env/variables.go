package env

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// testPrefix begins the variables that steer tests; binaries ignore them.
const testPrefix = Prefix + "TEST_"

var serviceLink = regexp.MustCompile(`_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_\w+)?$`)

// variables are those of the environment that have our prefix, and the flags
// that they belong to.
type variables struct {
	values map[string]string
	flags  map[*kong.Value]string // the variable of each flag
	used   map[*kong.Value]bool   // flags that have their value from it
}

// collect picks our variables from the environment. As in a process's own
// environment, the first of two with the same name counts.
func collect(environ []string) map[string]string {
	values := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, Prefix) || strings.HasPrefix(name, testPrefix) {
			continue
		}
		if _, twice := values[name]; !twice {
			values[name] = value
		}
	}
	return values
}

// bind gives the flag its variable, and takes from kong its own reading of the
// process's environment.
func (v *variables) bind(flag *kong.Flag) error {
	if v.flags == nil {
		v.flags, v.used = map[*kong.Value]string{}, map[*kong.Value]bool{}
	}
	tagged := flag.Tag.Envs
	flag.Envs, flag.Tag.Envs = nil, nil
	switch {
	case slices.Equal(tagged, []string{"-"}), flag.Name == "help":
	case len(tagged) > 0:
		return fmt.Errorf("--%s has the variable %q; variables are named after their flags", flag.Name, tagged[0])
	default:
		v.flags[flag.Value] = Prefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(flag.Name))
	}
	return nil
}

// resolve gives kong the value of a flag that is not on the command line.
func (r *reading) resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value := r.variables.values[r.variables.flags[flag.Value]]
	if value == "" {
		return nil, nil //nolint:nilnil // kong's way to say "not set"
	}
	r.variables.used[flag.Value] = true
	return value, nil
}

// describe is the name under which the user knows the value: the variable if
// it comes from there, otherwise the flag or the argument.
func (v *variables) describe(value *kong.Value) string {
	switch {
	case value.Flag == nil:
		return "<" + value.Name + ">"
	case v.used[value]:
		return v.flags[value]
	default:
		return "--" + value.Name
	}
}

// help is a flag's line in the help text, with its variable.
func (r *reading) help(value *kong.Value) string {
	name, ok := r.variables.flags[value]
	if !ok {
		return value.Help
	}
	return strings.TrimSpace(value.Help + " [" + name + "]")
}

// unknown reports the variables that belong to no flag of any command. Their
// values are not shown: what is misspelt may be a password.
func (v *variables) unknown(r *report) {
	known := slices.Sorted(maps.Values(v.flags))
	for _, name := range slices.Sorted(maps.Keys(v.values)) {
		if slices.Contains(known, name) {
			continue
		}
		switch near := nearest(name, known); {
		case isServiceLink(name, v.values[name]):
			r.add("%s is no setting: it looks like a service link of Kubernetes; set enableServiceLinks: false", name)
		case near != "":
			r.add("%s is no setting; did you mean %s?", name, near)
		default:
			r.add("%s is no setting; --help lists those that there are", name)
		}
	}
}

// isServiceLink knows the variables that Kubernetes puts into every pod for
// every service of the namespace; a service named wirecopy takes our prefix.
func isServiceLink(name, value string) bool {
	return serviceLink.MatchString(name) || strings.HasSuffix(name, "_PORT") && strings.Contains(value, "://")
}

// nearest is the known name with the fewest edits away, if they are few.
func nearest(name string, known []string) string {
	best, fewest := "", 1+max(2, (len(name)-len(Prefix))/3)
	for _, k := range known {
		if n := edits(name, k); n < fewest {
			best, fewest = k, n
		}
	}
	return best
}

// edits is the Levenshtein distance of two names, which are ASCII if known.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// placeholder shows a preset value as the user would write it.
func placeholder(v reflect.Value) string {
	text := fmt.Sprint(v.Interface())
	if v.Type() == reflect.TypeFor[time.Duration]() {
		return strings.NewReplacer("h0m0s", "h", "m0s", "m").Replace(text)
	}
	return text
}
