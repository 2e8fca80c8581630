-- Grain: one row per column, constraint and index of the published tables: all of their shape but the order of columns.
SELECT class.oid::regclass::text AS table_name, part.definition
FROM pg_class AS class
CROSS JOIN LATERAL (
    SELECT concat_ws(
        ' ', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
        attidentity, pg_get_expr(adbin, adrelid), col_description(class.oid, attnum)
    )
    FROM pg_attribute
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = class.oid AND contype <> 'n'
    UNION ALL
    SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = class.oid
    UNION ALL
    SELECT 'comment ' || obj_description(class.oid, 'pg_class')
) AS part (definition)
WHERE class.relnamespace::regnamespace::text IN ('mart', 'core', 'quality', 'lineage')
    AND class.relkind = 'r'
    AND class.relname <> 'schema_revision'
ORDER BY table_name, part.definition
