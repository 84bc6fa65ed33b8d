-- Refused by the trigger if anything was erased: an older program would take it for damage.
INSERT INTO erased (position, fact) SELECT position, 0 FROM erased LIMIT 1;

DROP TRIGGER blob_that_comes_again_is_not_erased;
DROP TRIGGER blob_is_never_removed;
DROP TRIGGER blob_is_never_changed;
DROP TRIGGER entry_is_never_changed;
DROP TABLE erased_blob;
DROP TABLE erased;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER blob_is_never_changed BEFORE UPDATE ON blob
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER blob_is_never_removed BEFORE DELETE ON blob
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
