-- Grain: one row per view and index of schema ada, with everything about it that has to outlive an upgrade.
SELECT
    class.relname,
    class.relkind,
    class.relowner::regrole::text,
    class.reloptions,
    class.relacl::text,
    class.relispopulated,
    obj_description(class.oid, 'pg_class') AS note,
    pg_get_indexdef(indexed.indexrelid) AS index_definition,
    array_agg(
        concat_ws(' ', attribute.attname, attribute.attacl::text, col_description(class.oid, attribute.attnum))
        ORDER BY attribute.attnum
    ) AS columns,
    CASE WHEN class.relkind <> 'i' THEN pg_get_viewdef(class.oid) END AS definition
FROM pg_class AS class
INNER JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0
LEFT JOIN pg_index AS indexed ON indexed.indexrelid = class.oid
WHERE class.relnamespace = 'ada'::regnamespace
GROUP BY class.oid, indexed.indexrelid
ORDER BY class.relname
