-- +goose Up

-- What is done in the background is done in the order of this list: one row for
-- each place where an article came, changed or went. How far the index has come
-- stands in its own file; what all of it has settled is dropped from here, but for
-- the last row, so that numbers never begin again.
CREATE TABLE changes (
    change   INTEGER PRIMARY KEY,
    position INTEGER NOT NULL, -- of an article, now or before
    erased   INTEGER NOT NULL, -- 1 when it was erased
    at       INTEGER NOT NULL  -- Unix nanoseconds
) STRICT;

-- The articles that tell the same story as another one.
CREATE TABLE stories (
    article TEXT    NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    story   TEXT    NOT NULL, -- the id of the article that began it
    seen    INTEGER NOT NULL  -- when the wire first saw the article, Unix nanoseconds
) STRICT, WITHOUT ROWID;

CREATE INDEX stories_story ON stories (story, seen);

-- The words have a file of their own, so that building their index never keeps
-- this one from being written.
DROP TABLE search;

-- +goose Down
DROP TABLE stories;
DROP TABLE changes;
CREATE VIRTUAL TABLE search USING fts5 (
    headline, description, body, labels,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);
