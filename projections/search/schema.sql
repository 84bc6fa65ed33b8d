-- version: 7
-- What can be found. One document per thing with text of its own: a task or plan as a whole, each
-- execution, each note, each attached text, the reason of each approval, the task of a session, what was
-- said in it and what its instances showed, an item and each of its members, a project, a directory, a repository.

CREATE TABLE document (
  id       INTEGER PRIMARY KEY,          -- the rowid in document_fts: of the position of the entry that made it
  kind     TEXT    NOT NULL,             -- sbi, plan, session, item, project, directory or repository
  owner    TEXT    NOT NULL,             -- which one of that kind
  part     TEXT    NOT NULL,             -- task, plan, execution/<turn>/<step>[/<file>], note/<number>, attachment/<name>, approval/<file>, message/<index>, output/<index>, item, member/<name>, or the kind
  position INTEGER NOT NULL,
  UNIQUE (kind, owner, part)
) STRICT;

-- What hits are filtered by, and shown with.
CREATE TABLE subject (
  kind     TEXT    NOT NULL,
  owner    TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  status   TEXT    NOT NULL,
  deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  notes    INTEGER NOT NULL,             -- how many were indexed; of a session its messages
  position INTEGER NOT NULL,
  PRIMARY KEY (kind, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject_label (
  kind     TEXT    NOT NULL,
  owner    TEXT    NOT NULL,
  label    TEXT    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (kind, owner, label)
) STRICT, WITHOUT ROWID;
