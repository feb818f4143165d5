BEGIN TRANSACTION;
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
INSERT INTO "decision" VALUES(1,'2025-04-08T09:00:00.000000+00:00','Kasi PMD','approve',2,NULL,'Sesuai berkas kertas.',NULL,NULL,NULL,'db414409757045fad4a377d0a24a4d29f3cc35a1c98a07a464fd8922b5c2ed96');
INSERT INTO "decision" VALUES(2,'2025-04-09T09:00:00.000000+00:00','Sekcam','waive',3,0,'Sesuai lampiran.',NULL,NULL,NULL,'0312d8566178757dd085cb176ddbc3138e4cfa00f30c5114ed3822ddc7df83f1');
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
INSERT INTO "examination" VALUES(1,1,'2025-04-07T09:00:00.000000+00:00','0.2.0.dev0','97f3e7aa73f4e88dff45a1c2d5a77903c3e20b44b3ed9f234d4a90e745a6dcfd','35.01','2025-Q1','accepted','[]','{"datang": 40, "naik": 30, "skor": 0.75, "ada": "Ya", "nama": "Melati 1", "sejak": {"$date": "2024-08-17"}, "kegiatan": [{"tanggal": {"$date": "2025-01-31"}, "jenis": "Rapat", "peserta": 12, "bukti": "ST/1"}, {"tanggal": {"$date": "2025-03-01"}, "jenis": "Kunjungan", "peserta": 1, "bukti": null}]}','{"IKU-1": [30.0, 40.0, 75.0], "IKU-2": [2.0, 1.0, 2.0]}','75f6281bc89b29a8ff8b95f59c93105539f940143d358b4e9a02302648423eb6');
INSERT INTO "examination" VALUES(2,2,'2025-04-07T09:00:00.000000+00:00','0.2.0.dev0','97f3e7aa73f4e88dff45a1c2d5a77903c3e20b44b3ed9f234d4a90e745a6dcfd','35.01','2025-Q1','accepted','[]','{"datang": 41, "naik": 30, "skor": 0.75, "ada": "Ya", "nama": "Melati 1", "sejak": {"$date": "2024-08-17"}, "kegiatan": [{"tanggal": {"$date": "2025-01-31"}, "jenis": "Rapat", "peserta": 12, "bukti": "ST/1"}, {"tanggal": {"$date": "2025-03-01"}, "jenis": "Kunjungan", "peserta": 1, "bukti": null}]}','{"IKU-1": [30.0, 41.0, 73.17073170731707], "IKU-2": [2.0, 1.0, 2.0]}','f08f875afa466bfe7ce67cda2581ac7dfaac27546dc670107b57c4e57dc86a67');
INSERT INTO "examination" VALUES(3,3,'2025-04-07T09:00:00.000000+00:00','0.2.0.dev0','97f3e7aa73f4e88dff45a1c2d5a77903c3e20b44b3ed9f234d4a90e745a6dcfd','35.02','2025-Q1','needs-correction','[{"code": "VALUE-002", "severity": "error", "sheet": "Isian", "cell": "C6", "field": "datang", "expected": "Bilangan bulat 0 sampai 2.000", "found": "tiga", "data": {"label": "Anak datang", "understood": null, "readings": ""}}]','{"datang": null, "naik": 30, "skor": 0.75, "ada": "Ya", "nama": "Melati 1", "sejak": {"$date": "2024-08-17"}, "kegiatan": [{"tanggal": {"$date": "2025-01-31"}, "jenis": "Rapat", "peserta": 12, "bukti": "ST/1"}, {"tanggal": {"$date": "2025-03-01"}, "jenis": "Kunjungan", "peserta": 1, "bukti": null}]}','{"IKU-1": [30.0, null, null], "IKU-2": [2.0, 1.0, 2.0]}','40c925642ff5cc3fb17b3925df126362c0c91b62b6c9b6e6347bfe2954fe30c8');
INSERT INTO "examination" VALUES(4,4,'2025-04-07T09:00:00.000000+00:00','0.2.0.dev0','97f3e7aa73f4e88dff45a1c2d5a77903c3e20b44b3ed9f234d4a90e745a6dcfd',NULL,NULL,'rejected','[{"code": "FILE-010", "severity": "error", "sheet": null, "cell": null, "field": null, "expected": null, "found": null, "data": {}}]','{}','{}','04acc15c2f3ce52a315efbcde4842cdd65972b19424e9073e0b0bbcd072f202a');
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
CREATE TABLE file (
    sha256  TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    content BLOB NOT NULL
) STRICT;
INSERT INTO "file" VALUES('cbe0ac0863599a94c8c38bff1a76d8e4b1a4feafb914002bea5a1a5d9f92962b',X'736174752E786C7378');
INSERT INTO "file" VALUES('9d8513c02461b517b94bc7d40b8e768a1f00ef2878ea7b858f6d13d6eded6aec',X'6475612E786C7378');
INSERT INTO "file" VALUES('a0f6da79992827405e9dbe913522c03836d814f7db1b85e4b3a27c833390db56',X'746967612E786C7378');
INSERT INTO "file" VALUES('6d5213eb2dfc8088cb8be379a4240ce3fc51b48224e32f241b0711e106cad16c',X'656D7061742E786C7378');
CREATE TABLE issued (
    issue      TEXT PRIMARY KEY,
    unit       TEXT NOT NULL,
    period     TEXT NOT NULL,
    definition TEXT NOT NULL,
    at         TEXT NOT NULL
, proof TEXT) STRICT;
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE REFERENCES file,
    name   TEXT NOT NULL,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL
, proof TEXT) STRICT;
INSERT INTO "receipt" VALUES(1,'cbe0ac0863599a94c8c38bff1a76d8e4b1a4feafb914002bea5a1a5d9f92962b','satu.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','f30f12997e83c48ebc02af78276e866ecee1085f0b1b2a90ef4437baf621c0e8');
INSERT INTO "receipt" VALUES(2,'9d8513c02461b517b94bc7d40b8e768a1f00ef2878ea7b858f6d13d6eded6aec','dua.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','9733ed4f01a69aafca0575826e6bf7182893f16c347ba20f9d2aee21f3dd1701');
INSERT INTO "receipt" VALUES(3,'a0f6da79992827405e9dbe913522c03836d814f7db1b85e4b3a27c833390db56','tiga.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','6aa5258e4e382fa71dc1d2f5342c96edb3fc0ba2e2099530609df9c1cfab055a');
INSERT INTO "receipt" VALUES(4,'6d5213eb2dfc8088cb8be379a4240ce3fc51b48224e32f241b0711e106cad16c','empat.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','cc2b795a736afcd825ae83c90359cc1be8d267f34af09a4aec46b69550c13ac3');
CREATE TRIGGER file_stays BEFORE UPDATE ON file BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER file_kept BEFORE DELETE ON file BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER issued_stays BEFORE UPDATE ON issued BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER issued_kept BEFORE DELETE ON issued BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE INDEX fault_of_receipt ON fault (receipt);
CREATE TRIGGER fault_stays BEFORE UPDATE ON fault BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER fault_kept BEFORE DELETE ON fault BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE INDEX examination_of_unit ON examination (unit, period);
CREATE INDEX examination_of_receipt ON examination (receipt);
CREATE TRIGGER examination_stays BEFORE UPDATE ON examination BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER examination_kept BEFORE DELETE ON examination BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE INDEX decision_of_receipt ON decision (receipt);
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT raise(ABORT, 'append only'); END;
COMMIT;
PRAGMA user_version = 4;
