-- SQLite has no INCLUDE: the columns of a list row stand behind the key, and the table is not touched.
CREATE INDEX idx_sbi_list ON sbi (deleted, status, created_at, id, task_id, title, label, priority, parent, step, turn,
  attempt, lease_holder, lease_expires_at, lease_generation, updated_at, completed_at, revision, registered_position, position);

CREATE VIEW recent_executions AS
SELECT * FROM execution WHERE started_at > strftime ('%Y-%m-%dT%H:%M:%f', 'now', '-30 days');
