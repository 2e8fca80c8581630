-- Grain: one row per view, plain or materialised, that rests on a table directly or through other views,
-- those that others rest on first. `removal` drops it and nothing else; `creation` are the statements that make it again.
-- A materialised view is filled by REFRESH once it is its owner's, so that it runs with the owner's rights and no more.
WITH RECURSIVE dependent (oid, depth) AS (
    SELECT %(table)s::regclass::oid, 0
    UNION
    SELECT rule.ev_class, dependent.depth + 1
    FROM dependent
    INNER JOIN pg_depend AS link
        ON link.refclassid = 'pg_class'::regclass
        AND link.refobjid = dependent.oid
        AND link.classid = 'pg_rewrite'::regclass
    INNER JOIN pg_rewrite AS rule ON rule.oid = link.objid AND rule.ev_class <> dependent.oid
),

found AS (
    SELECT
        class.*,
        max(dependent.depth) AS depth,
        class.relkind = 'm' AS is_kept,
        CASE class.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind,
        format('%%I.%%I', class.relnamespace::regnamespace::text, class.relname) AS name
    FROM dependent
    INNER JOIN pg_class AS class ON class.oid = dependent.oid AND class.relkind IN ('v', 'm')
    GROUP BY class.oid
),

rights AS (
    SELECT class.oid, acl.privilege_type, acl.grantee, acl.is_grantable, NULL AS column_name
    FROM found AS class
    CROSS JOIN LATERAL aclexplode(class.relacl) AS acl
    UNION ALL
    SELECT attribute.attrelid, acl.privilege_type, acl.grantee, acl.is_grantable, attribute.attname
    FROM found AS class
    INNER JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND NOT attribute.attisdropped
    CROSS JOIN LATERAL aclexplode(attribute.attacl) AS acl
),

statements AS (
    SELECT oid, 1 AS step, format(
        'CREATE %%s %%s%%s%%s AS %%s%%s',
        kind, name,
        ' WITH (' || array_to_string(reloptions, ', ') || ')',
        (SELECT ' TABLESPACE ' || quote_ident(spcname) FROM pg_tablespace WHERE oid = found.reltablespace),
        rtrim(pg_get_viewdef(oid), '; '),
        CASE WHEN is_kept THEN ' WITH NO DATA' END
    ) AS statement
    FROM found
    UNION ALL
    SELECT indrelid, 2, pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE indrelid IN (SELECT oid FROM found)
    UNION ALL
    SELECT
        found.oid, 3,
        format(
            'COMMENT ON %%s %%s IS %%L',
            CASE WHEN note.objsubid = 0 THEN found.kind ELSE 'COLUMN' END,
            found.name || coalesce('.' || quote_ident(attribute.attname), ''),
            note.description
        )
    FROM found
    INNER JOIN pg_description AS note ON note.objoid = found.oid AND note.classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute AS attribute ON attribute.attrelid = found.oid AND attribute.attnum = note.objsubid
        AND note.objsubid > 0
    UNION ALL
    SELECT oid, 4, format('ALTER %%s %%s OWNER TO %%I', kind, name, pg_get_userbyid(relowner))
    FROM found
    UNION ALL
    SELECT oid, 5, format('REVOKE ALL ON %%s FROM PUBLIC, %%I', name, pg_get_userbyid(relowner))
    FROM found
    WHERE relacl IS NOT NULL
    UNION ALL
    SELECT
        rights.oid, 6,
        format(
            'GRANT %%s%%s ON %%s TO %%s%%s',
            rights.privilege_type,
            ' (' || quote_ident(rights.column_name) || ')',
            found.name,
            CASE WHEN rights.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(rights.grantee)) END,
            CASE WHEN rights.is_grantable THEN ' WITH GRANT OPTION' END
        )
    FROM rights
    INNER JOIN found USING (oid)
    UNION ALL
    SELECT oid, 7, format('REFRESH MATERIALIZED VIEW %%s', name)
    FROM found
    WHERE is_kept AND relispopulated
)

SELECT
    found.name,
    format('DROP %%s %%s', found.kind, found.name) AS removal,
    array_agg(statements.statement ORDER BY statements.step, statements.statement) AS creation,
    EXISTS (SELECT FROM pg_trigger WHERE tgrelid = found.oid AND NOT tgisinternal)
    OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = found.oid AND rulename <> '_RETURN')
    OR EXISTS (SELECT FROM pg_attrdef WHERE adrelid = found.oid)
    OR EXISTS (SELECT FROM pg_statistic_ext WHERE stxrelid = found.oid)
    OR EXISTS (SELECT FROM pg_seclabel WHERE classoid = 'pg_class'::regclass AND objoid = found.oid) AS has_extras
FROM found
INNER JOIN statements USING (oid)
GROUP BY found.oid, found.name, found.kind, found.depth
ORDER BY found.depth, found.name
