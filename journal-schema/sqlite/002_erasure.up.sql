-- A payload, and a large value, can be taken out for good: by an entry that says so and stays. Its row stays with the hash
-- of what was there, so that the chain still proves the journal. An erased payload is empty, which is no JSON.

CREATE TABLE erased (
  position INTEGER PRIMARY KEY, -- whose payload is no more
  fact     INTEGER NOT NULL     -- the position of the entry that says so
) STRICT;

CREATE TABLE erased_blob (
  hash BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
  fact INTEGER NOT NULL
) STRICT;

CREATE TRIGGER erased_is_said BEFORE INSERT ON erased
WHEN EXISTS (SELECT 1 FROM erased WHERE position = new.position)
  OR EXISTS (
       SELECT 1 FROM entry JOIN stream ON stream.id = entry.stream
       WHERE entry.position = new.position AND stream.category IN ('journal', 'rollout', 'access'))
  OR NOT EXISTS (
       SELECT 1 FROM entry JOIN type ON type.id = entry.type, json_each(
         CASE WHEN type.name = 'journal.erased' THEN CAST(entry.payload AS TEXT) ELSE '{}' END, '$.positions') AS named
       WHERE entry.position = new.fact AND type.category = 'journal' AND named.value = new.position)
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER erased_is_never_changed BEFORE UPDATE ON erased
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER erased_is_never_removed BEFORE DELETE ON erased
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER erased_blob_is_said BEFORE INSERT ON erased_blob
WHEN EXISTS (SELECT 1 FROM erased_blob WHERE hash = new.hash OR rowid = new.rowid)
  OR NOT EXISTS (
       SELECT 1 FROM entry JOIN type ON type.id = entry.type, json_each(
         CASE WHEN type.name = 'journal.erased' THEN CAST(entry.payload AS TEXT) ELSE '{}' END, '$.blobs') AS named
       WHERE entry.position = new.fact AND type.category = 'journal' AND unhex(named.value) = new.hash)
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER erased_blob_is_never_changed BEFORE UPDATE ON erased_blob
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER erased_blob_is_never_removed BEFORE DELETE ON erased_blob
WHEN EXISTS (SELECT 1 FROM blob WHERE hash = old.hash)
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

DROP TRIGGER entry_is_never_changed;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
WHEN length(new.payload) <> 0
  OR NOT EXISTS (SELECT 1 FROM erased WHERE position = old.position)
  OR new.position <> old.position
  OR new.id <> old.id
  OR new.stream <> old.stream
  OR new.revision <> old.revision
  OR new.type <> old.type
  OR new.payload_hash <> old.payload_hash
  OR new.actor <> old.actor
  OR new.source <> old.source
  OR new.correlation IS NOT old.correlation
  OR new.occurred_at <> old.occurred_at
  OR new.recorded_at <> old.recorded_at
  OR new.chain <> old.chain
  OR new.session IS NOT old.session
  OR new.causation IS NOT old.causation
  OR new.idempotency_key IS NOT old.idempotency_key
  OR new.idempotency_fingerprint IS NOT old.idempotency_fingerprint
  OR new.blobs IS NOT old.blobs
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

DROP TRIGGER blob_is_never_changed;

CREATE TRIGGER blob_is_never_changed BEFORE UPDATE ON blob
WHEN length(new.data) <> 0
  OR NOT EXISTS (SELECT 1 FROM erased_blob WHERE hash = old.hash)
  OR new.rowid <> old.rowid
  OR new.hash <> old.hash
  OR new.size_bytes <> old.size_bytes
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

-- An erased value that is said again comes as a new row, behind all others: who copies what is new finds it.
DROP TRIGGER blob_is_never_removed;

CREATE TRIGGER blob_is_never_removed BEFORE DELETE ON blob
WHEN length(old.data) <> 0
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER blob_that_comes_again_is_not_erased AFTER DELETE ON blob
BEGIN DELETE FROM erased_blob WHERE hash = old.hash; END;
