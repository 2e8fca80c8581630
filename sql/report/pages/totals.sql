-- Activated projects, those with any tag, and the countries that tagged projects benefit.
select
    (select coalesce(sum(activated_project_count), 0) from mart_tagging_coverage) as activated,
    (select coalesce(sum(tagged_project_count), 0) from mart_tagging_coverage) as tagged,
    (select count(managing_office) from mart_tagging_coverage) as offices,
    (select count(distinct country_code) from mart_country_projects) as countries;
