-- The journal. One row of entry is one fact; a row is never changed and never removed.
--
-- Texts that repeat stand once in stream, type, actor and source, and are never changed either: the hash chain covers the
-- texts, not the numbers. Numbers and positions are given by whoever holds the row of head, so they have no gaps, and
-- streams have theirs in the order in which they began.

CREATE TABLE stream (
  id       bigint PRIMARY KEY,
  category text COLLATE "C" NOT NULL,            -- 'sbi'
  key      text COLLATE "C" NOT NULL,            -- 'SBI-01K6FRP24VXAE1C24TYMZ95G6S'
  UNIQUE (category, key)
);

-- A type as it occurs in one category, so that the index on entry.type serves reading by category, too.
CREATE TABLE type (
  id       bigint PRIMARY KEY,
  category text COLLATE "C" NOT NULL,
  name     text COLLATE "C" NOT NULL,            -- 'sbi.registered'
  version  integer NOT NULL CHECK (version >= 1),
  UNIQUE (category, name, version)
);

CREATE TABLE actor (
  id   bigint PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
);

-- Where facts come from: a door, or a file of a tool's project.
CREATE TABLE source (
  id      bigint PRIMARY KEY,
  name    text COLLATE "C" NOT NULL,             -- 'http', 'cli'; of a file its tool: 'deespec'
  project text COLLATE "C" NOT NULL,             -- '' is the first project of a tool
  path    text COLLATE "C" NOT NULL,             -- below the root of the tool; '' is a door
  UNIQUE (name, project, path),
  CHECK (path <> '' OR project = '')
);

-- No foreign keys: each would be a look-up and a lock per row of numbers that one writer gives out at a time.
CREATE TABLE entry (
  position                bigint  PRIMARY KEY,   -- the total order, from 1, without gaps
  id                      uuid    NOT NULL UNIQUE, -- the same fact is stored once
  stream                  bigint  NOT NULL,
  revision                bigint  NOT NULL,      -- its number in the stream, from 0, without gaps
  type                    bigint  NOT NULL,
  payload                 bytea   NOT NULL,      -- JSON, UTF-8, byte for byte as it was hashed
  payload_hash            bytea   NOT NULL CHECK (length(payload_hash) = 32),
  actor                   bigint  NOT NULL,
  source                  bigint  NOT NULL,
  correlation             text,
  occurred_at             bigint  NOT NULL,      -- microseconds since 1970: when it happened, for legacy facts years ago
  recorded_at             bigint  NOT NULL,      -- microseconds since 1970: when we wrote it down
  chain                   bytea   NOT NULL CHECK (length(chain) = 32),
  session                 text,
  causation               text,
  idempotency_key         text,
  idempotency_fingerprint text,
  blobs                   bytea CHECK (length(blobs) % 32 = 0), -- the hashes of the large values it names, one after the other
  UNIQUE (stream, revision)
);

CREATE INDEX entry_type ON entry (type, position);
CREATE INDEX entry_source ON entry (source, position);

-- Large values, stored once by their content.
CREATE TABLE blob (
  hash       bytea  PRIMARY KEY CHECK (length(hash) = 32), -- SHA-256 of the content
  size_bytes bigint NOT NULL CHECK (size_bytes >= 0),      -- of the content
  data       bytea  NOT NULL                               -- the content, compressed by zstd
);

ALTER TABLE blob ALTER COLUMN data SET STORAGE EXTERNAL;   -- it is compressed already

-- Where the journal ends. Its row is locked by whoever appends, last and only while a batch is written: what is visible is
-- always a beginning of the journal.
CREATE TABLE head (
  one          integer PRIMARY KEY CHECK (one = 1),
  position     bigint  NOT NULL,
  chain        bytea   NOT NULL CHECK (length(chain) = 32),
  holds_erased boolean NOT NULL                  -- whether its files may still hold bytes of what was erased
);

INSERT INTO head (one, position, chain, holds_erased) VALUES (1, 0, decode(repeat('00', 32), 'hex'), false);

-- A payload, and a large value, can be taken out for good: by an entry that says so and stays. Its row stays with the hash
-- of what was there, so that the chain still proves the journal. An erased payload is empty, which is no JSON.
CREATE TABLE erased (
  position bigint PRIMARY KEY,                   -- whose payload is no more
  fact     bigint NOT NULL                       -- the position of the entry that says so
);

