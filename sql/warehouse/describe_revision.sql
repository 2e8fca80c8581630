-- What Alembic's own table is, said where analysts look.
COMMENT ON TABLE lineage.schema_revision IS 'Revision of the tables: how far migrations have brought this warehouse';
COMMENT ON COLUMN lineage.schema_revision.version_num IS 'Number of the newest revision that was applied';
