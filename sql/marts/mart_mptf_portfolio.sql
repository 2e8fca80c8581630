-- The joint programmes of the Migration MPTF: the report's Annex 3.
-- Grain: one row per joint programme, whatever its status.
-- Counting rule: none; what the files leave open is null. Countries stand in the order of their names, objectives in that of
-- their numbers, organisations by name with the lead first. A programme that says `synthetic` in its source is made up.
-- Names of the thematic areas are not confirmed (core.thematic_areas).
with country_lists as (
    select
        benefiting.programme_code,
        string_agg(countries.name, '; ' order by countries.name collate "C") as countries
    from assn_programmes_countries as benefiting
    inner join countries on benefiting.country_code = countries.country_code
    group by benefiting.programme_code
),

organisation_lists as (
    select
        programme_code,
        string_agg(
            organisation, '; ' order by case when is_lead then 0 else 1 end, organisation collate "C"
        ) as organisations
    from assn_programmes_organisations
    group by programme_code
),

objective_lists as (
    select programme_code, string_agg(cast(objective_no as text), '; ' order by objective_no) as objectives
    from assn_programmes_objectives
    group by programme_code
)

select
    programmes.programme_code,
    programmes.title,
    programmes.status,
    country_lists.countries,
    organisation_lists.organisations,
    objective_lists.objectives,
    areas.title as thematic_area,
    programmes.budget_usd,
    programmes.start_date,
    programmes.end_date,
    programmes.start_date_precision,
    programmes.end_date_precision,
    programmes.lead_organisation,
    programmes.source_note,
    programmes.is_synthetic
from mptf_programmes as programmes
left join country_lists on programmes.programme_code = country_lists.programme_code
left join organisation_lists on programmes.programme_code = organisation_lists.programme_code
left join objective_lists on programmes.programme_code = objective_lists.programme_code
left join thematic_areas as areas on programmes.thematic_area = areas.thematic_area
