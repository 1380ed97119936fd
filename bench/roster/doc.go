// Package roster makes up feeds by the hundred thousand, with the state that
// months of polling leave of each, for the benchmarks of scale. A state is as
// large as real ones are: validators, an estimate with its profile of the week,
// and a packed set of 30 entries; about 1.3 KB.
//
// It serves no documents: see package newsroom.
package roster
