-- version: 4
-- Projects, directories and repositories as they are now, and how fresh that is.

CREATE TABLE project (
  path        TEXT    NOT NULL PRIMARY KEY,  -- the key of its stream
  name        TEXT    NOT NULL,
  remote      TEXT,                          -- the URL of the remote that it is a copy of
  remotes     TEXT    NOT NULL CHECK (json_valid(remotes)),
  branch      TEXT,
  kind        TEXT    NOT NULL CHECK (kind IN ('main', 'worktree', 'submodule')),
  part_of     TEXT,
  root_commit TEXT,
  modified_at TEXT,
  identity    TEXT,                          -- the repository that its remotes tell
  link        TEXT,                          -- the repository that somebody said it belongs to
  repository  TEXT,                          -- what counts of the two
  state       TEXT    NOT NULL CHECK (state IN ('present', 'vanished', 'moved')),
  moved_to    TEXT,
  created_at  TEXT    NOT NULL,
  updated_at  TEXT    NOT NULL,
  revision    INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  listed      TEXT    NOT NULL CHECK (json_valid(listed)) -- as lists answer it but for the revision: tens of thousands are only copied
) STRICT;

-- What lists and searches look at of each row: the row itself is read only where it is one of those wanted.
CREATE INDEX idx_project_listed ON project (path, state, remote);
CREATE INDEX idx_project_repository ON project (repository);
CREATE INDEX idx_project_root_commit ON project (root_commit);

CREATE TABLE directory (
  path       TEXT    NOT NULL PRIMARY KEY,  -- the key of its stream
  frequency  INTEGER NOT NULL,
  last_seen  TEXT,
  pinned     INTEGER NOT NULL CHECK (pinned IN (0, 1)),
  updated_at TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  position   INTEGER NOT NULL
) STRICT;

CREATE TABLE repository (
  id             TEXT    NOT NULL PRIMARY KEY,  -- host/owner/name: the key of its stream
  full_name      TEXT    NOT NULL,
  description    TEXT,
  url            TEXT,
  clone_url      TEXT,
  ssh_url        TEXT,
  visibility     TEXT,
  fork           INTEGER,
  archived       INTEGER,
  template       INTEGER,
  default_branch TEXT,
  license        TEXT,
  language       TEXT,
  languages      TEXT,
  topics         TEXT    NOT NULL CHECK (json_valid(topics)),
  stars          INTEGER,
  forks          INTEGER,
  open_issues    INTEGER,
  size_kb        INTEGER,
  created_at     TEXT,
  updated_at     TEXT,
  pushed_at      TEXT,
  synced_at      TEXT,
  gone           INTEGER NOT NULL CHECK (gone IN (0, 1)),
  noted_at       TEXT    NOT NULL,
  revision       INTEGER NOT NULL,
  position       INTEGER NOT NULL
) STRICT;

CREATE TABLE scan_root (
  path         TEXT    NOT NULL PRIMARY KEY,
  origin       TEXT    NOT NULL,
  scanned_at   TEXT,
  repositories INTEGER,
  revision     INTEGER NOT NULL,
  position     INTEGER NOT NULL
) STRICT;

CREATE TABLE freshness (
  cache        TEXT    NOT NULL PRIMARY KEY,
  refreshed_at TEXT    NOT NULL,
  ttl_seconds  INTEGER NOT NULL,
  hash         TEXT,
  revision     INTEGER NOT NULL,
  position     INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_run (
  run          TEXT    NOT NULL PRIMARY KEY,
  type         TEXT    NOT NULL,
  started_at   TEXT    NOT NULL,
  completed_at TEXT,
  status       TEXT    NOT NULL,
  processed    INTEGER NOT NULL,
  total        INTEGER,
  error        TEXT,
  revision     INTEGER NOT NULL,
  position     INTEGER NOT NULL
) STRICT;
