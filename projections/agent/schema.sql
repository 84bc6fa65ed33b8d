-- version: 16
-- Agents, their tasks, what they tell each other and what they remember, as of now: the tables of the design that many
-- such tools follow. A column that a record does not have, or has as something else, is empty: record has all of it.
-- Large values stand in the journal, once by the hash of their content: a row refers to them, as
-- {"$blob":"<sha256>","sizeBytes":n}. Columns of items have nothing in such places.

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
  heartbeats       INTEGER,           -- whether it sends any: then it is missed
  crashed_at       TEXT,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;

CREATE INDEX agents_by_name ON agents (agent_id);
CREATE INDEX agents_by_status ON agents (status, id);  -- pages of a list go on behind an id

-- Who was an agent and is none any more: nobody reads what is sent to it. The name may be that of another one by now.
CREATE TABLE agent_gone (
  id               TEXT    NOT NULL PRIMARY KEY,  -- the key of its stream
  agent            TEXT    NOT NULL,
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
  ordered_at       TEXT,              -- created_at in one spelling: what it stands in order by
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_tasks_agent_id ON tasks (agent_id, id);  -- pages of a list go on behind an id
CREATE INDEX idx_tasks_parent_task_id ON tasks (parent_task_id);
CREATE INDEX tasks_by_status ON tasks (status, id);
CREATE INDEX tasks_of_agent ON tasks (agent_id, status, id);
-- Those that may be claimed, or may be soon: the most urgent first, then the oldest.
CREATE INDEX tasks_to_claim
  ON tasks (CASE priority WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, coalesce(ordered_at, ''), id)
  WHERE status = 'pending' OR holder IS NOT NULL;
CREATE INDEX tasks_held ON tasks (holder, lease_expires_at, status) WHERE holder IS NOT NULL;

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
  expires_at       TEXT,
  dead_at          TEXT,
  dead_why         TEXT,
  ordered_at       TEXT,              -- sent_at in one spelling: what it stands in order by
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_agent_messages_from_agent ON agent_messages (from_agent, coalesce(ordered_at, ''), id);
CREATE INDEX idx_agent_messages_to_agent ON agent_messages (to_agent, coalesce(ordered_at, ''), id);
-- What waits for an agent, in the order of its inbox; and all, as they are listed.
CREATE INDEX idx_agent_messages_inbox
  ON agent_messages (to_agent, coalesce(priority, 5), coalesce(ordered_at, ''), id)
  WHERE acknowledged_at IS NULL AND dead_at IS NULL;
CREATE INDEX idx_agent_messages_sent_at ON agent_messages (coalesce(ordered_at, ''), id);
-- What nobody has dealt with, by when its time is over; and how much of it nobody has seen.
CREATE INDEX agent_messages_open
  ON agent_messages (coalesce(expires_at, '9'), delivered_at, id, acknowledged_at, dead_at, expires_at)
  WHERE acknowledged_at IS NULL AND dead_at IS NULL;
-- By how far they have come, as they are listed.
CREATE INDEX agent_messages_waiting ON agent_messages (coalesce(ordered_at, ''), id)
  WHERE acknowledged_at IS NULL AND dead_at IS NULL AND delivered_at IS NULL;
CREATE INDEX agent_messages_delivered ON agent_messages (coalesce(ordered_at, ''), id)
  WHERE acknowledged_at IS NULL AND dead_at IS NULL AND delivered_at IS NOT NULL;
-- What was given up, or may be once its time is over: few of all.
CREATE INDEX agent_messages_given_up ON agent_messages (coalesce(ordered_at, ''), id)
  WHERE acknowledged_at IS NULL AND (dead_at IS NOT NULL OR expires_at IS NOT NULL);
CREATE INDEX agent_messages_dead ON agent_messages (to_agent) WHERE acknowledged_at IS NULL AND dead_at IS NOT NULL;

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
CREATE INDEX idx_context_sessions_agent_id ON context_sessions (agent_id, id);
CREATE INDEX context_sessions_by_usage ON context_sessions (usage_percent);

-- Which thresholds contexts have crossed, and when less was used than that again.
CREATE TABLE context_threshold (
  id               TEXT    NOT NULL,  -- of the context
  percent          INTEGER NOT NULL,
  crossed_at       TEXT    NOT NULL,
  left_at          TEXT,
  position         INTEGER NOT NULL,
  PRIMARY KEY (id, position, percent)
) STRICT, WITHOUT ROWID;
CREATE INDEX context_above ON context_threshold (id, percent) WHERE left_at IS NULL;

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
  valid_from       TEXT,                       -- the moment that the record means; as its end and expires_at
  valid_until      TEXT,
  expires_at       TEXT,
  retracted_at     TEXT,
  consolidated_into TEXT,
  consolidated_at  TEXT,
  expired_at       TEXT,
  tags             TEXT,
  size_bytes       INTEGER,                    -- of its text and content
  known_at         TEXT,                       -- when it came to be here, as agent_record.created_at
  content_item     TEXT,                       -- memory_file.id: where its content_path leads, if it says nothing itself
  context_id       TEXT,                       -- context_sessions.id: of its session
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_memory_snapshots_session_id ON memory_snapshots (session_id);
CREATE INDEX memory_of_agent ON memory_snapshots (agent_id, content_hash);
CREATE INDEX memory_by_time ON memory_snapshots (known_at DESC, id);
CREATE INDEX memory_of_agent_by_time ON memory_snapshots (agent_id, known_at DESC, id);
CREATE INDEX memory_to_expire ON memory_snapshots (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX memory_into ON memory_snapshots (consolidated_into);
CREATE INDEX memory_of_item ON memory_snapshots (content_item) WHERE content_item IS NOT NULL;
-- Those that are of whoever's session it is.
CREATE INDEX memory_of_context ON memory_snapshots (context_id) WHERE agent_id IS NULL;

-- What files say that memories name with their content_path.
CREATE TABLE memory_file (
  id               TEXT    NOT NULL PRIMARY KEY,  -- of the item, the key of its stream
  content          TEXT    NOT NULL CHECK (json_valid(content)),
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL
) STRICT;

-- When what was known: from the time that it was remembered to that when it was retracted, expired, or said by another.
CREATE TABLE memory_known (
  id               TEXT    NOT NULL,  -- of the memory
  known_from       TEXT    NOT NULL,
  known_until      TEXT,              -- not any more at that moment
  position         INTEGER NOT NULL,
  PRIMARY KEY (id, position)
) STRICT, WITHOUT ROWID;

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
CREATE INDEX events_by_correlation ON events (correlation_id);

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
  large            TEXT,              -- where references stand in it, and in columns of the same names: JSON pointers
  holder           TEXT,              -- of a task: who has claimed it, under which fence, until when
  generation       INTEGER,
  lease_expires_at TEXT,
  from_file        INTEGER NOT NULL,  -- 1: a file of a tool said it first, 0: a command made it
  created_at       TEXT    NOT NULL,
  updated_at       TEXT    NOT NULL,
  revision         INTEGER NOT NULL,
  position         INTEGER NOT NULL,
  PRIMARY KEY (category, id)
) STRICT;

-- What happened in each hour and in each day, counted from the rows above: agent is empty for all of them together.
CREATE TABLE agent_activity (
  span             TEXT    NOT NULL CHECK (span IN ('hour', 'day')),
  agent            TEXT    NOT NULL,
  at               TEXT    NOT NULL,  -- when it begins
  added            INTEGER NOT NULL,  -- tasks
  started          INTEGER NOT NULL,
  completed        INTEGER NOT NULL,
  failed           INTEGER NOT NULL,
  sent             INTEGER NOT NULL,  -- messages, of their sender
  delivered        INTEGER NOT NULL,  -- of their receiver
  acknowledged     INTEGER NOT NULL,
  dead             INTEGER NOT NULL,
  remembered       INTEGER NOT NULL,
  measured         INTEGER NOT NULL,
  logged           INTEGER NOT NULL,
  PRIMARY KEY (span, at, agent)       -- by time: what is written together stands together
) STRICT, WITHOUT ROWID;
-- Not led by the span: beside an index that has what the key has, the database would take the key, and read of all agents.
CREATE INDEX agent_activity_of_agent ON agent_activity (agent, at, span);

-- How many of what happened in that hour or day took so long, or were so sure: by buckets. Of one agent there are days.
CREATE TABLE agent_spread (
  span             TEXT    NOT NULL CHECK (span IN ('hour', 'day')),
  measure          TEXT    NOT NULL,
  agent            TEXT    NOT NULL,
  at               TEXT    NOT NULL,
  bucket           INTEGER NOT NULL,  -- of times: the power of 1.1 that so many milliseconds do not exceed
  count            INTEGER NOT NULL,
  PRIMARY KEY (span, at, agent, measure, bucket)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_spread_of_agent ON agent_spread (span, measure, agent, at, bucket, count);

-- How agents were, since when, and how long they had been each until then: of two rows the difference is what was
-- between them. The status is empty once the agent was removed.
CREATE TABLE agent_status (
  id               TEXT    NOT NULL,  -- the key of its stream
  since            TEXT    NOT NULL,  -- never before that of the row before, whatever clocks say
  position         INTEGER NOT NULL,
  status           TEXT    NOT NULL,
  active_ms        INTEGER NOT NULL,
  idle_ms          INTEGER NOT NULL,
  sleeping_ms      INTEGER NOT NULL,
  crashed_ms       INTEGER NOT NULL,
  other_ms         INTEGER NOT NULL,
  crashes          INTEGER NOT NULL,
  PRIMARY KEY (id, since, position)
) STRICT, WITHOUT ROWID;

-- How full a context has ever been, and how often it crossed each threshold.
CREATE TABLE context_usage (
  id               TEXT    NOT NULL PRIMARY KEY,  -- the key of its stream
  agent            TEXT    NOT NULL,              -- empty if it does not say whose it is
  is_active        INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  began_at         TEXT    NOT NULL,
  percent          REAL    NOT NULL,
  at               TEXT    NOT NULL,              -- when that was measured
  peak_percent     REAL    NOT NULL,
  peak_at          TEXT    NOT NULL,
  crossed_75       INTEGER NOT NULL,
  crossed_85       INTEGER NOT NULL,
  crossed_95       INTEGER NOT NULL
) STRICT;
CREATE INDEX context_usage_latest ON context_usage (agent, at);
CREATE INDEX context_usage_peak ON context_usage (agent, peak_percent);
