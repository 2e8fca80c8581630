-- Grain: one row; whether the login gcm_reader exists and has the rights of the analysts' group.
SELECT EXISTS (
    SELECT
    FROM pg_roles AS reader
    INNER JOIN pg_roles AS analyst ON analyst.rolname = 'gcm_analyst'
    WHERE reader.rolname = 'gcm_reader' AND reader.rolcanlogin AND pg_has_role(reader.oid, analyst.oid, 'usage')
)
