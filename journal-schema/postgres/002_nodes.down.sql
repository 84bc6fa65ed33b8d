DROP TABLE shared;
DROP TABLE lease;
DROP SEQUENCE lease_epoch;
DROP TABLE node;

CREATE OR REPLACE FUNCTION name_erased() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM entry JOIN type ON type.id = entry.type
       WHERE entry.position = new.fact
       AND CASE WHEN type.category = 'journal' AND type.name = 'journal.erased'
           THEN convert_from(entry.payload, 'UTF8')::jsonb -> 'positions' @> to_jsonb(new.position) ELSE false END)
     OR EXISTS (
       SELECT 1 FROM entry JOIN stream ON stream.id = entry.stream
       WHERE entry.position = new.position AND stream.category IN ('journal', 'rollout', 'access')) THEN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'DB001', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN new;
END $$;

CREATE OR REPLACE FUNCTION let_append(appender name) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), appender);
  EXECUTE format('GRANT SELECT, INSERT ON stream, type, actor, source, entry, blob TO %I', appender);
  EXECUTE format('GRANT SELECT ON head, erased, erased_blob, schema_version TO %I', appender);
  EXECUTE format('GRANT UPDATE (position, chain, holds_erased) ON head TO %I', appender);
  EXECUTE format('GRANT EXECUTE ON FUNCTION erase_from(bigint), forget_erased_blob(bytea) TO %I', appender);
END $$;
