-- What the nodes of a journal tell each other. None of it is a fact: rows come, change and go, and none is missed when it
-- is gone. All times are the server's.

CREATE TABLE node (
  id    text COLLATE "C" PRIMARY KEY,            -- of one process, from its start to its end
  name  text NOT NULL,                           -- as its operator knows it
  about text NOT NULL,                           -- JSON: what it tells of itself
  since timestamptz NOT NULL,
  seen  timestamptz NOT NULL
);

-- Each claim has another number, greater than all before: a write that belongs to an older one is refused by it.
CREATE SEQUENCE lease_epoch;

-- What one node does at a time. A row that is past its time is anybody's to claim; what it says tells how to go on.
CREATE TABLE lease (
  name   text COLLATE "C" PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,              -- the id of the node
  epoch  bigint NOT NULL,
  about  text NOT NULL,                          -- what the work is, for whoever takes it over
  since  timestamptz NOT NULL,
  until  timestamptz NOT NULL
);

-- Values that all nodes have to agree on: who is logged in, what jobs came to, when agents were heard of.
CREATE TABLE shared (
  kind  text COLLATE "C" NOT NULL,
  key   text COLLATE "C" NOT NULL,
  value text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (kind, key)
);

-- Secrets are never erased from who may keep which: the list of what always counts is the program's.
CREATE OR REPLACE FUNCTION name_erased() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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

-- Gives a role what a node needs: to append, and nothing that changes or removes what was appended.
CREATE OR REPLACE FUNCTION let_append(appender name) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), appender);
  EXECUTE format('GRANT SELECT, INSERT ON stream, type, actor, source, entry, blob TO %I', appender);
  EXECUTE format('GRANT SELECT ON head, erased, erased_blob, schema_version TO %I', appender);
  EXECUTE format('GRANT UPDATE (position, chain, holds_erased) ON head TO %I', appender);
  EXECUTE format('GRANT EXECUTE ON FUNCTION erase_from(bigint), forget_erased_blob(bytea) TO %I', appender);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON node, lease, shared TO %I', appender);
  EXECUTE format('GRANT USAGE ON SEQUENCE lease_epoch TO %I', appender);
END $$;
