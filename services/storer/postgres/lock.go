package postgres

import "fmt"

// lock is what processes wait for each other at: an advisory lock of PostgreSQL.
// Each schema has its own.
type lock int32

// The locks. Who takes several takes them in this order.
const (
	lockSchema  lock = 0x77697265 + iota // by who changes the schema
	lockMonths                           // by who makes or drops partitions
	lockIndex                            // by who indexes
	lockSort                             // by who sorts
	lockWriting                          // shared by who writes, alone by who erases
)

// key is the lock as PostgreSQL's functions take it.
func (l lock) key() string { return fmt.Sprintf("(%d, hashtext(current_schema()))", int32(l)) }

// take takes the lock for a transaction, alone.
func (l lock) take() string { return "SELECT pg_advisory_xact_lock" + l.key() }

// share takes the lock for a transaction, with others that share it.
func (l lock) share() string { return "SELECT pg_advisory_xact_lock_shared" + l.key() }
