package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// writeEach writes each row so that it can fail alone, all in one round trip. It
// takes the articles in the order of the batch, so that it first waits for all
// others that write.
func writeEach(ctx context.Context, conn *pgxpool.Conn, rows []*row, results []store.Result) error {
	var q pgx.Batch
	q.Queue("BEGIN")
	q.Queue(lockWriting.take())
	for i, r := range rows {
		if r == nil {
			continue
		}
		q.Queue(`SELECT state, coalesce(detail, '') FROM write_version(ROW ($1, $2, $3, $4, $5, $6, $7, $8, $9)::articles, $10, $11, $12, $13)`,
			r.id, r.micros(), r.nanos(), r.version, r.published, r.language, r.publisher, r.feed, len(r.record),
			r.subject, r.sequence, r.stored, string(r.record),
		).QueryRow(func(found pgx.Row) error {
			var result store.Result
			if err := found.Scan(&result.State, &result.Detail); err != nil {
				return err
			}
			if result.State == store.Rejected {
				result.Reason, result.Detail = store.Refused, fmt.Sprintf("article %s: %s", r.id, result.Detail)
			}
			results[i] = result
			return nil
		})
	}
	q.Queue("COMMIT")
	return conn.SendBatch(ctx, &q).Close()
}