CREATE TABLE erased_blob (
  hash bytea  PRIMARY KEY CHECK (length(hash) = 32),
  fact bigint NOT NULL
);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER stream_is_never_changed BEFORE UPDATE OR DELETE ON stream FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER type_is_never_changed BEFORE UPDATE OR DELETE ON type FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER actor_is_never_changed BEFORE UPDATE OR DELETE ON actor FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER source_is_never_changed BEFORE UPDATE OR DELETE ON source FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER head_is_never_removed BEFORE INSERT OR DELETE ON head FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER erased_is_never_changed BEFORE UPDATE OR DELETE ON erased FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER erased_blob_is_never_changed BEFORE UPDATE ON erased_blob FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER stream_is_never_emptied BEFORE TRUNCATE ON stream EXECUTE FUNCTION refuse();
CREATE TRIGGER type_is_never_emptied BEFORE TRUNCATE ON type EXECUTE FUNCTION refuse();
CREATE TRIGGER actor_is_never_emptied BEFORE TRUNCATE ON actor EXECUTE FUNCTION refuse();
CREATE TRIGGER source_is_never_emptied BEFORE TRUNCATE ON source EXECUTE FUNCTION refuse();
CREATE TRIGGER entry_is_never_emptied BEFORE TRUNCATE ON entry EXECUTE FUNCTION refuse();
CREATE TRIGGER blob_is_never_emptied BEFORE TRUNCATE ON blob EXECUTE FUNCTION refuse();
CREATE TRIGGER head_is_never_emptied BEFORE TRUNCATE ON head EXECUTE FUNCTION refuse();
CREATE TRIGGER erased_is_never_emptied BEFORE TRUNCATE ON erased EXECUTE FUNCTION refuse();
CREATE TRIGGER erased_blob_is_never_emptied BEFORE TRUNCATE ON erased_blob EXECUTE FUNCTION refuse();

-- What is added stands behind the end, without a gap.
CREATE FUNCTION follow_head() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF (SELECT min(position) <> (SELECT position FROM head) + 1 OR max(position) - min(position) + 1 <> count(*) FROM fresh) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER entry_follows_head AFTER INSERT ON entry REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION follow_head();

-- The end moves on to an entry that is there, and never back. Whoever waits for news is woken, of each schema apart.
CREATE FUNCTION move_head() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF new.position < old.position
     OR (new.position = old.position AND new.chain <> old.chain)
     OR (new.position > old.position
         AND (new.position <> (SELECT max(position) FROM entry)
              OR new.chain <> (SELECT chain FROM entry WHERE position = new.position))) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  IF new.position > old.position THEN
    PERFORM pg_notify('daybook.' || left(TG_TABLE_SCHEMA, 50), new.position::text);
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER head_moves_on BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION move_head();

CREATE FUNCTION name_erased() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM entry JOIN type ON type.id = entry.type
       WHERE entry.position = new.fact
       AND CASE WHEN type.category = 'journal' AND type.name = 'journal.erased'
           THEN convert_from(entry.payload, 'UTF8')::jsonb -> 'positions' @> to_jsonb(new.position) ELSE false END)
     OR EXISTS (
       SELECT 1 FROM entry JOIN stream ON stream.id = entry.stream
       WHERE entry.position = new.position AND stream.category IN ('journal', 'rollout', 'access', 'secret')) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER erased_is_said BEFORE INSERT ON erased FOR EACH ROW EXECUTE FUNCTION name_erased();

CREATE FUNCTION name_erased_blob() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM entry JOIN type ON type.id = entry.type
       WHERE entry.position = new.fact
       AND CASE WHEN type.category = 'journal' AND type.name = 'journal.erased'
           THEN convert_from(entry.payload, 'UTF8')::jsonb -> 'blobs' @> to_jsonb(encode(new.hash, 'hex')) ELSE false END) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER erased_blob_is_said BEFORE INSERT ON erased_blob FOR EACH ROW EXECUTE FUNCTION name_erased_blob();

