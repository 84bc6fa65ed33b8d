-- What FTS5 is for SQLite: the same expressions find the same documents, ranked by the same formula. Words are those that
-- FTS5 makes: of letters and digits, small, without accents, by their stems. PostgreSQL's index has room for about a
-- megabyte of words of a document, and tells its first 256 places of each word.
CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, Language = porter);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart,
  hword_part, hword_numpart, int, uint, float, sfloat, version, host, url, url_path, file, email WITH stems;

-- A text as the words are read from it: signs are blanks.
CREATE FUNCTION plain_of (text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower (regexp_replace (regexp_replace (normalize ($1, NFD), U&'[\0300-\036F]', '', 'g'),
    U&'[\0001-/:-@[-`{-\00BF\2000-\206F\2190-\2BFF\3000-\3004\3008-\3020\3030\303D-\303F\30FB\FE30-\FE6F\FF01-\FF0F\FF1A-\FF20\FF3B-\FF40\FF5B-\FF65]+' COLLATE "C",
    ' ', 'g') COLLATE "default") $$;

-- The words of a phrase in a row, the last of them as a beginning, or only those of some weights.
CREATE FUNCTION phrase_of (phrase text, begins boolean, weights text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE words text := phraseto_tsquery ('words', plain_of (phrase))::text;
BEGIN
  IF words = '' THEN RETURN quote_literal ('~'); END IF;
  IF weights <> '' THEN
    words := regexp_replace (words, $r$('(?:[^']|'')+')$r$, '\1:' || weights, 'g');
  END IF;
  RETURN '(' || words || CASE WHEN NOT begins THEN '' WHEN weights = '' THEN ':*' ELSE '*' END || ')';
END $$;

-- An expression of FTS5, as this program writes them, in the language of PostgreSQL.
CREATE FUNCTION query_of (match text) RETURNS tsquery LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
  part text;
  said text := '';
  depth integer := 0;
  narrowed integer := -1;
BEGIN
  FOR part IN SELECT piece[1] FROM regexp_matches (match, '("[^"]*"(?: \*)?|\(|\)|AND|OR|NOT|\{title label\} :)', 'g') AS piece LOOP
    CASE
      WHEN part = 'AND' THEN said := said || ' & ';
      WHEN part = 'OR' THEN said := said || ' | ';
      WHEN part = 'NOT' THEN said := said || ' & ! ';
      WHEN part = '(' THEN
        depth := depth + 1;
        said := said || '(';
      WHEN part = ')' THEN
        depth := depth - 1;
        said := said || ')';
        IF depth <= narrowed THEN narrowed := -1; END IF;
      WHEN part LIKE '{%' THEN narrowed := depth;
      ELSE
        said := said || phrase_of (split_part (part, '"', 2), part LIKE '%*', CASE WHEN narrowed >= 0 THEN 'AB' ELSE '' END);
    END CASE;
  END LOOP;
  RETURN said::tsquery;
END $$;

-- The phrases of an expression that a document may have, without the words that nobody writes.
CREATE FUNCTION phrases_of (match text) RETURNS TABLE (query tsquery, lexemes text[], begins boolean) LANGUAGE sql STABLE STRICT
  PARALLEL SAFE AS $$
  SELECT phrase_of (split_part (piece[1], '"', 2), piece[1] LIKE '%*', '')::tsquery,
    tsvector_to_array (to_tsvector ('words', plain_of (split_part (piece[1], '"', 2)))), piece[1] LIKE '%*'
  FROM regexp_matches (match, '("[^"]*"(?: \*)?)', 'g') AS piece WHERE strpos (piece[1], U&'\E000') = 0 $$;

-- How often a document has all words of a phrase, each place by what A, B, C and D weigh.
CREATE FUNCTION frequency_of (words tsvector, lexemes text[], begins boolean, weights float8[]) RETURNS float8 LANGUAGE sql IMMUTABLE
  PARALLEL SAFE AS $$
  SELECT coalesce (min (times), 0) FROM (
    SELECT coalesce (sum ($4[strpos ('ABCD', place.weight)]), 0) AS times
    FROM unnest (lexemes) AS wanted (lexeme)
    LEFT JOIN unnest (words) AS one ON one.lexeme = wanted.lexeme OR (begins AND starts_with (one.lexeme, wanted.lexeme))
    LEFT JOIN LATERAL unnest (one.weights) AS place (weight) ON true
    GROUP BY wanted.lexeme) AS counted $$;
