-- The read-only role of everyone who queries the warehouse. Safe to run again; a database administrator may run it
-- in place of the pipeline, as the pipeline's own user or (after SET ROLE to it) on its behalf.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gcm_analyst') THEN
        CREATE ROLE gcm_analyst NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another process created it just now
END
$$;

GRANT USAGE ON SCHEMA mart, core, quality, lineage TO gcm_analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA mart, core, quality, lineage TO gcm_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA mart, core, quality, lineage GRANT SELECT ON TABLES TO gcm_analyst;

DO $$
BEGIN
    GRANT gcm_analyst TO CURRENT_USER;
EXCEPTION WHEN insufficient_privilege THEN
    IF NOT pg_has_role(current_user, 'gcm_analyst', 'member') THEN
        RAISE;
    END IF; -- an administrator granted it already
END
$$;
