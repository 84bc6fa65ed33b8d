-- Runs of kana and kanji stand in it as overlapping pairs of characters, so that a word inside a run is found.
CREATE VIRTUAL TABLE document_fts USING fts5 (
  title, label, spec, execution, note,
  scope,                                 -- words that nobody writes: of which kind a document is, and whose
  tokenize = 'porter unicode61 remove_diacritics 2'
);

-- A word in a title or label says more about a task than one in pages of text.
INSERT INTO document_fts (document_fts, rank) VALUES ('rank', 'bm25(10.0, 6.0, 3.0, 1.0, 2.0, 0.0)');
