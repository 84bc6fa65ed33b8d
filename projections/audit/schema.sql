-- version: 9
-- Who did what, when: one row per entry of the journal, undone ones too.

CREATE TABLE audit_log (
  position       INTEGER PRIMARY KEY,
  timestamp      TEXT    NOT NULL,                -- when it happened
  recorded_at    TEXT    NOT NULL,                -- when it was written down
  entity_type    TEXT    NOT NULL,
  entity_id      TEXT    NOT NULL,
  revision       INTEGER NOT NULL,
  action         TEXT    NOT NULL,                -- the type of the event
  user           TEXT    NOT NULL,
  session_id     TEXT,
  source         TEXT    NOT NULL,
  correlation    TEXT,
  causation      TEXT,
  event_id       TEXT    NOT NULL,
  title          TEXT,                            -- what the thing was called then, if it has a title
  undone_by      INTEGER,                         -- the rollback, by its position, that made it void
  changed_fields TEXT    NOT NULL CHECK (json_valid (changed_fields)), -- a list of names
  -- The changed fields as they were. A long text stands as {"$revision": n, "bytes": n}: it is the new value of
  -- that field in the row of that revision of the same entity; with "at": a pointer, what stands there in it.
  old_value      TEXT    NOT NULL CHECK (json_valid (old_value)),
  new_value      TEXT    NOT NULL CHECK (json_valid (new_value))       -- the event and what follows from it by its rules
) STRICT;

CREATE UNIQUE INDEX idx_audit_entity ON audit_log (entity_type, entity_id, revision);
CREATE INDEX idx_audit_timestamp ON audit_log (timestamp, position, user); -- with the actor: who did how much when is read of it alone
CREATE INDEX idx_audit_recorded ON audit_log (recorded_at, position);
CREATE INDEX idx_audit_action ON audit_log (action, position);
CREATE INDEX idx_audit_user ON audit_log (user, position);
CREATE INDEX idx_audit_source ON audit_log (source, position);
CREATE INDEX idx_audit_correlation ON audit_log (correlation, position) WHERE correlation IS NOT NULL;
CREATE INDEX idx_audit_session ON audit_log (session_id, position) WHERE session_id IS NOT NULL;
-- Which things are of a project of a tool: what their first facts came from.
CREATE INDEX idx_audit_first ON audit_log (source, entity_type, entity_id) WHERE revision = 0;