-- Only what an entry says is no more is emptied; all else of its row stays as it was.
CREATE FUNCTION keep_entry() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  was entry := old;
BEGIN
  was.payload := '';
  IF new IS DISTINCT FROM was OR NOT EXISTS (SELECT 1 FROM erased WHERE position = old.position) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION keep_entry();

-- An erased value may be said again; else it stays as it is.
CREATE FUNCTION keep_blob() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF length(old.data) > 0 THEN
      RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN old;
  END IF;
  IF new.hash <> old.hash OR new.size_bytes <> old.size_bytes OR length(new.data) > 0
     OR NOT EXISTS (SELECT 1 FROM erased_blob WHERE hash = old.hash) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER blob_is_never_changed BEFORE UPDATE OR DELETE ON blob FOR EACH ROW EXECUTE FUNCTION keep_blob();

CREATE FUNCTION keep_erased_blob() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM blob WHERE hash = old.hash) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN old;
END $$;

CREATE TRIGGER erased_blob_stays BEFORE DELETE ON erased_blob FOR EACH ROW EXECUTE FUNCTION keep_erased_blob();

-- Who appends may read and add. What changes rows does so here, as the owner: taking out what the entries from a position
-- on say is no more, and making room for a large value that was erased and is said again.

CREATE FUNCTION erase_from(first bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE head SET holds_erased = true;

  INSERT INTO erased (position, fact)
  SELECT named.value::bigint, min(entry.position)
  FROM entry JOIN type ON type.id = entry.type AND type.category = 'journal' AND type.name = 'journal.erased'
  CROSS JOIN LATERAL jsonb_array_elements_text(
    CASE type.name WHEN 'journal.erased' THEN convert_from(entry.payload, 'UTF8')::jsonb -> 'positions' END) AS named (value)
  WHERE entry.position >= first
  GROUP BY named.value
  ON CONFLICT DO NOTHING;

  UPDATE entry SET payload = '' WHERE length(payload) > 0 AND position IN (SELECT position FROM erased WHERE fact >= first);

  INSERT INTO erased_blob (hash, fact)
  SELECT decode(named.value, 'hex'), max(entry.position)
  FROM entry JOIN type ON type.id = entry.type AND type.category = 'journal' AND type.name = 'journal.erased'
  CROSS JOIN LATERAL jsonb_array_elements_text(
    CASE type.name WHEN 'journal.erased' THEN convert_from(entry.payload, 'UTF8')::jsonb -> 'blobs' END) AS named (value)
  WHERE entry.position >= first
  AND EXISTS (SELECT 1 FROM blob WHERE hash = decode(named.value, 'hex') AND length(data) > 0)
  AND NOT EXISTS (
    SELECT 1 FROM entry AS other CROSS JOIN generate_series(0, length(other.blobs) / 32 - 1) AS nth
    WHERE other.blobs IS NOT NULL AND length(other.payload) > 0
    AND substring(other.blobs FROM nth * 32 + 1 FOR 32) = decode(named.value, 'hex'))
  GROUP BY named.value
  ON CONFLICT DO NOTHING;

  UPDATE blob SET data = '' WHERE length(data) > 0 AND hash IN (SELECT hash FROM erased_blob WHERE fact >= first);
END $$;

CREATE FUNCTION forget_erased_blob(again bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM blob WHERE hash = again AND length(data) = 0;
  IF FOUND THEN
    DELETE FROM erased_blob WHERE hash = again;
  END IF;
END $$;

REVOKE ALL ON FUNCTION erase_from(bigint), forget_erased_blob(bytea) FROM PUBLIC;

-- Gives a role what appending needs, and nothing that changes or removes a row.
CREATE FUNCTION let_append(appender name) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), appender);
  EXECUTE format('GRANT SELECT, INSERT ON stream, type, actor, source, entry, blob TO %I', appender);
  EXECUTE format('GRANT SELECT ON head, erased, erased_blob, schema_version TO %I', appender);
  EXECUTE format('GRANT UPDATE (position, chain, holds_erased) ON head TO %I', appender);
  EXECUTE format('GRANT EXECUTE ON FUNCTION erase_from(bigint), forget_erased_blob(bytea) TO %I', appender);
END $$;

REVOKE ALL ON FUNCTION let_append(name) FROM PUBLIC;
