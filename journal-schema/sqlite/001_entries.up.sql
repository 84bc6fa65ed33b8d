-- The journal. One row of entry is one fact; a row is never changed and never removed.
--
-- Texts that repeat stand once in stream, type, actor and source, and are never changed either: the hash chain covers the
-- texts, not the numbers.

CREATE TABLE stream (
  id       INTEGER PRIMARY KEY,
  category TEXT NOT NULL,            -- 'sbi'
  key      TEXT NOT NULL,            -- 'SBI-01K6FRP24VXAE1C24TYMZ95G6S'
  UNIQUE (category, key)
) STRICT;

-- A type as it occurs in one category, so that the index on entry.type serves reading by category, too.
CREATE TABLE type (
  id       INTEGER PRIMARY KEY,
  category TEXT    NOT NULL,
  name     TEXT    NOT NULL,         -- 'sbi.registered'
  version  INTEGER NOT NULL CHECK (version >= 1),
  UNIQUE (category, name, version)
) STRICT;

CREATE TABLE actor (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Where facts come from: a door, or a file of a tool's project.
CREATE TABLE source (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,             -- 'http', 'cli'; of a file its tool: 'deespec'
  project TEXT NOT NULL,             -- '' is the first project of a tool
  path    TEXT NOT NULL,             -- 'specs/sbi/…/meta.yml', below the root of the tool; '' is a door
  UNIQUE (name, project, path),
  CHECK (path <> '' OR project = '')
) STRICT;

CREATE TABLE entry (
  position                INTEGER PRIMARY KEY,   -- the total order, from 1, without gaps
  id                      BLOB    NOT NULL CHECK (length(id) = 16),
  stream                  INTEGER NOT NULL REFERENCES stream (id),
  revision                INTEGER NOT NULL,      -- its number in the stream, from 0, without gaps
  type                    INTEGER NOT NULL REFERENCES type (id),
  payload                 BLOB    NOT NULL,      -- JSON, UTF-8
  payload_hash            BLOB    NOT NULL CHECK (length(payload_hash) = 32),
  actor                   INTEGER NOT NULL REFERENCES actor (id),
  source                  INTEGER NOT NULL REFERENCES source (id),
  correlation             TEXT,
  occurred_at             INTEGER NOT NULL,      -- microseconds since 1970: when it happened, for legacy facts years ago
  recorded_at             INTEGER NOT NULL,      -- microseconds since 1970: when we wrote it down
  chain                   BLOB    NOT NULL CHECK (length(chain) = 32),
  session                 TEXT,
  causation               TEXT,
  idempotency_key         TEXT,
  idempotency_fingerprint TEXT,
  blobs                   BLOB CHECK (length(blobs) % 32 = 0) -- the hashes of the large values it names, one after the other
) STRICT;

CREATE UNIQUE INDEX entry_id ON entry (id);                          -- the same fact is stored once
CREATE UNIQUE INDEX entry_stream_revision ON entry (stream, revision);
CREATE INDEX entry_type ON entry (type);                             -- with the position, which ends every index
CREATE INDEX entry_source ON entry (source);

-- Large values, stored once by their content.
CREATE TABLE blob (
  hash       BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),      -- SHA-256 of the content
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),               -- of the content
  data       BLOB    NOT NULL                                        -- the content, compressed by zstd
) STRICT;

-- Where the journal ends: with it a removed end is noticed, too. While its one writer writes, it says so here, which
-- nobody else ever sees: the transaction that sets it takes it back.
CREATE TABLE head (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL,
  chain    BLOB    NOT NULL,
  writing  INTEGER NOT NULL CHECK (writing IN (0, 1))
) STRICT;

INSERT INTO head (one, position, chain, writing) VALUES (1, 0, zeroblob(32), 0);

-- INSERT OR REPLACE slips past triggers on UPDATE and DELETE, hence a third one for each table.

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

-- The writer never replaces, and three look-ups per row would cost it a quarter of its speed.
CREATE TRIGGER entry_is_never_replaced BEFORE INSERT ON entry
WHEN (SELECT writing FROM head) = 0 AND (
     new.position <> (SELECT coalesce(max(position), 0) + 1 FROM entry)
  OR new.revision <> (SELECT coalesce(max(revision), -1) + 1 FROM entry WHERE stream = new.stream)
  OR EXISTS (SELECT 1 FROM entry WHERE id = new.id))
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER stream_is_never_changed BEFORE UPDATE ON stream
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER stream_is_never_removed BEFORE DELETE ON stream
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER stream_is_never_replaced BEFORE INSERT ON stream
WHEN (SELECT writing FROM head) = 0
 AND EXISTS (SELECT 1 FROM stream WHERE id = new.id OR (category = new.category AND key = new.key))
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER type_is_never_changed BEFORE UPDATE ON type
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER type_is_never_removed BEFORE DELETE ON type
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER type_is_never_replaced BEFORE INSERT ON type
WHEN EXISTS (
  SELECT 1 FROM type
  WHERE id = new.id OR (category = new.category AND name = new.name AND version = new.version))
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER actor_is_never_changed BEFORE UPDATE ON actor
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER actor_is_never_removed BEFORE DELETE ON actor
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER actor_is_never_replaced BEFORE INSERT ON actor
WHEN EXISTS (SELECT 1 FROM actor WHERE id = new.id OR name = new.name)
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER source_is_never_changed BEFORE UPDATE ON source
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER source_is_never_removed BEFORE DELETE ON source
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER source_is_never_replaced BEFORE INSERT ON source
WHEN (SELECT writing FROM head) = 0 AND EXISTS (
  SELECT 1 FROM source
  WHERE id = new.id OR (name = new.name AND project = new.project AND path = new.path))
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER blob_is_never_changed BEFORE UPDATE ON blob
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER blob_is_never_removed BEFORE DELETE ON blob
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER blob_is_never_replaced BEFORE INSERT ON blob
WHEN EXISTS (SELECT 1 FROM blob WHERE hash = new.hash OR rowid = new.rowid)
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER head_is_never_removed BEFORE DELETE ON head
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

CREATE TRIGGER head_is_never_replaced BEFORE INSERT ON head
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

-- It moves on while the writer writes, and never back.
CREATE TRIGGER head_is_never_turned_back BEFORE UPDATE ON head
WHEN new.position < old.position OR (old.writing = 0 AND (new.position <> old.position OR new.chain <> old.chain))
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
