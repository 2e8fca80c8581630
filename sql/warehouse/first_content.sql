-- Grain: at most one row, the first thing in this database that a new one has not.
SELECT 'schema ' || quote_ident(nspname) AS content
FROM pg_namespace
WHERE nspname NOT IN ('public', 'information_schema') AND nspname !~ '^pg_'
UNION ALL
SELECT quote_ident(relname) || ' in schema public'
FROM pg_class
WHERE relnamespace = to_regnamespace('public')
ORDER BY content
LIMIT 1
