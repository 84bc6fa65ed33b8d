-- A row of an index has room for 2,700 bytes, which a title may have alone: the list reads the table.
CREATE INDEX idx_sbi_list ON sbi (deleted, status, created_at, id);

CREATE VIEW recent_executions AS
SELECT * FROM execution
WHERE started_at > to_char (now () AT TIME ZONE 'UTC' - interval '30 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS') COLLATE "C";
