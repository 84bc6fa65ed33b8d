-- The words of a file alone: its texts stand in the tables already.
CREATE TABLE files_fts (
  rowid       bigint PRIMARY KEY,
  filename    text COLLATE "C",
  path        text COLLATE "C",
  definitions text COLLATE "C",
  imports     text COLLATE "C",
  docstrings  text COLLATE "C",
  tags        text COLLATE "C",
  words       tsvector NOT NULL, -- of a filename A, of paths and definitions B, of imports and tags C, of docstrings D
  length      integer NOT NULL   -- how many words
);

CREATE INDEX files_fts_words ON files_fts USING gin (words);

CREATE FUNCTION index_file () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE room integer := 1000000;
BEGIN
  LOOP
    BEGIN
      new.words := setweight (to_tsvector ('words', plain_of (new.filename)), 'A')
        || setweight (to_tsvector ('words', plain_of (new.path)), 'B')
        || setweight (to_tsvector ('words', plain_of (left (new.definitions, room))), 'B')
        || setweight (to_tsvector ('words', plain_of (left (new.imports, room))), 'C')
        || setweight (to_tsvector ('words', plain_of (left (new.tags, room))), 'C')
        || to_tsvector ('words', plain_of (left (new.docstrings, room)));
      EXIT;
    EXCEPTION WHEN program_limit_exceeded THEN
      IF room < 1000 THEN RAISE; END IF;
      room := room / 2;
    END;
  END LOOP;
  new.length := length_of (new.words);
  new.filename := NULL;
  new.path := NULL;
  new.definitions := NULL;
  new.imports := NULL;
  new.docstrings := NULL;
  new.tags := NULL;
  RETURN new;
END $$;

CREATE TRIGGER file_words BEFORE INSERT ON files_fts FOR EACH ROW EXECUTE FUNCTION index_file ();

-- Rows as they are sent, a JSON array of arrays.
CREATE FUNCTION json_rows (text) RETURNS TABLE (key bigint, value jsonb) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT number - 1, member FROM jsonb_array_elements (json_of ($1)) WITH ORDINALITY AS x (member, number) $$;

-- Whether a path is one that an expression describes, which is of small letters.
CREATE FUNCTION path_matches (expression text, path text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length (path) = char_length (path) THEN lower (path COLLATE "C")
    ELSE normalize (lower (normalize (path, NFD) COLLATE "default"), NFC) COLLATE "C" END ~ expression $$;
