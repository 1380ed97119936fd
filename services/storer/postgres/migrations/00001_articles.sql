-- +goose Up

-- What is here is all that a fresh store needs; what is ever changed is changed
-- by a new file, never in this one. Readers of other programs are welcome:
--   select published, record::json ->> 'headline' from current_articles order by published desc limit 10;

-- The articles, a row each: which version is the current one, and what it is
-- found by. The record itself is among the versions, so that a row is small and
-- all that is heavy is dropped by the month.
CREATE TABLE articles (
    id              text        COLLATE "C" PRIMARY KEY,
    version_created timestamptz NOT NULL, -- to the microsecond, and
    version_nanos   smallint    NOT NULL, -- the nanoseconds beyond it
    version         bigint      NOT NULL,
    published       timestamptz NOT NULL, -- to the second
    language        text        COLLATE "C" NOT NULL, -- first subtag, lower case
    publisher       text        COLLATE "C" NOT NULL, -- domain without www.
    feed            text        COLLATE "C" NOT NULL, -- id
    size            integer     NOT NULL  -- of the record, in bytes
) WITH (fillfactor = 90);

-- Newest first is the order of each of them.
CREATE INDEX articles_published ON articles (published, id);
CREATE INDEX articles_language ON articles (language, published, id);
CREATE INDEX articles_publisher ON articles (publisher, published, id);
CREATE INDEX articles_feed ON articles (feed, published, id);

-- All versions, the current ones among them, by the month in which they were
-- made. The partitions are named after it: article_versions_2031_05. The program
-- makes them, and drops those that retention ends.
CREATE TABLE article_versions (
    id              text        COLLATE "C" NOT NULL,
    version_created timestamptz NOT NULL,
    version_nanos   smallint    NOT NULL,
    version         bigint      NOT NULL,
    subject         text        NOT NULL, -- what its message was sent to
    sequence        bigint      NOT NULL, -- of its message in the stream
    stored          timestamptz NOT NULL,
    record          text        COMPRESSION lz4 NOT NULL, -- the whole article as JSON; json itself would be read again at each write
    PRIMARY KEY (id, version_created, version_nanos, version)
) PARTITION BY RANGE (version_created);

-- Compressed, most records fit into the row, which saves the rows of a table beside it.
ALTER TABLE article_versions ALTER COLUMN record SET STORAGE MAIN;

CREATE VIEW current_articles AS
    SELECT a.id, a.published, a.language, a.publisher, a.feed, v.version_created, v.version, v.subject, v.sequence, v.stored, v.record
    FROM articles a JOIN article_versions v USING (id, version_created, version_nanos, version);

-- The articles that were erased. A version that comes later is not stored: its
-- message may have been in a storer's hand when the article was erased.
CREATE TABLE erased (
    id text        COLLATE "C" PRIMARY KEY,
    at timestamptz NOT NULL
);

-- The changed articles that the search has yet to come to, and those that are to be
-- sorted into stories, a row for each change: a row that is shared by changes would
-- let a write wait for who settles them.
CREATE TABLE unindexed (
    change bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id     text        COLLATE "C" NOT NULL,
    since  timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE unsorted (
    change bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id     text        COLLATE "C" NOT NULL,
    since  timestamptz NOT NULL DEFAULT now()
);

-- The words and labels of current versions. They stand in a table beside this
-- one, from the first byte on, so that reading many rows for their time is cheap.
CREATE TABLE search (
    id        text        COLLATE "C" PRIMARY KEY,
    published timestamptz NOT NULL, -- as in articles
    words     tsvector    COMPRESSION lz4 NOT NULL
) WITH (toast_tuple_target = 128, fillfactor = 90);

CREATE INDEX search_words ON search USING gin (words);

-- The articles that tell the same story as another one.
CREATE TABLE stories (
    article text   COLLATE "C" PRIMARY KEY,
    story   text   COLLATE "C" NOT NULL, -- the id of the article that began it
    seen    bigint NOT NULL -- when the wire first saw the article, in Unix nanoseconds
);
CREATE INDEX stories_story ON stories (story, seen);

-- What articles are found by at the desk where they are sorted.
CREATE TABLE story_keys (
    key  bigint NOT NULL,
    seen bigint NOT NULL,
    id   text   COLLATE "C" NOT NULL,
    PRIMARY KEY (key, seen, id)
);
CREATE TABLE placed (
    id   text     COLLATE "C" PRIMARY KEY,
    seen bigint   NOT NULL,
    keys bigint[] NOT NULL
);
CREATE INDEX placed_seen ON placed (seen);

-- Puts one version where it belongs, and says what became of it. It is for
-- batches of which one entry is refused: a fault of this entry is its answer, and
-- doesn't end the transaction.
-- +goose StatementBegin
CREATE FUNCTION write_version(
    new articles, subject text, sequence bigint, stored timestamptz, record text, OUT state text, OUT detail text
) LANGUAGE plpgsql AS $$
DECLARE
    current articles;
    broken  text;
BEGIN
    IF EXISTS (SELECT FROM erased e WHERE e.id = new.id) THEN
        state := 'erased';
        RETURN;
    END IF;
    INSERT INTO articles VALUES (new.*) ON CONFLICT (id) DO NOTHING;
    IF FOUND THEN
        state := 'new';
    ELSE
        SELECT * INTO STRICT current FROM articles a WHERE a.id = new.id FOR NO KEY UPDATE;
        IF (new.version_created, new.version_nanos, new.version) > (current.version_created, current.version_nanos, current.version) THEN
            UPDATE articles a SET version_created = new.version_created, version_nanos = new.version_nanos, version = new.version,
                published = new.published, language = new.language, publisher = new.publisher, feed = new.feed, size = new.size
                WHERE a.id = new.id;
            UPDATE search s SET published = new.published WHERE s.id IN
                (SELECT t.id FROM search t WHERE t.id = new.id AND t.published <> new.published FOR UPDATE SKIP LOCKED);
            state := 'updated';
        ELSE
            state := 'older';
        END IF;
    END IF;
    INSERT INTO article_versions VALUES
        (new.id, new.version_created, new.version_nanos, new.version, subject, sequence, stored, record) ON CONFLICT DO NOTHING;
    IF state <> 'older' THEN
        INSERT INTO unindexed (id) VALUES (new.id);
        INSERT INTO unsorted (id) VALUES (new.id);
    ELSIF NOT FOUND THEN
        state := 'repeat';
    END IF;
EXCEPTION
    WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded OR raise_exception THEN
        GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
        IF SQLSTATE = '23514' AND broken = '' THEN -- there is no partition, which is nobody's fault
            RAISE;
        END IF;
        state := 'rejected';
        detail := SQLERRM;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION write_version;
DROP TABLE placed;
DROP TABLE story_keys;
DROP TABLE stories;
DROP TABLE search;
DROP TABLE unsorted;
DROP TABLE unindexed;
DROP TABLE erased;
DROP VIEW current_articles;
DROP TABLE article_versions;
DROP TABLE articles;
