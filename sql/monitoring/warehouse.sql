-- When a load was last published, and the size of the database in bytes. One row.
select
    (select max(finished_at) from loads where status = 'published') as last_publication,
    pg_database_size(current_database()) as size;
