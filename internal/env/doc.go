// Package env reads the configuration of a binary from its flags and its
// environment, into one struct with kong's tags.
//
// It is not a store of settings: nothing is kept here, no file is read, and
// the process's own environment is never looked at; only package main passes
// it in.
//
// What it adds to kong:
//
//   - Every flag has a variable: --poll-min is WIRECOPY_POLL_MIN, in every
//     command that has the flag. A flag outranks its variable, a variable the
//     default. A variable that is set but empty counts as not set. The tag
//     env:"-" takes the variable away; no other env tag is needed.
//   - A variable with the prefix that no flag of the binary knows is refused,
//     because a misspelt setting must not become a silent default.
//     WIRECOPY_TEST_… belongs to the tests and is ignored.
//   - All faults are reported at once, as [Faults].
//   - What the struct holds beforehand is the default, as the tag default is;
//     so defaults can live in one function beside the type.
//   - Durations may be given in days: 7d.
//   - The tag secret:"" keeps a flag's value out of faults and help.
//   - Any embedded or top struct may have Validate() error; joined errors
//     count one by one. A command may have Examples() []string for its help.
//
// Kong's hooks (BeforeApply and so on) and config files are not used.
package env
