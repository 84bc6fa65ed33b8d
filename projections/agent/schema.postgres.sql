-- As the design of such tools asks: what stands in a configuration, and who did what last.
CREATE INDEX idx_agents_configuration_gin ON agents USING gin (json_of (configuration) jsonb_path_ops);
CREATE INDEX idx_agents_status_activity ON agents (status, last_activity);
