-- Version 2: each record carries the SHA-256 of what it says, so that a bit lost by a disk is noticed.
-- What version 1 recorded has none, for nothing is changed. Decisions are found by what they are about.

ALTER TABLE receipt ADD COLUMN proof TEXT;
ALTER TABLE examination ADD COLUMN proof TEXT;
ALTER TABLE decision ADD COLUMN proof TEXT;
ALTER TABLE issued ADD COLUMN proof TEXT;
CREATE INDEX decision_of_receipt ON decision (receipt);
