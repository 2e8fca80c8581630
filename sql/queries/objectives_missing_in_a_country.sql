-- Question: Which objectives does no tagged project advance in a country that has tagged projects at all?
-- How to read: A gap in tagging, not proof of a gap in work. Change the country code to ask about another country.
-- Grain: one row per objective that is missing in Kenya.
select objectives.objective_no, objectives.short_title, objectives.cluster_code
from gcm_objectives as objectives
where not exists (
    select 1
    from mart_objective_countries as benefiting
    where benefiting.period_code = 'all'
        and benefiting.country_code = 'KEN'
        and benefiting.objective_no = objectives.objective_no
)
order by objectives.objective_no
