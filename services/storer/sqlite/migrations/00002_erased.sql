-- +goose Up

-- The articles that were erased. A version that comes later is not stored: its
-- message may have been in a storer's hand when the article was erased.
CREATE TABLE erased (
    id TEXT    NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL -- Unix nanoseconds
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE erased;
