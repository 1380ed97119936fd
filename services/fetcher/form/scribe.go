package form

import "errors"

// errOther is the fault of what isn't written as this package writes it.
var errOther = errors.New("not in our own form")

// scribe reads or writes one object after the other. After a fault it finds
// nothing more.
type scribe struct {
	writes    bool
	separator byte // what stands before the next field: { or a comma
	fault     error

	in  string // what is still to be read
	out []byte // what was written
}

// Whether a field is written whose value is zero.
const (
	always     = true
	unlessZero = false
)

// key begins a field, if it is there: in what is read, it is the next one; in what
// is written, it is wanted.
func (s *scribe) key(name string, wanted bool) bool {
	if s.writes {
		if !wanted {
			return false
		}
		s.out = append(s.out, s.separator, '"')
		s.out = append(s.out, name...)
		s.out = append(s.out, '"', ':')
		s.separator = ','
		return true
	}
	end := len(name) + len(`{"`)
	if len(s.in) < end+2 || s.in[0] != s.separator || s.in[1] != '"' || s.in[2:end] != name || s.in[end:end+2] != `":` {
		return false
	}
	s.in, s.separator = s.in[end+2:], ','
	return true
}

// begin begins an object, if it is there; [scribe.end] ends it.
func (s *scribe) begin(name string, wanted bool) bool {
	if !s.key(name, wanted) {
		return false
	}
	s.separator = '{'
	return true
}

// end ends an object.
func (s *scribe) end() {
	if s.separator == '{' { // it has no fields
		s.take('{')
	}
	s.take('}')
	s.separator = ','
}

// take passes a byte on.
func (s *scribe) take(c byte) {
	switch {
	case s.writes:
		s.out = append(s.out, c)
	case s.in != "" && s.in[0] == c:
		s.in = s.in[1:]
	default:
		s.fail(errOther)
	}
}

func (s *scribe) fail(err error) {
	if s.fault == nil {
		s.fault = err
	}
	s.in = ""
}
