-- version: 5
-- Sessions of coding agents as they are now. Times are UTC text of one width with nanoseconds, so that they sort as
-- text; how the tool spelled them stands in the JSON. position says which entry changed a row last, revision how long
-- its stream is, with what was rolled back.

-- What is known of a workspace besides its sessions.
CREATE TABLE workspace (
  key       TEXT    PRIMARY KEY,                          -- what the tool names its file by
  path      TEXT,
  canonical TEXT    NOT NULL,                             -- the key of its folder; another one than key: it is an alias
  revision  INTEGER NOT NULL,
  position  INTEGER NOT NULL
) STRICT;

CREATE INDEX idx_workspace_canonical ON workspace (canonical);

CREATE TABLE session (
  begun_position INTEGER PRIMARY KEY,                     -- of the entry it began with: the order of a file
  workspace     TEXT    NOT NULL,
  id            TEXT    NOT NULL,
  type          TEXT    NOT NULL,
  status        TEXT    NOT NULL,                         -- the word of the tool, round_2 as it is
  phase         TEXT    NOT NULL,                         -- the column it stands in: round_2 is running
  created_at    TEXT    NOT NULL,
  updated_at    TEXT    NOT NULL,
  completed_at  TEXT,
  duration_s    INTEGER NOT NULL,                         -- as told, 0 if not
  files_changed INTEGER NOT NULL,
  instances     INTEGER NOT NULL,                         -- how many rows of session_instance it has
  messages      INTEGER NOT NULL,                         -- how many rows of session_message it has
  variants      INTEGER NOT NULL,                         -- how many rows of session_variant it has
  deleted       INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  revision      INTEGER NOT NULL,
  position      INTEGER NOT NULL,
  title         TEXT    NOT NULL,                         -- the first line of the task
  folded        TEXT    NOT NULL,                         -- id and task in small letters, to be searched
  head          TEXT    NOT NULL,                         -- its JSON up to the instances
  tail          TEXT    NOT NULL,                         -- its JSON behind the messages
  UNIQUE (workspace, id)
) STRICT;

CREATE INDEX idx_session_id ON session (id);
CREATE INDEX idx_session_workspace ON session (workspace, deleted, begun_position, messages, updated_at);

-- Sessions that are not long, as they are sent: a reader asks for all of a workspace at once.
CREATE TABLE session_document (
  session_position INTEGER PRIMARY KEY,                   -- the begun_position of its session
  json             TEXT    NOT NULL
) STRICT;

CREATE TABLE session_instance (
  session_position INTEGER NOT NULL,                      -- the begun_position of its session
  ordinal     INTEGER NOT NULL,
  instance_id INTEGER NOT NULL,                           -- what the tool calls it
  status      TEXT    NOT NULL,
  folded      TEXT    NOT NULL,                           -- the name of the agent in small letters
  position    INTEGER NOT NULL,
  json        TEXT    NOT NULL,
  PRIMARY KEY (session_position, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_message (
  session_position INTEGER NOT NULL,
  ordinal     INTEGER NOT NULL,
  role        TEXT    NOT NULL,
  instance_id INTEGER,                                    -- what it is about
  position    INTEGER NOT NULL,
  json        TEXT    NOT NULL,
  PRIMARY KEY (session_position, ordinal)
) STRICT, WITHOUT ROWID;

-- Further records of the same id, which decide nothing.
CREATE TABLE session_variant (
  session_position INTEGER NOT NULL,
  file     TEXT    NOT NULL,                              -- empty if a command told it
  place    INTEGER NOT NULL,                              -- which of the session's records in the file, from 0
  encoding TEXT    NOT NULL,                              -- utf-8 or base64
  position INTEGER NOT NULL,
  record   TEXT    NOT NULL,
  PRIMARY KEY (session_position, file, place)
) STRICT, WITHOUT ROWID;
