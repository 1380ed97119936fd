package store

import (
	"bytes"
	"encoding/json"
)

// mendedWarning marks a record that could not be stored as it came.
const mendedWarning = "text was not UTF-8: U+FFFD stands for what could not be read"

// object is a JSON object of which only some fields are known.
type object = map[string]json.RawMessage

// mend makes a record of UTF-8 out of one that isn't, and says so among its
// warnings; all else in it stays, with the fields of newer releases. What is no
// record of that article after that gives nil.
func mend(record []byte, id string) []byte {
	var (
		fields   object
		own      string
		warnings []string
	)
	if json.Unmarshal(bytes.ToValidUTF8(record, []byte("\ufffd")), &fields) != nil || json.Unmarshal(fields["id"], &own) != nil || own != id {
		return nil
	}
	extraction := object{}
	if json.Unmarshal(fields["extraction"], &extraction) != nil || json.Unmarshal(extraction["warnings"], &warnings) != nil {
		extraction, warnings = object{}, nil
	}
	extraction["warnings"] = plainJSON(append(warnings, mendedWarning))
	fields["extraction"] = plainJSON(extraction)
	return plainJSON(fields)
}

// plainJSON encodes what was decoded before, without escaping < > &.
func plainJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil // not of strings and of what came out of a decoder
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
