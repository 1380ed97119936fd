// Package storetest holds a store to what package store promises: [Run] is the
// conformance suite that every store passes, and [Article] invents articles to
// store. It is for tests; nothing that is shipped imports it.
package storetest
