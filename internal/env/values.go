package env

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// mappers are our readings of values where kong's are too narrow or too wide.
func mappers() []kong.Option {
	return []kong.Option{
		kong.TypeMapper(reflect.TypeFor[time.Duration](), mapper(Duration)),
		kong.TypeMapper(reflect.TypeFor[*url.URL](), mapper(absoluteURL)),
	}
}

// mapper makes a mapper of a function that reads a string.
func mapper[T any](read func(string) (T, error)) kong.Mapper {
	return kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
		token, err := ctx.Scan.PopValue("value")
		if err != nil {
			return err
		}
		value, err := read(token.String())
		if err != nil {
			return err
		}
		target.Set(reflect.ValueOf(value))
		return nil
	})
}

func absoluteURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, err
	}
	if u.Scheme == "" || u.Host == "" {
		return nil, errors.New("not absolute")
	}
	return u, nil
}

// collector stands in for the mapper of a flag or an argument. A value that
// can't be read becomes a fault instead of an error, and leaves the default in
// its place, so that kong goes on to the next one.
type collector struct {
	inner kong.Mapper
	names func(*kong.Value) string // what the user calls the value here
	*report
}

// Decode reads one value, or all values of a list, each on its own.
func (c *collector) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	value := ctx.Value
	if next := ctx.Scan.Peek(); !value.IsBool() && !next.IsValue() {
		c.add("%s needs a value: %s", c.names(value), expected(value, nil))
		return nil
	}
	if !value.IsSlice() {
		c.read(ctx, target, ctx.Scan.Peek())
		return nil
	}
	if value.Flag == nil {
		for _, token := range ctx.Scan.PopWhile(func(t kong.Token) bool { return t.IsValue() }) {
			c.read(ctx.WithScanner(kong.ScanFromTokens(token)), target, token)
		}
		return nil
	}
	token := ctx.Scan.Pop()
	for _, part := range kong.SplitEscaped(token.String(), value.Tag.Sep) {
		if value.Tag.Sep != -1 {
			part = kong.JoinEscaped([]string{part}, value.Tag.Sep) // the mapper splits again
		}
		one := kong.Token{Value: part, Type: token.Type}
		c.read(ctx.WithScanner(kong.ScanFromTokens(one)), target, one)
	}
	return nil
}

// IsBool tells kong whether the flag may stand without a value.
func (c *collector) IsBool() bool {
	b, ok := c.inner.(kong.BoolMapper)
	return ok && b.IsBool()
}

// read lets kong's mapper read the token and turns its error into a fault.
func (c *collector) read(ctx *kong.DecodeContext, target reflect.Value, token kong.Token) {
	value, before := ctx.Value, reflect.New(target.Type()).Elem()
	before.Set(target)
	secret := isSecret(value)
	if secret && len(token.String()) >= minSecret {
		c.secrets = append(c.secrets, token.String())
	}
	err := c.inner.Decode(ctx, target)
	if err == nil && !inEnum(value, target) {
		err = errors.New("unknown")
	}
	if err == nil {
		return
	}
	if value.IsSlice() {
		target.Set(before) // the good ones so far
	} else {
		target.Set(value.Target) // the default
	}
	if secret {
		c.add("%s can't be read: expected %s", c.names(value), expected(value, nil))
		return
	}
	c.add("%s is %q: expected %s", c.names(value), token.String(), expected(value, err))
}

// minSecret is the shortest secret that is blanked in other texts; blanking
// shorter ones would only garble them.
const minSecret = 4

func isSecret(value *kong.Value) bool { return value.Tag.Has("secret") }

// inEnum tells whether what was read is one of the tag enum's words; of a
// list, only the last one is new.
func inEnum(value *kong.Value, target reflect.Value) bool {
	if value.Enum == "" {
		return true
	}
	if value.IsSlice() {
		if target.Len() == 0 {
			return true
		}
		target = target.Index(target.Len() - 1)
	}
	return value.EnumMap()[fmt.Sprint(target.Interface())]
}

// expected says in plain words what a value must look like. For types that
// only their own UnmarshalText knows, it gives that method's error.
func expected(value *kong.Value, err error) string {
	if value.Enum != "" {
		return "one of " + strings.Join(value.EnumSlice(), ", ")
	}
	t := value.Target.Type()
	if value.IsSlice() || t.Kind() == reflect.Pointer && t != reflect.TypeFor[*url.URL]() {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "a duration such as 90s, 5m, 24h or 7d"
	case reflect.TypeFor[*url.URL]():
		return "a whole URL such as https://news.example/feed.xml"
	case reflect.TypeFor[netip.Prefix]():
		return "a network such as 10.0.0.0/8"
	case reflect.TypeFor[netip.AddrPort]():
		return "an address and a port such as 127.0.0.1:8080"
	case reflect.TypeFor[time.Time]():
		return "a time such as 2026-01-31T12:00:00Z"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fmt.Sprintf("a whole number that fits into %d bits", t.Bits())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprintf("a whole number, not below 0, that fits into %d bits", t.Bits())
	case reflect.Float32, reflect.Float64:
		return "a number such as 0.5"
	case reflect.Map:
		return "pairs such as KEY=VALUE"
	default:
		if err != nil {
			return fmt.Sprintf("something else (%s)", err)
		}
		return "some text"
	}
}
