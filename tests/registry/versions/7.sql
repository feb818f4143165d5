BEGIN TRANSACTION;
CREATE TABLE closing (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('close', 'open')),
    period TEXT NOT NULL,
    reason TEXT NOT NULL,
    proof  TEXT NOT NULL
) STRICT;
INSERT INTO "closing" VALUES(1,'2025-04-11T09:00:00.000000+00:00','Camat','close','2024-Q4','Laporan sudah dikirim.','6135440241d00d789f4b31b4b028868916a04e8961c68112c27ac8aab7233202');
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
, indicators TEXT) STRICT;
INSERT INTO "decision" VALUES(1,'2025-04-08T09:00:00.000000+00:00','Kasi PMD','approve',2,NULL,'Sesuai berkas kertas.',NULL,NULL,NULL,'db414409757045fad4a377d0a24a4d29f3cc35a1c98a07a464fd8922b5c2ed96',NULL);
INSERT INTO "decision" VALUES(2,'2025-04-09T09:00:00.000000+00:00','Sekcam','waive',3,0,'Sesuai lampiran.',NULL,NULL,NULL,'0312d8566178757dd085cb176ddbc3138e4cfa00f30c5114ed3822ddc7df83f1',NULL);
CREATE TABLE defined (
    number     INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    definition TEXT NOT NULL,  -- its digest
    proof      TEXT NOT NULL
) STRICT;
INSERT INTO "defined" VALUES(1,'2025-04-11T09:00:00.000000+00:00','Kasi PMD','97f3e7aa73f4e88dff45a1c2d5a77903c3e20b44b3ed9f234d4a90e745a6dcfd','02dae9fbd200554a8bf18150869aaa734c6c19e6b575a6b0a2b20aa39daad50e');
CREATE TABLE dictionary (
    number   INTEGER PRIMARY KEY,
    likeness TEXT NOT NULL,  -- SHA-256 of the names, without numbers, of the parts that files of this kind have
    sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
    content  BLOB NOT NULL   -- zstd
) STRICT;
CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    record INTEGER NOT NULL,
    link   BLOB NOT NULL,
    UNIQUE (kind, record)
) STRICT;
INSERT INTO "entry" VALUES(1,'keyed',1,X'F8B9B4726EDCC3CE44E1F0B4E8153616DDAEC3C674E21555C41ACC0886AF52B8');
INSERT INTO "entry" VALUES(2,'receipt',1,X'8275B4A890A57A83AE300483715A8199D03D2313F5CF6C398D2183D3C1754FDF');
INSERT INTO "entry" VALUES(3,'receipt',2,X'00A2F2793ADD91E086E7A620BE87CA9E5E3DC1E1EBD83C748C5C481C3DD0DC3F');
INSERT INTO "entry" VALUES(4,'receipt',3,X'47F77B63AD0207AC23766646833D549CEA3641A91793E4A8342B873C047DF6FA');
INSERT INTO "entry" VALUES(5,'receipt',4,X'BD80B51353A5AF31CC7298C87D8FE88E8E83F93122BD51F809603E5EE000C439');
INSERT INTO "entry" VALUES(6,'examination',1,X'970E25BD1485024696898F821D355FDC91E8C5B3121683B81207958CA1731AAD');
INSERT INTO "entry" VALUES(7,'examination',2,X'5225CD7A23A6C480F648C169D79BCDDB694117B88DA45FA71DD8A73B9CC4C7DD');
INSERT INTO "entry" VALUES(8,'examination',3,X'049FD835408CD8B9ECE89AED6F4842799C84F7A5E09F2B8E4F86E3E65091BB4B');
INSERT INTO "entry" VALUES(9,'examination',4,X'CD64AC523F838972CCB3DA50E41570286D428B631D6AB6BFC1020C66F78D15A9');
INSERT INTO "entry" VALUES(10,'decision',1,X'B57A1738583BB6737D5E52C639B81A9EF0BE4857A7087BCBD9F33FE46F25D509');
INSERT INTO "entry" VALUES(11,'decision',2,X'0553924CDA38016ABB6EB0DC4393A6A0601D41D055BD97064E3C7A7CF67E9237');
INSERT INTO "entry" VALUES(12,'export',1,X'2B3908AD803815FC379E9FCAADB4FEE8D36CBF11366D2DFF7C683E2C17B495BC');
INSERT INTO "entry" VALUES(13,'defined',1,X'6A04874FFDBC97E35B4F0E957EFA2597EACB123326E2D7D88FBBDE5385C4DFD4');
INSERT INTO "entry" VALUES(14,'closing',1,X'68D173AC71AD5FC8C518B6C0B0668FB7A811FB3F1B5BF37AE71AB97F222EF1DB');
INSERT INTO "entry" VALUES(15,'export',2,X'360DEA5DE3BDFD99B7F390160FA99B7C40D366FF3A727F528EDFE5F5558557B6');
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
CREATE TABLE export (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    what   TEXT NOT NULL,  -- a master, a document, an archive, a page, a table, a backup
    period TEXT,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    proof  TEXT NOT NULL
, mode TEXT, as_of TEXT, entry INTEGER, version INTEGER, added INTEGER) STRICT;
INSERT INTO "export" VALUES(1,'2025-04-10T09:00:00.000000+00:00','Kasi PMD','master','2025-Q1','results/2025-Q1.xlsx','0000000000000000000000000000000000000000000000000000000000000000','d9494739e3c964b1031cb97ffccfc794a88beb63cc04b93829860511e7dc0e3f',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "export" VALUES(2,'2025-04-11T09:00:00.000000+00:00','Kasi PMD','master','2025-Q1','results/2025-Q1.xlsx','1111111111111111111111111111111111111111111111111111111111111111','742120f08f287ea467d36576b446d9fc3bb15c5a69cadeceaa017a3e07fb623f','approved',NULL,14,2,NULL);
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
, size INTEGER, encoding TEXT NOT NULL DEFAULT 'plain' CHECK (encoding IN ('plain', 'zstd', 'none')), dictionary INTEGER REFERENCES dictionary) STRICT;
INSERT INTO "file" VALUES('cbe0ac0863599a94c8c38bff1a76d8e4b1a4feafb914002bea5a1a5d9f92962b',X'736174752E786C7378',NULL,'plain',NULL);
INSERT INTO "file" VALUES('9d8513c02461b517b94bc7d40b8e768a1f00ef2878ea7b858f6d13d6eded6aec',X'6475612E786C7378',NULL,'plain',NULL);
INSERT INTO "file" VALUES('a0f6da79992827405e9dbe913522c03836d814f7db1b85e4b3a27c833390db56',X'746967612E786C7378',NULL,'plain',NULL);
INSERT INTO "file" VALUES('6d5213eb2dfc8088cb8be379a4240ce3fc51b48224e32f241b0711e106cad16c',X'656D7061742E786C7378',NULL,'plain',NULL);
CREATE TABLE head (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    entry INTEGER NOT NULL,
    at    TEXT NOT NULL,
    seal  BLOB NOT NULL
) STRICT;
INSERT INTO "head" VALUES(1,15,'2025-04-11T09:00:00.000000+00:00',X'D626F35FD31ABD02D5AF874633FF0E310E2BDD2376178D0FDDCF7102C55443DF');
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
CREATE TABLE keyed (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    key    TEXT NOT NULL,
    proof  TEXT NOT NULL
, vouch TEXT) STRICT;
INSERT INTO "keyed" VALUES(1,'2025-04-10T09:00:00.000000+00:00','Kasi PMD','630dcd2966c43366','2f5a91720c05b8b02c588afd55f3e0a911ad361eda55b77224b65a13dcdf6568',NULL);
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
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE REFERENCES file,
    name   TEXT NOT NULL,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL
