-- Grain: one row per role that owns something in this database or has rights in it, but for the pipeline's own roles and
-- PostgreSQL's.
SELECT DISTINCT pg_get_userbyid(refobjid) AS role
FROM pg_shdepend
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND refclassid = 'pg_authid'::regclass
    AND pg_get_userbyid(refobjid) NOT IN ('gcm_analyst', 'gcm_reader', current_user)
    AND pg_get_userbyid(refobjid) !~ '^pg_'
ORDER BY role
