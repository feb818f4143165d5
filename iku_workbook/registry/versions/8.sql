-- Version 8: what the office's list of spending says is noted whenever something is written after it was changed.

-- A programme has spent so much in a period: the last record of a programme and period holds.
CREATE TABLE spending (
    number    INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    by        TEXT NOT NULL,
    period    TEXT NOT NULL,
    programme TEXT NOT NULL,
    spent     INTEGER,  -- whole rupiah; nothing where the list no longer says a figure
    proof     TEXT NOT NULL
) STRICT;

CREATE TRIGGER spending_stays BEFORE UPDATE ON spending BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER spending_kept BEFORE DELETE ON spending BEGIN SELECT raise(ABORT, 'append only'); END;
