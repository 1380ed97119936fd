// Package schematest has tests only: it holds the records of pkg/schema against
// their JSON Schemas with a validator that pkg/schema itself, which has no
// dependencies, can't import.
package schematest
