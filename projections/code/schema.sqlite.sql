-- The words of files once more, with their order: for phrases, beginnings of words and Japanese. A rowid is the number of a
-- file. The index does not keep the text, which stands in the tables already and would double them.
CREATE VIRTUAL TABLE files_fts USING fts5 (
  filename, path, definitions, imports, docstrings, tags,
  content = '', contentless_delete = 1,
  tokenize = 'porter unicode61 remove_diacritics 2'
);

-- As files are ranked by their tags.
INSERT INTO files_fts (files_fts, rank) VALUES ('rank', 'bm25(5.0, 3.0, 3.0, 2.0, 1.0, 2.0)');
