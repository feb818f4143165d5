-- Version 7: a unit may be given a later day, a return may be mended at the office, and a decision may speak
-- of some indicators alone; of what was written out it says how many campaigns it adds up.

-- The unit's return for the period is due on this day instead: the last record of a unit and period holds.
CREATE TABLE extension (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    unit   TEXT NOT NULL,
    period TEXT NOT NULL,
    until  TEXT NOT NULL,  -- the day, as 2024-04-20
    reason TEXT NOT NULL,
    proof  TEXT NOT NULL
) STRICT;

-- The office made this receipt of that one, by putting other values into some of its cells.
CREATE TABLE mended (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    receipt INTEGER NOT NULL REFERENCES receipt,
    origin  INTEGER NOT NULL REFERENCES receipt,
    cells   TEXT NOT NULL,  -- JSON: of each the field, the row of a register, the cell, the old and the new value
    reason  TEXT NOT NULL,
    proof   TEXT NOT NULL
) STRICT;

ALTER TABLE decision ADD COLUMN indicators TEXT;  -- JSON: the ids of those that it speaks of, where not of all

ALTER TABLE export ADD COLUMN added INTEGER;  -- how many other campaigns were added up with it, where any were

CREATE TRIGGER extension_stays BEFORE UPDATE ON extension BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER extension_kept BEFORE DELETE ON extension BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER mended_stays BEFORE UPDATE ON mended BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER mended_kept BEFORE DELETE ON mended BEGIN SELECT raise(ABORT, 'append only'); END;
