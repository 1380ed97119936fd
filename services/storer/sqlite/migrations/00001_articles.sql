-- +goose Up

-- What is here is all that a fresh store needs; what is ever changed is changed
-- by a new file, never in this one. Readers of other programs are welcome:
--   select record ->> '$.headline' from articles order by position desc limit 10;

-- The current version of each article. The record stands last, so that the
-- columns before it are read without it.
CREATE TABLE articles (
    position        INTEGER PRIMARY KEY, -- when it was published, in Unix seconds << 24, counted up within a second: newest first needs no sorting, here and in the search
    id              TEXT    NOT NULL UNIQUE,
    version_created INTEGER NOT NULL,    -- Unix nanoseconds
    version         INTEGER NOT NULL,
    language        TEXT    NOT NULL,    -- first subtag, lower case
    publisher       TEXT    NOT NULL,    -- domain without www.
    feed            TEXT    NOT NULL,    -- id
    subject         TEXT    NOT NULL,    -- what its message was sent to
    sequence        INTEGER NOT NULL,    -- of its message in the stream
    stored          INTEGER NOT NULL,    -- Unix nanoseconds
    record          TEXT    NOT NULL     -- the whole article as JSON
) STRICT;

CREATE INDEX articles_language ON articles (language);
CREATE INDEX articles_publisher ON articles (publisher);
CREATE INDEX articles_feed ON articles (feed);

-- All versions but the current ones. A record is moved here when a newer one
-- comes: most articles have one version, and none is stored twice.
CREATE TABLE article_versions (
    id              TEXT    NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    version_created INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    subject         TEXT    NOT NULL,
    sequence        INTEGER NOT NULL,
    stored          INTEGER NOT NULL,
    record          TEXT    NOT NULL,
    UNIQUE (id, version_created, version)
) STRICT;

-- The words of the current versions; rowid is the article's position. The words
-- come cut and folded from package fulltext, so that the tokenizer has only to
-- part them at the spaces. Labels are what a search may be narrowed by: checked
-- in the index they cost nothing, checked in the articles one read for each hit.
CREATE VIRTUAL TABLE search USING fts5 (
    headline, description, body, labels,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- A batch fits in memory, so that it becomes one segment of the index.
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);

-- +goose Down
DROP TABLE search;
DROP TABLE article_versions;
DROP TABLE articles;
