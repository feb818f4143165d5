-- Version 6: what was put out says what it was computed of. From when on which definition was the
-- campaign's, and which periods are closed, are records too.

-- From then on the campaign's definition was this one; its text is kept in .iku/definitions.
CREATE TABLE defined (
    number     INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    definition TEXT NOT NULL,  -- its digest
    proof      TEXT NOT NULL
) STRICT;

-- A closed period's results change no more without a decision: the last record of a period holds.
CREATE TABLE closing (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('close', 'open')),
    period TEXT NOT NULL,
    reason TEXT NOT NULL,
    proof  TEXT NOT NULL
) STRICT;

-- An HMAC under the key that was in use before, over the name of the new one.
ALTER TABLE keyed ADD COLUMN vouch TEXT;

ALTER TABLE export ADD COLUMN mode TEXT;        -- 'approved' where nothing else counted
ALTER TABLE export ADD COLUMN as_of TEXT;       -- the day as of which it was computed, where one was named
ALTER TABLE export ADD COLUMN entry INTEGER;    -- the last entry of the chain that it knew
ALTER TABLE export ADD COLUMN version INTEGER;  -- which one of that name, counted from 1

CREATE TRIGGER defined_stays BEFORE UPDATE ON defined BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER defined_kept BEFORE DELETE ON defined BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER closing_stays BEFORE UPDATE ON closing BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER closing_kept BEFORE DELETE ON closing BEGIN SELECT raise(ABORT, 'append only'); END;
