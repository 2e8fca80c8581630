-- Grain: one row; whether the analysts' role exists, reads every published schema, and may be taken by this user.
SELECT count(*) = 4
FROM pg_roles
CROSS JOIN (VALUES ('mart'), ('core'), ('quality'), ('lineage')) AS published (name)
WHERE rolname = 'gcm_analyst'
    AND has_schema_privilege(pg_roles.oid, published.name, 'usage')
    AND pg_has_role(current_user, pg_roles.oid, 'member')
