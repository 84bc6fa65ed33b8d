-- What FTS5 is for SQLite: the same expressions find the same documents, ranked by the same formula. Words are those that
-- FTS5 makes: of letters and digits, small, without accents, by their stems. PostgreSQL's index has room for about a
-- megabyte of words of a document, and tells its first 256 places of each word.
CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, Language = porter);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart,
  hword_part, hword_numpart, int, uint, float, sfloat, version, host, url, url_path, file, email WITH stems;

-- A text as the words are read from it: signs are blanks. What is for private use, and stands in the words that nobody
-- writes, is no letter to PostgreSQL: there it is a letter that nobody writes.
CREATE FUNCTION plain_of (text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower (regexp_replace (regexp_replace (normalize (translate ($1, U&'\E000', U&'\0481'), NFD), U&'[\0300-\036F]', '', 'g'),
    U&'[\0001-/:-@[-`{-\00BF\2000-\206F\2190-\2BFF\3000-\3004\3008-\3020\3030\303D-\303F\30FB\FE30-\FE6F\FF01-\FF0F\FF1A-\FF20\FF3B-\FF40\FF5B-\FF65]+' COLLATE "C",
    ' ', 'g') COLLATE "default") $$;

-- The words of a phrase in a row, the last of them as a beginning.
CREATE FUNCTION phrase_of (phrase text, begins boolean) RETURNS tsquery LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE words text := phraseto_tsquery ('words', plain_of (phrase))::text;
BEGIN
  IF words = '' THEN RETURN quote_literal ('~')::tsquery; END IF;
  RETURN (words || CASE WHEN begins THEN ':*' ELSE '' END)::tsquery;
END $$;

-- An expression of FTS5, as this program writes them, in the language of PostgreSQL.
CREATE FUNCTION query_of (match text) RETURNS tsquery LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
  part text;
  said text := '';
BEGIN
  FOR part IN SELECT piece[1] FROM regexp_matches (match, '("[^"]*"(?: \*)?|\(|\)|AND|OR|NOT)', 'g') AS piece LOOP
    said := said || CASE part
      WHEN 'AND' THEN ' & '
      WHEN 'OR' THEN ' | '
      WHEN 'NOT' THEN ' & ! '
      WHEN '(' THEN part
      WHEN ')' THEN part
      ELSE '(' || phrase_of (split_part (part, '"', 2), part LIKE '%*')::text || ')' END;
  END LOOP;
  RETURN said::tsquery;
END $$;

-- The phrases of an expression that a document may have, without the words that nobody writes.
CREATE FUNCTION phrases_of (match text) RETURNS SETOF tsquery LANGUAGE sql STABLE STRICT ROWS 4 PARALLEL SAFE AS $$
  SELECT phrase_of (split_part (piece[1], '"', 2), piece[1] LIKE '%*')
  FROM regexp_matches (match, '("[^"]*"(?: \*)?)', 'g') AS piece WHERE strpos (piece[1], U&'\E000') = 0 $$;

-- How many words a document has.
CREATE FUNCTION length_of (words tsvector) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce (sum (cardinality (positions)), 0)::integer FROM unnest (words) $$;

-- How many percent of a table's pages have a thousand rows or half of that; all, of a table that is no larger. The half of
-- the half and so on, so that nearly always the same pages are meant.
CREATE FUNCTION sample_of (sampled regclass) RETURNS real LANGUAGE sql STABLE STRICT AS $$
  SELECT (100 / 2 ^ greatest (0, ceil (ln (greatest (1, pages, pages * reltuples / greatest (1, relpages)) / 1000) / ln (2))))::real
  FROM pg_class, (SELECT (pg_relation_size (sampled) / current_setting ('block_size')::bigint)::float8) AS size (pages)
  WHERE oid = sampled $$;
