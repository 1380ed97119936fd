package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Erase removes an article with all its versions, for good. See [store.Store].
//
// It waits for all that is being written, indexed and sorted, so that none of
// these has the article in hand. What was deleted leaves the files when the server
// next vacuums them, which it does by itself; its archives and backups are others'.
func (s *Store) Erase(ctx context.Context, id string) error {
	db, err := s.writer()
	if err != nil {
		return err
	}
	id = text(id)
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		var q pgx.Batch
		for _, l := range []lock{lockIndex, lockSort, lockWriting} {
			q.Queue(l.take())
		}
		q.Queue("INSERT INTO erased (id, at) VALUES ($1, now()) ON CONFLICT DO NOTHING", id)
		displace(&q, id)
		q.Queue("DELETE FROM stories WHERE article = $1", id)
		for _, table := range []string{"articles", "article_versions", "search", "unindexed", "unsorted"} {
			q.Queue("DELETE FROM "+table+" WHERE id = $1", id)
		}
		return tx.SendBatch(ctx, &q).Close()
	})
	if err != nil {
		return s.wrap(fmt.Sprintf("erase article %.80q", id), err)
	}
	return nil
}
