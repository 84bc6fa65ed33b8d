-- version: 2
-- Likely secrets in what was recorded, void entries among them: where they stand, and not what they are. An entry that has one
-- at several places has one row for it. Allowed is what somebody said is none.

CREATE TABLE secret (
  position    INTEGER NOT NULL,
  number      INTEGER NOT NULL, -- among those of the entry, from 1
  rule        TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL, -- of the secret: the same wherever it stands
  entity_type TEXT    NOT NULL,
  entity_id   TEXT    NOT NULL,
  pointer     TEXT    NOT NULL, -- to the text in which it stands first, in what the entry tells
  places      INTEGER NOT NULL, -- in which it stands
  mask        TEXT    NOT NULL,
  occurred_at TEXT    NOT NULL,
  user        TEXT    NOT NULL,
  source      TEXT    NOT NULL,
  PRIMARY KEY (position, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_secret_entity ON secret (entity_type, entity_id, position);
CREATE INDEX idx_secret_rule ON secret (rule, position);
CREATE INDEX idx_secret_fingerprint ON secret (fingerprint);

CREATE TABLE allowance (
  fingerprint TEXT    PRIMARY KEY,
  why         TEXT    NOT NULL,
  position    INTEGER NOT NULL  -- of the fact that says so
) STRICT, WITHOUT ROWID;
