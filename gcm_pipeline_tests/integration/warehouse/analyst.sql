-- What an analyst may have built on the tables of tables.py: a view, a view on it, and a materialised one on that.
CREATE ROLE ada;
CREATE SCHEMA ada AUTHORIZATION ada;
GRANT USAGE ON SCHEMA core TO ada;
GRANT SELECT ON ALL TABLES IN SCHEMA core TO ada;
GRANT USAGE ON SCHEMA ada TO gcm_analyst;
SET ROLE ada;
CREATE VIEW ada."All things" WITH (security_barrier=true) AS
SELECT things.*, parts.version AS part_version FROM core.things INNER JOIN core.parts USING (code);
CREATE VIEW ada.counted AS SELECT version, count(*) AS n FROM ada."All things" GROUP BY version;
CREATE MATERIALIZED VIEW ada.kept AS SELECT version + 1 AS following, n FROM ada.counted;
CREATE UNIQUE INDEX ON ada.kept (following);
COMMENT ON VIEW ada.counted IS 'How many of each; 100 % of them';
COMMENT ON COLUMN ada.counted.n IS 'It''s a number';
GRANT SELECT ON ada.counted TO gcm_analyst WITH GRANT OPTION;
GRANT SELECT (code) ON ada."All things" TO gcm_reader;
GRANT SELECT ON ada.kept TO PUBLIC;
RESET ROLE;
