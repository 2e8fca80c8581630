-- The pipeline's own roles, which a backup grants rights to; their settings follow from analyst_role.sql.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gcm_analyst') THEN
        CREATE ROLE gcm_analyst NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gcm_reader') THEN
        CREATE ROLE gcm_reader LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another process created it just now
END
$$
