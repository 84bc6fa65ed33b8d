-- What questions ask of both databases and only SQLite has built in. Made in each schema of a read model, so that a schema
-- needs nothing beside itself.

-- A text as JSON, nothing if it is none; without what PostgreSQL keeps in no text: U+FFFD for each U+0000 and for each half
-- of a surrogate pair. Whole pairs are set aside meanwhile, by an escape that JSON has not. An index is made with it, so it
-- calls nothing of its own schema: ANALYZE and autovacuum do not look there.
CREATE FUNCTION json_of (text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN
  RETURN (CASE WHEN $1 !~ '\\u(0000|[dD][89a-fA-F])' THEN $1 ELSE
    regexp_replace (regexp_replace (regexp_replace ($1,
      '(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})', '\1\\P\2\3', 'g'),
      '(?<!\\)((?:\\\\)*)\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\1\\ufffd', 'g'),
      '(?<!\\)((?:\\\\)*)\\P(.{4})(.{4})', '\1\\u\2\\u\3', 'g') END)::jsonb; EXCEPTION WHEN data_exception THEN RETURN NULL; END $$;

CREATE FUNCTION json_valid (text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT json_of ($1) IS NOT NULL $$;

-- The members of a list, from 0.
CREATE FUNCTION json_each (text) RETURNS TABLE (key bigint, value text) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT number - 1, member #>> '{}' FROM jsonb_array_elements (json_of ($1)) WITH ORDINALITY AS x (member, number) $$;

CREATE FUNCTION json_extract (text, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT jsonb_path_query_first (json_of ($1), $2::jsonpath) #>> '{}' $$;

CREATE FUNCTION json_with (jsonb, text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT $1 || jsonb_build_array ($2) $$;
CREATE FUNCTION json_text (jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1::text $$;
CREATE AGGREGATE json_group_array (text) (SFUNC = json_with, STYPE = jsonb, FINALFUNC = json_text, INITCOND = '[]');

CREATE FUNCTION instr (text, text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT strpos ($1, $2) $$;
