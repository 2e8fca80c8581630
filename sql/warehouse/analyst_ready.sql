-- Grain: one row; whether the analysts' roles exist and read every published schema, the group may be taken by this user,
-- and, in a database of this user's own, nobody else may make temporary tables.
SELECT count(*) = 4
FROM pg_roles
CROSS JOIN (VALUES ('mart'), ('core'), ('quality'), ('lineage')) AS published (name)
INNER JOIN pg_roles AS reader ON reader.rolname = 'gcm_reader'
INNER JOIN pg_database AS here ON here.datname = current_database()
WHERE pg_roles.rolname = 'gcm_analyst'
    AND has_schema_privilege(pg_roles.oid, published.name, 'usage')
    AND pg_has_role(current_user, pg_roles.oid, 'member')
    AND pg_has_role(reader.oid, pg_roles.oid, 'member')
    AND (
        pg_get_userbyid(here.datdba) <> current_user
        OR (
            NOT has_database_privilege(reader.oid, here.oid, 'temporary')
            AND EXISTS (SELECT FROM pg_db_role_setting WHERE setrole = reader.oid AND setdatabase = here.oid)
        )
    )
