CREATE TABLE document_fts (
  rowid     bigint PRIMARY KEY,
  title     text COLLATE "C" NOT NULL,
  label     text COLLATE "C" NOT NULL,
  spec      text COLLATE "C" NOT NULL,
  execution text COLLATE "C" NOT NULL,
  note      text COLLATE "C" NOT NULL,
  scope     text COLLATE "C" NOT NULL,
  words     tsvector NOT NULL                  -- of a title A, of labels B, of a specification C, of all else D
);

CREATE INDEX document_fts_words ON document_fts USING gin (words);

-- A trigger, and no generated column: a restored dump takes the words as they are.
CREATE FUNCTION index_words () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE room integer := 1000000;
BEGIN
  LOOP
    BEGIN
      new.words := setweight (to_tsvector ('words', plain_of (left (new.title, room))), 'A')
        || setweight (to_tsvector ('words', plain_of (left (new.label, room))), 'B')
        || setweight (to_tsvector ('words', plain_of (left (new.spec, room))), 'C')
        || to_tsvector ('words', plain_of (left (new.execution, room)))
        || to_tsvector ('words', plain_of (left (new.note, room)))
        || to_tsvector ('words', plain_of (new.scope));
      RETURN new;
    EXCEPTION WHEN program_limit_exceeded THEN
      IF room < 1000 THEN RAISE; END IF;
      room := room / 2;
    END;
  END LOOP;
END $$;

CREATE TRIGGER document_words BEFORE INSERT OR UPDATE ON document_fts FOR EACH ROW EXECUTE FUNCTION index_words ();

-- Some text around what was found, of the part of a document that has most of it.
CREATE FUNCTION snippet_of (match text, title text, label text, spec text, execution text, note text) RETURNS text LANGUAGE sql
  STABLE PARALLEL SAFE AS $$
  SELECT ts_headline ('words', part.body, any_phrase.query,
    'StartSel=' || U&'\0001' || ', StopSel=' || U&'\0002' || ', MaxWords=24, MinWords=12, ShortWord=0, MaxFragments=1, FragmentDelimiter=…')
  FROM (VALUES (1, title), (2, label), (3, spec), (4, execution), (5, note)) AS part (number, body)
  CROSS JOIN (SELECT string_agg (query::text, ' | ')::tsquery AS query FROM phrases_of (match)) AS any_phrase
  ORDER BY (SELECT count(*) FROM phrases_of (match) AS phrase
    WHERE to_tsvector ('words', plain_of (part.body)) @@ phrase.query) DESC, part.number LIMIT 1 $$;
