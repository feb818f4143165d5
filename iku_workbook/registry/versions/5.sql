-- Version 5: records form a chain, each linked with the one before, keyed from the campaign's key. What was
-- handed out and what was put out say by whom. A received file may be kept in a shorter form, or set aside.

-- One entry a record: `kind` is its table, `record` its number there. `link` is an HMAC-SHA256 of the
-- previous link and of what the record says.
CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    record INTEGER NOT NULL,
    link   BLOB NOT NULL,
    UNIQUE (kind, record)
) STRICT;

-- From its entry on the chain is keyed by the key of this name, as .iku/keys calls it.
CREATE TABLE keyed (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    key    TEXT NOT NULL,
    proof  TEXT NOT NULL
) STRICT;

-- The last entry, sealed with the key: the one row that is written over, so that none who lacks the key
-- can cut off the chain's end.
CREATE TABLE head (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    entry INTEGER NOT NULL,
    at    TEXT NOT NULL,
    seal  BLOB NOT NULL
) STRICT;

CREATE TABLE export (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    what   TEXT NOT NULL,  -- a master, a document, an archive, a page, a table, a backup
    period TEXT,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    proof  TEXT NOT NULL
) STRICT;

DROP TRIGGER issued_stays;
DROP TRIGGER issued_kept;
ALTER TABLE issued RENAME TO issued_to;
CREATE TABLE issued (
    number     INTEGER PRIMARY KEY,
    issue      TEXT NOT NULL UNIQUE,
    unit       TEXT NOT NULL,
    period     TEXT NOT NULL,
    definition TEXT NOT NULL,
    at         TEXT NOT NULL,
    by         TEXT,
    proof      TEXT
) STRICT;
INSERT INTO issued (issue, unit, period, definition, at, proof)
    SELECT issue, unit, period, definition, at, proof FROM issued_to ORDER BY rowid;
DROP TABLE issued_to;

-- What files of one kind have in common: a file of which only what differs is kept names its dictionary.
CREATE TABLE dictionary (
    number   INTEGER PRIMARY KEY,
    likeness TEXT NOT NULL,  -- SHA-256 of the names, without numbers, of the parts that files of this kind have
    sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
    content  BLOB NOT NULL   -- zstd
) STRICT;
CREATE INDEX dictionary_of_likeness ON dictionary (likeness);

-- How `content` holds a file: 'plain' as it came, 'zstd' taken apart (registry/compact.py) and compressed,
-- 'none' no longer, or its first bytes only: then nothing but its hash, size and record say what it was.
ALTER TABLE file ADD COLUMN size INTEGER;  -- bytes as received; what was kept before says it by its length
ALTER TABLE file ADD COLUMN encoding TEXT NOT NULL DEFAULT 'plain' CHECK (encoding IN ('plain', 'zstd', 'none'));
ALTER TABLE file ADD COLUMN dictionary INTEGER REFERENCES dictionary;
CREATE INDEX file_of_dictionary ON file (dictionary) WHERE dictionary IS NOT NULL;
ALTER TABLE receipt ADD COLUMN stored TEXT;  -- SHA-256 of the file as `content` held it first, where not plain

-- All that may become of a file is that its content is let go.
DROP TRIGGER file_stays;
CREATE TRIGGER file_stays BEFORE UPDATE ON file
    WHEN new.sha256 IS NOT old.sha256 OR new.size IS NOT coalesce(old.size, length(old.content))
        OR new.encoding <> 'none' OR length(new.content) > 0 OR new.dictionary IS NOT NULL
    BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER dictionary_stays BEFORE UPDATE ON dictionary BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER dictionary_kept BEFORE DELETE ON dictionary
    WHEN old.number IN (SELECT dictionary FROM file WHERE dictionary IS NOT NULL)
    BEGIN SELECT raise(ABORT, 'append only'); END;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER keyed_stays BEFORE UPDATE ON keyed BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER keyed_kept BEFORE DELETE ON keyed BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER head_kept BEFORE DELETE ON head BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER export_stays BEFORE UPDATE ON export BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER export_kept BEFORE DELETE ON export BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER issued_stays BEFORE UPDATE ON issued BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER issued_kept BEFORE DELETE ON issued BEGIN SELECT raise(ABORT, 'append only'); END;
