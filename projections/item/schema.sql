-- version: 3
-- Records of tools that have no slice of their own, as they are now.

CREATE TABLE item (
  id         TEXT    NOT NULL PRIMARY KEY,  -- [project!/]kind/key: the key of its stream
  kind       TEXT    NOT NULL,              -- what it is, such as taskmaster.task
  project    TEXT    NOT NULL,              -- empty: the first one of its tool
  key        TEXT    NOT NULL,
  file       TEXT,                          -- the file that it was last imported from, if it was
  title      TEXT    NOT NULL,
  status     TEXT,
  record     TEXT    NOT NULL CHECK (json_valid(record)),
  created_at TEXT    NOT NULL,
  updated_at TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  position   INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX idx_item_list ON item (kind, project, key);

-- Its members that are a text of one line, a number or a flag: what lists are filtered by.
CREATE TABLE item_field (
  id       TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  value    TEXT    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (id, name)
) STRICT, WITHOUT ROWID;
