-- version: 1
-- Agents, their tasks, what they tell each other and what they remember, as of now: the tables of the design that many
-- such tools follow. A column that a record does not have, or has as something else, is empty: record has all of it.

-- Agents: whoever registered, and whoever files speak of.
CREATE TABLE agents (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  agent_id         TEXT,
  agent_type       TEXT,
  status           TEXT,
  worktree_path    TEXT,
  branch_name      TEXT,
  created_at       TEXT,
  last_activity    TEXT,
  configuration    TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;

-- Tasks of agents; holder, generation and lease_expires_at are of the newest claim, which may have expired.
CREATE TABLE tasks (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  task_id          TEXT,
  agent_id         TEXT,
  title            TEXT,
  description      TEXT,
  status           TEXT,
  priority         TEXT,
  created_at       TEXT,
  started_at       TEXT,
  completed_at     TEXT,
  estimated_duration INTEGER,
  actual_duration  INTEGER,
  confidence_score REAL,
  parent_task_id   TEXT,
  tags             TEXT,
  metadata         TEXT,
  holder           TEXT,
  generation       INTEGER,
  lease_expires_at TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_tasks_agent_id ON tasks (agent_id);
CREATE INDEX idx_tasks_parent_task_id ON tasks (parent_task_id);

-- Messages between agents. A priority of 1 is the most urgent.
CREATE TABLE agent_messages (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  message_id       TEXT,
  from_agent       TEXT,
  to_agent         TEXT,
  message_type     TEXT,
  content          TEXT,
  priority         INTEGER,
  sent_at          TEXT,
  delivered_at     TEXT,
  acknowledged_at  TEXT,
  answers          TEXT,
  answered_by      TEXT,
  dead_at          TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_agent_messages_from_agent ON agent_messages (from_agent);
CREATE INDEX idx_agent_messages_to_agent ON agent_messages (to_agent);

-- How full the contexts of agents are; what is in them stands in record.
CREATE TABLE context_sessions (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  session_id       TEXT,
  agent_id         TEXT,
  usage_percent    REAL,
  token_count      INTEGER,
  max_tokens       INTEGER,
  created_at       TEXT,
  last_accessed    TEXT,
  is_active        INTEGER,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_context_sessions_agent_id ON context_sessions (agent_id);

-- What agents remember; larger contents stand in record.
CREATE TABLE memory_snapshots (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  snapshot_id      TEXT,
  session_id       TEXT,
  agent_id         TEXT,
  memory_type      TEXT,
  text             TEXT,
  source           TEXT,
  content_path     TEXT,
  content_hash     TEXT,
  compression_ratio REAL,
  importance_score REAL,
  created_at       TEXT,
  valid_from       TEXT,
  valid_until      TEXT,
  expires_at       TEXT,
  retracted_at     TEXT,
  consolidated_into TEXT,
  consolidated_at  TEXT,
  expired_at       TEXT,
  tags             TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_memory_snapshots_session_id ON memory_snapshots (session_id);

-- What was measured of agents and tasks.
CREATE TABLE performance_metrics (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  metric_id        TEXT,
  agent_id         TEXT,
  task_id          TEXT,
  metric_type      TEXT,
  value            REAL,
  unit             TEXT,
  context          TEXT,
  recorded_at      TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_performance_metrics_agent_id ON performance_metrics (agent_id);
CREATE INDEX idx_performance_metrics_task_id ON performance_metrics (task_id);

-- Quality gates of projects at git tags.
CREATE TABLE checkpoints (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  checkpoint_id    TEXT,
  project_id       TEXT,
  name             TEXT,
  git_tag          TEXT,
  metrics          TEXT,
  quality_score    REAL,
  passed           INTEGER,
  created_at       TEXT,
  validated_at     TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_checkpoints_project_id ON checkpoints (project_id);

-- What agents have changed in their branches.
CREATE TABLE git_state (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  state_id         TEXT,
  agent_id         TEXT,
  branch_name      TEXT,
  commit_hash      TEXT,
  pr_number        INTEGER,
  pr_status        TEXT,
  lines_added      INTEGER,
  lines_removed    INTEGER,
  files_changed    INTEGER,
  updated_at       TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_git_state_agent_id ON git_state (agent_id);

-- Pull requests of agents.
CREATE TABLE pull_requests (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  pr_id            TEXT,
  pr_number        INTEGER,
  title            TEXT,
  description      TEXT,
  author_agent     TEXT,
  status           TEXT,
  size_lines       INTEGER,
  test_coverage    REAL,
  quality_score    REAL,
  created_at       TEXT,
  merged_at        TEXT,
  conflicts_resolved_at TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_pull_requests_author_agent ON pull_requests (author_agent);

-- Settings, of one agent or of all; of several for the same the newest counts.
CREATE TABLE configurations (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  config_id        TEXT,
  agent_id         TEXT,
  category         TEXT,
  "key"            TEXT,
  value            TEXT,
  updated_at       TEXT,
  updated_by       TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_configurations_agent_id ON configurations (agent_id);

-- What agents wrote down while they worked.
CREATE TABLE events (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  event_id         TEXT,
  agent_id         TEXT,
  event_type       TEXT,
  severity         TEXT,
  message          TEXT,
  details          TEXT,
  timestamp        TEXT,
  correlation_id   TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_events_agent_id ON events (agent_id);

-- What agents work on together.
CREATE TABLE projects (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  project_id       TEXT,
  name             TEXT,
  description      TEXT,
  status           TEXT,
  created_at       TEXT,
  target_completion TEXT,
  metadata         TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;

-- Which tasks belong to which project.
CREATE TABLE project_tasks (
  id               TEXT NOT NULL PRIMARY KEY,  -- the key of its stream
  project_id       TEXT,
  task_id          TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_project_tasks_project_id ON project_tasks (project_id);
CREATE INDEX idx_project_tasks_task_id ON project_tasks (task_id);

-- The records as their files hold them, or would hold them.
CREATE TABLE agent_record (
  category         TEXT    NOT NULL,
  id               TEXT    NOT NULL,  -- the key of its stream
  record           TEXT    NOT NULL CHECK (json_valid(record)),
  holder           TEXT,              -- of a task: who has claimed it, under which fence, until when
  generation       INTEGER,
  lease_expires_at TEXT,
  created_at       TEXT    NOT NULL,
  updated_at       TEXT    NOT NULL,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL,
  PRIMARY KEY (category, id)
) STRICT;
