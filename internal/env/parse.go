package env

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// Prefix begins the name of every variable that configures wirecopy.
const Prefix = "WIRECOPY_"

// Program is a binary as its users see it.
type Program struct {
	// Name is what the binary is called on the command line.
	Name string
	// Description says in a sentence or two what it does.
	Description string
	// Version is what --version prints; empty means that there is no such flag.
	Version string
	// Stdout takes the answers to --help and --version; nil means os.Stdout.
	Stdout io.Writer
}

// Exampler may be implemented by the grammar or by any of its commands, to
// show example command lines at the end of its help.
type Exampler interface {
	Examples() []string
}

// Parse reads args (without the program's name) and environ (in the form of
// os.Environ) into the struct that grammar points to. The context that it
// returns has a Run method for grammars with commands.
//
// The error is [Faults] when the user has to change something, [Shown] when
// --help or --version was answered, and anything else when the grammar itself
// is wrong.
func (p Program) Parse(grammar any, args, environ []string) (*kong.Context, error) {
	r := &reading{report: &report{}, variables: variables{values: collect(environ)}}
	version := struct {
		Version bool `help:"Print the version and end." env:"-"`
	}{}
	options := append(mappers(),
		kong.Name(p.Name), kong.Description(p.Description),
		kong.Writers(cmp.Or[io.Writer](p.Stdout, os.Stdout), io.Discard),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ValueFormatter(r.help),
		kong.Resolvers(kong.ResolverFunc(r.resolve)),
	)
	if p.Version != "" {
		options = append(options, kong.Embed(&version))
	}
	parser, err := kong.New(grammar, options...)
	if err != nil {
		return nil, fmt.Errorf("grammar of %s: %w", p.Name, err)
	}
	if err := r.prepare(parser.Model.Node); err != nil {
		return nil, fmt.Errorf("grammar of %s: %w", p.Name, err)
	}
	ctx, complete := r.trace(parser, args)
	for _, step := range ctx.Path {
		switch {
		case step.Flag == nil:
		case step.Flag == parser.Model.HelpFlag:
			return nil, cmp.Or[error](ctx.PrintUsage(false), Shown{})
		case step.Flag.Target.CanAddr() && step.Flag.Target.Addr().Interface() == any(&version.Version):
			_, err := fmt.Fprintln(parser.Stdout, p.Version)
			return nil, cmp.Or[error](err, Shown{})
		}
	}
	if err := r.finish(ctx, complete); err != nil {
		return nil, err
	}
	return ctx, nil
}

// reading is one pass over a command line and an environment.
type reading struct {
	*report
	variables variables
}

// prepare walks the whole grammar once: it gives every flag its variable,
// puts a collector before its mapper, and applies its default.
func (r *reading) prepare(node *kong.Node) error {
	if e, ok := reflect.TypeAssert[Exampler](node.Target.Addr()); ok {
		node.Detail += "\n\nExamples:\n\n    " + strings.Join(e.Examples(), "\n    ")
	}
	for _, flag := range node.Flags {
		if err := r.variables.bind(flag); err != nil {
			return err
		}
		shown := !isSecret(flag.Value) && !flag.IsCumulative() && flag.PlaceHolder == ""
		if shown && !flag.HasDefault && !flag.Target.IsZero() {
			flag.PlaceHolder = placeholder(flag.Target)
		}
		if err := r.prepareValue(flag.Value); err != nil {
			return err
		}
	}
	for _, argument := range node.Positional {
		if err := r.prepareValue(argument); err != nil {
			return err
		}
	}
	for _, child := range node.Children {
		if err := r.prepare(child); err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) prepareValue(value *kong.Value) error {
	if err := value.ApplyDefault(); err != nil {
		return err
	}
	value.Set = false // a default is not the user's word
	value.Mapper = &collector{inner: value.Mapper, names: r.variables.describe, report: r.report}
	return nil
}

// trace lets kong read the arguments. At a flag that it doesn't know, kong
// stops; so the flag is reported, left out, and all is read again. Complete is
// false when the rest could not be understood at all.
func (r *reading) trace(parser *kong.Kong, args []string) (ctx *kong.Context, complete bool) {
	complete = true
	orphan := -1 // where the value of a flag that was left out may stand
	for {
		ctx, err := kong.Trace(parser, args)
		if err = cmp.Or(err, ctx.Error); err == nil {
			return ctx, complete
		}
		complete = false
		at := len(args) - len(ctx.Path[len(ctx.Path)-1].Remainder())
		isFlag := at < len(args) && len(args[at]) > 1 && args[at][0] == '-'
		if at != orphan {
			r.add("%s", err)
			if !isFlag {
				return ctx, false
			}
		}
		orphan = -1
		if at >= len(args) {
			return ctx, false
		}
		if isFlag && !strings.Contains(args[at], "=") {
			orphan = at
		}
		args = append(args[:at:at], args[at+1:]...)
	}
}

// finish applies what was read, and gathers the faults that only the whole
// can show.
func (r *reading) finish(ctx *kong.Context, complete bool) error {
	if err := ctx.Resolve(); err != nil {
		r.addError(err)
	}
	if _, err := ctx.Apply(); err != nil {
		r.addError(err)
	}
	r.variables.unknown(r.report)
	for _, step := range ctx.Path {
		if node := step.Node(); node != nil {
			r.missing(node)
			r.validate(node.Target)
		}
	}
	if len(r.faults) == 0 && complete {
		// What is left: a missing command, flags that exclude each other.
		if err := ctx.Validate(); err != nil {
			r.addError(err)
		}
	}
	return r.err()
}

// missing reports what a command can't do without.
func (r *reading) missing(node *kong.Node) {
	for _, flag := range node.Flags {
		if flag.Required && !flag.Set && flag.Target.IsZero() && len(flag.Xor)+len(flag.And) == 0 {
			r.add("%s is missing: %s", r.variables.describe(flag.Value), expected(flag.Value, nil))
		}
	}
	for _, argument := range node.Positional {
		if argument.Required && !argument.Set {
			r.add("<%s> is missing: %s", argument.Name, expected(argument, nil))
		}
	}
}

// validate asks the struct and all structs that are embedded in it.
func (r *reading) validate(v reflect.Value) {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Struct || !v.CanAddr() || !v.CanInterface() {
		return
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if _, embed := field.Tag.Lookup("embed"); embed || field.Anonymous {
			r.validate(v.Field(i))
		}
	}
	if validatable, ok := reflect.TypeAssert[interface{ Validate() error }](v.Addr()); ok {
		if err := validatable.Validate(); err != nil {
			r.addError(err)
		}
	}
}
