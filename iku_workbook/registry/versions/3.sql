-- Version 3: what kept a receipt from being examined, which is never its sender's doing: a fault of the
-- program, or of the campaign. Such a receipt has no examination until a later attempt gives one.

CREATE TABLE fault (
    number     INTEGER PRIMARY KEY,
    receipt    INTEGER NOT NULL REFERENCES receipt,
    at         TEXT NOT NULL,
    program    TEXT NOT NULL,
    definition TEXT NOT NULL,
    unit       TEXT,  -- the unit and period, where the file could be read so far
    period     TEXT,
    findings   TEXT NOT NULL,
    proof      TEXT NOT NULL
) STRICT;
CREATE INDEX fault_of_receipt ON fault (receipt);

CREATE TRIGGER fault_stays BEFORE UPDATE ON fault BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER fault_kept BEFORE DELETE ON fault BEGIN SELECT raise(ABORT, 'append only'); END;