, proof TEXT, stored TEXT) STRICT;
INSERT INTO "receipt" VALUES(1,'cbe0ac0863599a94c8c38bff1a76d8e4b1a4feafb914002bea5a1a5d9f92962b','satu.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','f30f12997e83c48ebc02af78276e866ecee1085f0b1b2a90ef4437baf621c0e8',NULL);
INSERT INTO "receipt" VALUES(2,'9d8513c02461b517b94bc7d40b8e768a1f00ef2878ea7b858f6d13d6eded6aec','dua.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','9733ed4f01a69aafca0575826e6bf7182893f16c347ba20f9d2aee21f3dd1701',NULL);
INSERT INTO "receipt" VALUES(3,'a0f6da79992827405e9dbe913522c03836d814f7db1b85e4b3a27c833390db56','tiga.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','6aa5258e4e382fa71dc1d2f5342c96edb3fc0ba2e2099530609df9c1cfab055a',NULL);
INSERT INTO "receipt" VALUES(4,'6d5213eb2dfc8088cb8be379a4240ce3fc51b48224e32f241b0711e106cad16c','empat.xlsx','2025-04-07T09:00:00.000000+00:00','Loket','cc2b795a736afcd825ae83c90359cc1be8d267f34af09a4aec46b69550c13ac3',NULL);
CREATE TRIGGER file_kept BEFORE DELETE ON file BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt BEGIN SELECT raise(ABORT, 'append only'); END;
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
CREATE INDEX dictionary_of_likeness ON dictionary (likeness);
CREATE INDEX file_of_dictionary ON file (dictionary) WHERE dictionary IS NOT NULL;
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
CREATE TRIGGER defined_stays BEFORE UPDATE ON defined BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER defined_kept BEFORE DELETE ON defined BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER closing_stays BEFORE UPDATE ON closing BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER closing_kept BEFORE DELETE ON closing BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER extension_stays BEFORE UPDATE ON extension BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER extension_kept BEFORE DELETE ON extension BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER mended_stays BEFORE UPDATE ON mended BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER mended_kept BEFORE DELETE ON mended BEGIN SELECT raise(ABORT, 'append only'); END;
COMMIT;
PRAGMA user_version = 7;
