package schema

import (
	"bytes"
	"encoding/json"
)

// MarshalJSON writes the article with empty lists as [] and never null, so that
// consumers in every language can loop without asking. A struct that embeds an
// Article inherits this method and with it loses its own fields: name the field instead.
func (a Article) MarshalJSON() ([]byte, error) {
	type plain Article // has no methods, so that this one isn't called again
	a.Body = emptyIfNil(a.Body)
	a.Author = emptyIfNil(a.Author)
	a.Keywords = emptyIfNil(a.Keywords)
	a.Image = emptyIfNil(a.Image)
	a.Links = emptyIfNil(a.Links)
	a.Extraction.Warnings = emptyIfNil(a.Extraction.Warnings)
	return marshal(plain(a))
}

// MarshalJSON writes the rejection with an empty body as "" and never null.
func (r Rejection) MarshalJSON() ([]byte, error) {
	type plain Rejection
	r.Body = emptyIfNil(r.Body)
	return marshal(plain(r))
}

func emptyIfNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// marshal leaves < > & as they are: whether these are escaped is for the caller's
// encoder to say, which sees our bytes again but could not undo it.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
