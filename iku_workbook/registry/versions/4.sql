-- Version 4: what a receipt says may be examined again, when the question has changed, and every former
-- examination stays; the last one holds. A decision may also give a receipt to a unit, set it aside, answer
-- a question or undo another decision: which kinds there are is said in one place, registry/records.py.

DROP TRIGGER examination_stays;
DROP TRIGGER examination_kept;
DROP INDEX examination_of_unit;
ALTER TABLE examination RENAME TO examined_once;
CREATE TABLE examination (
    number     INTEGER PRIMARY KEY,
    receipt    INTEGER NOT NULL REFERENCES receipt,
    at         TEXT NOT NULL,
    program    TEXT NOT NULL,
    definition TEXT NOT NULL,
    unit       TEXT,
    period     TEXT,
    verdict    TEXT NOT NULL,
    findings   TEXT NOT NULL,
    "values"   TEXT NOT NULL,
    indicators TEXT NOT NULL,
    proof      TEXT
) STRICT;
INSERT INTO examination
    SELECT receipt, receipt, at, program, definition, unit, period, verdict, findings, "values", indicators, proof
    FROM examined_once ORDER BY receipt;
DROP TABLE examined_once;
CREATE INDEX examination_of_unit ON examination (unit, period);
CREATE INDEX examination_of_receipt ON examination (receipt);
CREATE TRIGGER examination_stays BEFORE UPDATE ON examination BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER examination_kept BEFORE DELETE ON examination BEGIN SELECT raise(ABORT, 'append only'); END;

DROP TRIGGER decision_stays;
DROP TRIGGER decision_kept;
DROP INDEX decision_of_receipt;
ALTER TABLE decision RENAME TO decided;
CREATE TABLE decision (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    what    TEXT NOT NULL,
    receipt INTEGER NOT NULL REFERENCES receipt,
    finding INTEGER CHECK ((finding IS NULL) = (what <> 'waive')),  -- its place among the findings
    reason  TEXT NOT NULL,
    unit    TEXT,                          -- whom a receipt is given to, and for which period
    period  TEXT,
    undoes  INTEGER REFERENCES decision,   -- the decision that no longer holds
    proof   TEXT
) STRICT;
INSERT INTO decision
    SELECT number, at, by, what, receipt, finding, reason, NULL, NULL, NULL, proof FROM decided ORDER BY number;
DROP TABLE decided;
CREATE INDEX decision_of_receipt ON decision (receipt);
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT raise(ABORT, 'append only'); END;
