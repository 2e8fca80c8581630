-- The read-only roles of everyone who queries the warehouse: the group gcm_analyst, which holds the rights, and
-- gcm_reader, which logs in (`gcm-pipeline warehouse url --role analyst`). Safe to run again; a database administrator
-- may run it in place of the pipeline, as the pipeline's own user or (after SET ROLE to it) on its behalf.
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

-- The login is a convenience: a user who may not create roles runs the pipeline without it. It has no password, so on a
-- server that asks for one nobody logs in before an administrator has set it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gcm_reader') THEN
        CREATE ROLE gcm_reader LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER;
    END IF;
    IF NOT pg_has_role('gcm_reader', 'gcm_analyst', 'member') THEN
        GRANT gcm_analyst TO gcm_reader;
    END IF;
    EXECUTE format(
        'ALTER ROLE gcm_reader IN DATABASE %I SET search_path = mart, core, quality, lineage', current_database()
    );
    EXECUTE format('ALTER ROLE gcm_reader IN DATABASE %I SET default_transaction_read_only = on', current_database());
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    NULL;
END
$$;

-- PostgreSQL lets everybody make temporary tables and large objects, before version 15 also tables in public. In a
-- database that is the pipeline's own only its owner does; in a shared one that is for the administrator to decide.
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM pg_database WHERE datname = current_database() AND pg_get_userbyid(datdba) = current_user
    ) THEN
        EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
        IF EXISTS (
            SELECT FROM pg_namespace WHERE nspname = 'public' AND has_schema_privilege('gcm_analyst', oid, 'create')
        ) THEN
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        END IF;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper) THEN
            REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;
        END IF;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$$;
