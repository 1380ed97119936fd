package jsonld

import (
	"encoding/json"
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// object is an object of JSON-LD.
type object map[string]any

// kind is the object's type without the vocabulary's address; of several the one of an article.
func (o object) kind() string {
	switch v := o["@type"].(type) {
	case string:
		return bare(v)
	case []any:
		kind := ""
		for _, e := range v {
			s, _ := e.(string)
			if s = bare(s); kind == "" || strings.HasSuffix(s, "Article") {
				kind = s
			}
		}
		return kind
	}
	return ""
}

func (o object) is(kind string) bool { return o.kind() == kind }

// kinds are all types of the object.
func (o object) kinds() []string {
	const most = 8
	switch v := o["@type"].(type) {
	case string:
		return []string{bare(v)}
	case []any:
		var kinds []string
		for _, e := range v[:min(len(v), most)] {
			if s, _ := e.(string); s != "" {
				kinds = append(kinds, bare(s))
			}
		}
		return kinds
	}
	return nil
}

// bare is a name without the address of its vocabulary.
func bare(s string) string { return s[strings.LastIndexAny(s, "/#:")+1:] }

func lastPart(s string) string { return strings.ToLower(strings.TrimSpace(bare(s))) }

// text is a value as one line of plain text; the first of a list.
func (o object) text(key string) string { return text.Plain(scalar(o[key])) }

// long is a value with its line breaks, entities decoded.
func (o object) long(key string) string {
	s := scalar(o[key])
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	return s
}

// name is a value or, when that is an object, its name.
func (o object) name(key string) string {
	v := o[key]
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	if inner, ok := v.(map[string]any); ok {
		i := object(inner)
		return first(i.text("alternateName"), i.text("name"))
	}
	return text.Plain(scalar(v))
}

// ref is an address: a string, or the @id or url of an object; the first of a list.
func (o object) ref(key string) string { return ref(o[key], 0) }

func ref(v any, depth int) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(html.UnescapeString(v))
	case []any:
		if len(v) > 0 && depth < maxDepth {
			return ref(v[0], depth+1)
		}
	case map[string]any:
		for _, key := range [...]string{"@id", "url", "@value"} {
			if s, _ := v[key].(string); s != "" {
				return strings.TrimSpace(html.UnescapeString(s))
			}
		}
	}
	return ""
}

// texts are the values of a list, or the one.
func (o object) texts(key string, most int) []string {
	list, ok := o[key].([]any)
	if !ok {
		list = []any{o[key]}
	}
	var out []string
	for _, v := range list {
		if s := text.Plain(scalar(v)); s != "" && len(out) < most {
			out = append(out, s)
		}
	}
	return out
}

// keywords are a list, or one string with commas.
func (o object) keywords() []string {
	const most = 64
	list := o.texts("keywords", most)
	if len(list) != 1 {
		return list
	}
	var out []string
	for k := range strings.FieldsFuncSeq(list[0], func(r rune) bool { return r == ',' || r == ';' }) {
		if k = strings.TrimSpace(k); k != "" && len(out) < most {
			out = append(out, k)
		}
	}
	return out
}

// pixels is a length: 1200, "1200", "1200px", or an object with a value.
func (o object) pixels(key string) int {
	v := o[key]
	if inner, ok := v.(map[string]any); ok {
		v = inner["value"]
	}
	return natural(strings.TrimSuffix(strings.TrimSpace(scalar(v)), "px"))
}

// count is a number of things.
func (o object) count(key string) int { return natural(strings.TrimSpace(scalar(o[key]))) }

// natural reads a number from 0 to a million; 0 is also what is none.
func natural(s string) int {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 1e6 {
		return 0
	}
	return int(n)
}

// scalar is the string that a value is or holds.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok && s != "" {
				return s
			}
		}
	case map[string]any:
		if s, ok := v["@value"].(string); ok {
			return s
		}
	}
	return ""
}
