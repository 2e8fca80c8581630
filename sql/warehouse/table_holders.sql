-- Grain: one row per session, but for one, that has published tables open; the oldest three. `holder` says who.
SELECT format(
    'session %%s (%%s) has %%s open since %%s UTC',
    session.pid,
    concat_ws(', ', session.usename, nullif(session.application_name, '')),
    min(held.relation::regclass::text),
    coalesce(to_char(session.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), 'an unknown time')
) AS holder
FROM pg_locks AS held
INNER JOIN pg_class AS relation ON relation.oid = held.relation
INNER JOIN pg_stat_activity AS session ON session.pid = held.pid
WHERE relation.relnamespace::regnamespace::text IN ('mart', 'core', 'quality', 'lineage')
    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND held.granted
    AND relation.relkind = 'r'
    AND held.pid NOT IN (pg_backend_pid(), %(own)s)
GROUP BY session.pid, session.usename, session.application_name, session.xact_start
ORDER BY session.xact_start, session.pid
LIMIT 3
