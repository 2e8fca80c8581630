-- Grain: one row, the number of sessions that are not this pipeline's own (a person's psql, a notebook, a dashboard).
SELECT count(*)
FROM pg_stat_activity
WHERE backend_type = 'client backend'
    AND pid <> pg_backend_pid()
    AND application_name <> 'gcm-pipeline'
