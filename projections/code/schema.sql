-- version: 5
-- The files of source trees as of now: what they define, import and mention, and the words that they are found by.
--
-- The number of a file is the position of the entry that it began with: numbers only grow, as a full-text index likes it,
-- and are the same after a rebuild. All that belongs to a file is stored by it, and goes with it.

CREATE TABLE files (
  position    INTEGER PRIMARY KEY,   -- of the entry that the file began with: its number
  tool        TEXT    NOT NULL,      -- '' where it was read here, else the tool whose index says so
  project     TEXT    NOT NULL,
  path        TEXT    NOT NULL,      -- below the root of the project, with slashes
  filename    TEXT    NOT NULL,
  extension   TEXT    NOT NULL,      -- 'java', without its dot
  stem        TEXT    NOT NULL,      -- by which a file and its tests belong together: 'user' of UserTest.java and user.ts
  language    TEXT    NOT NULL,
  sha256      TEXT    NOT NULL,      -- of its bytes, in hex
  size_bytes  INTEGER NOT NULL,
  modified_at TEXT    NOT NULL,
  indexed_at  TEXT    NOT NULL,
  broken      INTEGER NOT NULL CHECK (broken IN (0, 1)),
  is_test     INTEGER NOT NULL CHECK (is_test IN (0, 1)),
  exports     INTEGER NOT NULL,      -- how many of its definitions others can use
  revision    INTEGER NOT NULL,
  UNIQUE (project, path, tool)
) STRICT;
CREATE INDEX files_by_language ON files (language, project);
CREATE INDEX files_by_stem ON files (project, stem, is_test);

CREATE TABLE definitions (
  file_position INTEGER NOT NULL REFERENCES files (position) ON DELETE CASCADE,
  number        INTEGER NOT NULL,    -- in the order of the file
  name          TEXT    NOT NULL,
  type          TEXT    NOT NULL,    -- 'class', 'function', 'method', …
  line          INTEGER NOT NULL,    -- from 1
  "column"      INTEGER NOT NULL,    -- from 0
  end_line      INTEGER NOT NULL,
  exported      INTEGER NOT NULL CHECK (exported IN (0, 1)),
  signature     TEXT,
  docstring     TEXT,
  decorators    TEXT,                -- a JSON array, if there are any
  scope         TEXT,                -- the definition that it stands in
  PRIMARY KEY (file_position, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX definitions_by_name ON definitions (name);

CREATE TABLE imports (
  file_position INTEGER NOT NULL REFERENCES files (position) ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  module        TEXT    NOT NULL,
  type          TEXT    NOT NULL,    -- 'local', 'external' or 'builtin'
  dynamic       INTEGER NOT NULL CHECK (dynamic IN (0, 1)),
  alias         TEXT,
  names         TEXT,                -- a JSON array, if there are any
  line          INTEGER NOT NULL,
  "column"      INTEGER NOT NULL,
  leaf          TEXT    NOT NULL,    -- the last part of the module, as the file of it may be called: 'user' of './lib/user.js'
  PRIMARY KEY (file_position, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX imports_by_leaf ON imports (leaf);

CREATE TABLE symbols (
  file_position INTEGER NOT NULL REFERENCES files (position) ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  type          TEXT    NOT NULL,    -- 'variable', 'constant', 'enum', …
  line          INTEGER NOT NULL,
  "column"      INTEGER NOT NULL,
  scope         TEXT,
  PRIMARY KEY (file_position, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX symbols_by_name ON symbols (name);

-- Which names a file uses, and in which lines.
CREATE TABLE symbol_references (
  name          TEXT    NOT NULL,
  file_position INTEGER NOT NULL REFERENCES files (position) ON DELETE CASCADE,
  lines         TEXT    NOT NULL,    -- ascending, with spaces between
  PRIMARY KEY (name, file_position),
  UNIQUE (file_position, name)       -- not an index of its own: a load, too, removes what a file had before
) STRICT, WITHOUT ROWID;

-- The words of a file and what they weigh: each place in which a word stands adds to it. In the order in which a search
-- reads: the heaviest of a word first, tests apart.
CREATE TABLE file_tags (
  tag           TEXT    NOT NULL,
  is_test       INTEGER NOT NULL CHECK (is_test IN (0, 1)),
  minus_weight  REAL    NOT NULL,    -- below zero, so that the heaviest stand first
  file_position INTEGER NOT NULL REFERENCES files (position) ON DELETE CASCADE,
  PRIMARY KEY (tag, is_test, minus_weight, file_position),
  UNIQUE (file_position, tag)        -- as above
) STRICT, WITHOUT ROWID;

-- The tags that somebody gave a path: they outlast the file, which comes back when a branch is checked out again.
CREATE TABLE own_tags (
  project  TEXT    NOT NULL,
  path     TEXT    NOT NULL,
  tag      TEXT    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (project, path, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_tags_by_tag ON own_tags (tag, project, path);

-- The rows of another tool's index, as its items say them: files are made of them, whichever row is told first.
CREATE TABLE index_rows (
  item     TEXT    NOT NULL UNIQUE,
  owner    TEXT    NOT NULL,  -- the item that is the file it belongs to; a file is its own
  kind     TEXT    NOT NULL,  -- of the item
  project  TEXT    NOT NULL,
  path     TEXT,              -- of a file that can be shown
  record   TEXT    NOT NULL,
  position INTEGER NOT NULL,  -- of the entry that the row began with
  PRIMARY KEY (owner, position),
  UNIQUE (project, path, position) -- asked for before a load makes its indexes
) STRICT, WITHOUT ROWID;

-- Where source trees stand.
CREATE TABLE source_trees (
  project  TEXT    NOT NULL PRIMARY KEY,
  root     TEXT    NOT NULL,         -- an absolute path
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL
) STRICT;
