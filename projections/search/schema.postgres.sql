CREATE TABLE document_fts (
  rowid     bigint PRIMARY KEY,
  title     text COLLATE "C" NOT NULL,
  label     text COLLATE "C" NOT NULL,
  spec      text COLLATE "C" NOT NULL,
  execution text COLLATE "C" NOT NULL,
  note      text COLLATE "C" NOT NULL,
  scope     text COLLATE "C" NOT NULL,
  words     tsvector NOT NULL,                 -- of a title A, of labels B, of a specification C, of all else D
  length    integer NOT NULL                   -- how many words
);

CREATE INDEX document_fts_words ON document_fts USING gin (words);
CREATE INDEX document_fts_titles ON document_fts USING gin (ts_filter (words, '{a,b}'));

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
      new.length := length_of (new.words);
      RETURN new;
    EXCEPTION WHEN program_limit_exceeded THEN
      IF room < 1000 THEN RAISE; END IF;
      room := room / 2;
    END;
  END LOOP;
END $$;

CREATE TRIGGER document_words BEFORE INSERT OR UPDATE ON document_fts FOR EACH ROW EXECUTE FUNCTION index_words ();

-- Some text around what was found, of the part of a document that has most of it.
CREATE FUNCTION snippet_of (phrases tsquery[], words tsvector, title text, label text, spec text, execution text, note text)
  RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT ts_headline ('words', part.body, (SELECT string_agg (phrase::text, ' | ')::tsquery FROM unnest (phrases) AS phrase),
    'StartSel=' || U&'\0001' || ', StopSel=' || U&'\0002' || ', MaxWords=24, MinWords=12, ShortWord=0, MaxFragments=1, FragmentDelimiter=…')
  FROM (VALUES ('a', title), ('b', label), ('c', spec), ('d', btrim (execution || ' ' || note))) AS part (weight, body)
  ORDER BY (SELECT count(*) FROM unnest (phrases) AS phrase
    WHERE ts_filter (words, ARRAY[part.weight::"char"]) @@ phrase) DESC, part.weight LIMIT 1 $$;
