package file

import (
	"database/sql"
	"errors"
)

// Each has do called at each of some rows, for as long as it wants more, and closes them.
func Each(rows *sql.Rows, do func() (more bool, err error)) error {
	for rows.Next() {
		if more, err := do(); err != nil || !more {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// Numbers reads rows of one number each.
func Numbers(rows *sql.Rows) (numbers []int64, err error) {
	err = Each(rows, func() (bool, error) {
		var n int64
		err := rows.Scan(&n)
		numbers = append(numbers, n)
		return true, err
	})
	return numbers, err
}
