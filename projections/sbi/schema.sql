-- version: 7
-- The record of work as it is now. Times are UTC text of one width with microseconds, so that they sort as text.
-- position says which entry changed a row last, revision how long its stream is, with what was rolled back.

CREATE TABLE sbi (
  id                  TEXT    PRIMARY KEY,
  task_id             TEXT    NOT NULL,                             -- the tool's own name of it, else the id
  title               TEXT    NOT NULL,
  label               TEXT    NOT NULL,                             -- the main one, empty if none
  priority            INTEGER NOT NULL,                             -- 0 normal, 1 high, 2 urgent; of a ranked one its rank
  por                 INTEGER,                                      -- the first rank of a task of DeeSpec's older eras
  status              TEXT    NOT NULL,
  original_status     TEXT,                                         -- the word of the source where it is another one
  parent              TEXT,                                         -- a PBI or an EPIC
  step                TEXT,                                         -- of the latest execution
  turn                INTEGER NOT NULL,                             -- of the latest execution, 0 before the first
  attempt             INTEGER NOT NULL,                             -- since the last reset, 0 before the first
  decision            TEXT,                                         -- of the latest finished execution
  lease_holder        TEXT,
  lease_expires_at    TEXT,                                         -- who reads says whether it is over
  lease_generation    INTEGER,
  created_at          TEXT    NOT NULL,
  updated_at          TEXT    NOT NULL,
  completed_at        TEXT,                                         -- when it became DONE
  deleted_at          TEXT,
  deleted             INTEGER NOT NULL CHECK (deleted IN (0, 1)),   -- taken off the list; its history stays
  placeholder         INTEGER NOT NULL CHECK (placeholder IN (0, 1)), -- known only from what happened to it
  only_implement      INTEGER NOT NULL CHECK (only_implement IN (0, 1)),
  assignee            TEXT,                                         -- who is to work on it
  dependencies        INTEGER NOT NULL,                             -- how many rows of dependency it has
  notes               INTEGER NOT NULL,                             -- how many rows of note it has
  revision            INTEGER NOT NULL,
  registered_position INTEGER NOT NULL,                             -- the order of registration
  position            INTEGER NOT NULL,
  pick_first          INTEGER NOT NULL,                             -- the order of picking: ranks ascend, with none last
  pick_next           INTEGER NOT NULL,                             -- then the other ranks, or priorities from the highest
  metadata            TEXT    NOT NULL CHECK (json_valid (metadata))
) STRICT;

CREATE INDEX idx_sbi_status ON sbi (deleted, status, updated_at, id);
CREATE INDEX idx_sbi_created ON sbi (deleted, created_at, id);
CREATE INDEX idx_sbi_updated ON sbi (deleted, updated_at, id);
CREATE INDEX idx_sbi_priority ON sbi (deleted, priority DESC, registered_position);
CREATE INDEX idx_sbi_parent ON sbi (parent) WHERE parent IS NOT NULL;
CREATE INDEX idx_sbi_assignee ON sbi (assignee) WHERE assignee IS NOT NULL;
CREATE INDEX idx_sbi_lease ON sbi (lease_expires_at, id) WHERE lease_expires_at IS NOT NULL;
-- What may be picked, in the order of picking.
CREATE INDEX idx_sbi_pick ON sbi (pick_first, pick_next, registered_position, id)
  WHERE deleted = 0 AND status IN ('READY', 'WIP', 'REVIEW', 'REVIEW&WIP');

-- The specification stands apart: a change of status must not rewrite pages of text.
CREATE TABLE spec (
  sbi_id   TEXT    PRIMARY KEY,
  position INTEGER NOT NULL,
  text     TEXT    NOT NULL
) STRICT;

-- Real data has several executions of one turn: ordinal numbers them, from 0.
CREATE TABLE execution (
  sbi_id           TEXT    NOT NULL,
  turn             INTEGER NOT NULL,
  ordinal          INTEGER NOT NULL,
  step             TEXT    NOT NULL,                                -- plan, implement, test, review, done
  status           TEXT    NOT NULL CHECK (status IN ('RUNNING', 'FINISHED', 'ABANDONED')),
  decision         TEXT,                                            -- absent if no source says
  decision_text    TEXT,                                            -- the word of the source where it is another one
  attempt          INTEGER NOT NULL,
  file             TEXT,                                            -- the name of the file it came from
  source           TEXT    NOT NULL,                                -- where that is: deespec:<path>, or http, cli
  started_at       TEXT    NOT NULL,
  completed_at     TEXT,                                            -- absent if no source says
  lease_expires_at TEXT,                                            -- of the lease when it started
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL,
  artifacts        TEXT    NOT NULL CHECK (json_valid (artifacts)), -- a list of names
  content_bytes    INTEGER NOT NULL,
  content          TEXT,                                            -- last: reading the others never touches its pages
  UNIQUE (sbi_id, turn, ordinal)
) STRICT;

CREATE INDEX idx_execution_started ON execution (started_at);

