-- Question: In how many joint programmes of the Migration MPTF does each organisation take part, and lead?
-- How to read: A programme counts once for each organisation in it; synthetic_count of them are made up.
-- Grain: one row per organisation.
select
    coalesce(parts.organisation_code, parts.organisation) as organisation,
    count(distinct parts.programme_code) as programme_count,
    count(distinct case when parts.is_lead then parts.programme_code end) as led_count,
    count(distinct case when programmes.is_synthetic then parts.programme_code end) as synthetic_count
from assn_programmes_organisations as parts
inner join mptf_programmes as programmes on parts.programme_code = programmes.programme_code
group by coalesce(parts.organisation_code, parts.organisation)
order by programme_count desc, organisation
