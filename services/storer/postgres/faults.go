package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// inWords puts before an error of PostgreSQL what it means for the one who runs
// the wire, and what to do.
func inWords(err error) error {
	var words string
	switch state := code(err); {
	case state == "28P01" || state == "28000":
		words = "the server doesn't let this user in: see to user and password (in the address, in the file of password-file, or in PGPASSWORD)"
	case state == "3D000":
		words = "there is no such database on the server: make it, with createdb"
	case state == "42501":
		words = "the user may not do this: make it the owner of the database"
	case state == "3F000":
		words = "there is no schema to make tables in: see to search_path and to the user's rights"
	case state == "25006":
		words = "the server takes no writes: give the address of the primary"
	case state == "53100":
		words = "the disk of the server is full"
	case state == "53300":
		words = "the server has no connection left: raise its max_connections"
	case strings.HasPrefix(state, "57P"):
		words = "the server is starting or stopping"
	case errors.Is(err, context.DeadlineExceeded):
		words = "the server doesn't answer in time: see that it runs, and what it is busy with"
	case state == "" && isUnreachable(err):
		words = "the server can't be reached: see that it runs, and that the address is its"
	default:
		return err
	}
	return fmt.Errorf("%s: %w", words, err)
}

// code is PostgreSQL's code of an error (SQLSTATE), empty when the error isn't PostgreSQL's.
func code(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// isUnreachable tells that no server was reached, or that one went away.
func isUnreachable(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	_, noConnection := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	return noConnection || network || pgconn.Timeout(err)
}

// isPassing tells the errors of opening that may be over soon: the server is
// away, starts, or is full of others.
func isPassing(err error) bool {
	state := code(err)
	if state == "" {
		return isUnreachable(err)
	}
	return strings.HasPrefix(state, "57P") || strings.HasPrefix(state, "53") || strings.HasPrefix(state, "08")
}

// isOwnFault tells an error that comes from what was written from one that comes
// from the database, where any other entry would fare the same.
func isOwnFault(err error) bool {
	if isMissingMonth(err) {
		return false
	}
	state := code(err) // the classes of data, of constraints, of limits, and what triggers raise
	return strings.HasPrefix(state, "22") || strings.HasPrefix(state, "23") || strings.HasPrefix(state, "54") || state == "P0001"
}

// isMissingMonth tells that a version had no partition to go to.
func isMissingMonth(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "23514" && e.ConstraintName == "" && e.TableName == "article_versions"
}
