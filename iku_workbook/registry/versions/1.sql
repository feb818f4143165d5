-- Version 1: what was received, what it says, who decided what, what was handed out.
-- Nothing here is ever changed or taken away: what comes later supersedes what came before.

CREATE TABLE file (
    sha256  TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    content BLOB NOT NULL
) STRICT;

-- Times are UTC, ISO 8601 with microseconds, so that they sort as text.
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE REFERENCES file,
    name   TEXT NOT NULL,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL
) STRICT;

-- What one receipt says: JSON as registry/encoded.py writes it.
CREATE TABLE examination (
    receipt    INTEGER PRIMARY KEY REFERENCES receipt,
    at         TEXT NOT NULL,
    program    TEXT NOT NULL,  -- the version of this program
    definition TEXT NOT NULL,  -- the digest of the campaign's definition at that time
    unit       TEXT,
    period     TEXT,
    verdict    TEXT NOT NULL,
    findings   TEXT NOT NULL,
    "values"   TEXT NOT NULL,
    indicators TEXT NOT NULL
) STRICT;
CREATE INDEX examination_of_unit ON examination (unit, period);

CREATE TABLE decision (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    what    TEXT NOT NULL CHECK (what IN ('approve', 'return', 'reopen', 'waive')),
    receipt INTEGER NOT NULL REFERENCES receipt,
    finding INTEGER CHECK ((finding IS NULL) = (what <> 'waive')),  -- its place among the findings
    reason  TEXT NOT NULL
) STRICT;

CREATE TABLE issued (
    issue      TEXT PRIMARY KEY,
    unit       TEXT NOT NULL,
    period     TEXT NOT NULL,
    definition TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT;

CREATE TRIGGER file_stays BEFORE UPDATE ON file BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER file_kept BEFORE DELETE ON file BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER examination_stays BEFORE UPDATE ON examination BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER examination_kept BEFORE DELETE ON examination BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER issued_stays BEFORE UPDATE ON issued BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER issued_kept BEFORE DELETE ON issued BEGIN SELECT raise(ABORT, 'append only'); END;