-- All labels of a task in their order, from 0. A main label that the list lacks has ordinal -1.
CREATE TABLE label (
  sbi_id   TEXT    NOT NULL,
  ordinal  INTEGER NOT NULL,
  label    TEXT    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (sbi_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_label_label ON label (label);

CREATE TABLE dependency (
  sbi_id     TEXT    NOT NULL,
  ordinal    INTEGER NOT NULL,
  depends_on TEXT    NOT NULL,
  position   INTEGER NOT NULL,
  PRIMARY KEY (sbi_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_dependency_depends_on ON dependency (depends_on, sbi_id);

-- What tasks belong to: PBIs and EPICs.
CREATE TABLE parent (
  id                  TEXT    PRIMARY KEY,
  kind                TEXT    NOT NULL,                             -- PBI or EPIC, empty while only mentioned
  title               TEXT    NOT NULL,
  status              TEXT    NOT NULL,
  original_status     TEXT,
  points              INTEGER,
  priority            INTEGER NOT NULL,
  parent              TEXT,
  created_at          TEXT    NOT NULL,
  updated_at          TEXT    NOT NULL,
  deleted             INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  revision            INTEGER NOT NULL,
  registered_position INTEGER NOT NULL,
  position            INTEGER NOT NULL,
  body                TEXT
) STRICT;

CREATE INDEX idx_parent_parent ON parent (parent) WHERE parent IS NOT NULL;
CREATE INDEX idx_parent_registered ON parent (deleted, registered_position);

CREATE TABLE parent_attachment (
  parent_id     TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  encoding      TEXT    NOT NULL,                                   -- utf-8 or base64
  attached_at   TEXT    NOT NULL,
  position      INTEGER NOT NULL,
  content_bytes INTEGER NOT NULL,
  content       TEXT    NOT NULL,
  UNIQUE (parent_id, name)
) STRICT;

-- What was decided about the tasks drafted from a plan.
CREATE TABLE approval (
  parent_id       TEXT    NOT NULL,
  file            TEXT    NOT NULL,                                 -- the name of the draft
  status          TEXT    NOT NULL,                                 -- pending, approved, rejected, edited
  original_status TEXT,
  reviewed_by     TEXT,
  reviewed_at     TEXT,
  reason          TEXT,
  notes           TEXT,
  position        INTEGER NOT NULL,
  UNIQUE (parent_id, file)
) STRICT;

CREATE TABLE note (
  sbi_id     TEXT    NOT NULL,
  ordinal    INTEGER NOT NULL,
  turn       INTEGER,
  author     TEXT,
  created_at TEXT    NOT NULL,
  position   INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  UNIQUE (sbi_id, ordinal)
) STRICT;

-- A file of a task that is no execution. The same name again is a newer content.
CREATE TABLE attachment (
  sbi_id        TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  encoding      TEXT    NOT NULL,                                   -- utf-8 or base64
  attached_at   TEXT    NOT NULL,
  position      INTEGER NOT NULL,
  content_bytes INTEGER NOT NULL,                                   -- of the text as it stands here
  content       TEXT    NOT NULL,
  UNIQUE (sbi_id, name)
) STRICT;

CREATE TABLE config (
  key        TEXT    PRIMARY KEY,
  updated_at TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  value      TEXT    NOT NULL CHECK (json_valid (value))
) STRICT;

-- What a state file of the tool says beyond the model.
CREATE TABLE legacy_state (
  sbi_id          TEXT    NOT NULL,
  file            TEXT    NOT NULL,
  position        INTEGER NOT NULL,
  state           TEXT    NOT NULL CHECK (json_valid (state)),
  UNIQUE (sbi_id, file)
) STRICT;

CREATE TABLE legacy_journal_entry (
  sbi_id      TEXT    NOT NULL,
  file        TEXT    NOT NULL,
  ordinal     INTEGER NOT NULL,                                     -- several lines may come from one file
  line        INTEGER,                                              -- its place there, from 1
  recorded_at TEXT    NOT NULL,
  position    INTEGER NOT NULL,
  entry       TEXT    NOT NULL CHECK (json_valid (entry)),
  UNIQUE (sbi_id, file, ordinal)
) STRICT;

CREATE TABLE legacy_transaction (
  sbi_id         TEXT    NOT NULL,
  transaction_id TEXT    NOT NULL,
  folder         TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,                                  -- committed, recovered or discarded
  recorded_at    TEXT    NOT NULL,
  position       INTEGER NOT NULL,
  manifest       TEXT    NOT NULL CHECK (json_valid (manifest)),
  intent         TEXT    CHECK (json_valid (intent)),
  commit_record  TEXT    CHECK (json_valid (commit_record)),
  UNIQUE (sbi_id, folder, transaction_id)
) STRICT;

-- Files of a legacy tool that are no records: prompts, policies, archives. What they hold stands in the journal alone.
CREATE TABLE file (
  file          TEXT    PRIMARY KEY,
  encoding      TEXT    NOT NULL,                                   -- utf-8 or base64
  written_at    TEXT    NOT NULL,
  position      INTEGER NOT NULL,
  content_bytes INTEGER NOT NULL,                                   -- of the text as it stands in the journal
  sha256        TEXT    NOT NULL                                    -- of that text
) STRICT;
