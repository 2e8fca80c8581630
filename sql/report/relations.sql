-- The tables that readers find, published or not.
select tablename
from pg_tables
where schemaname in ('core', 'mart', 'quality', 'lineage');
