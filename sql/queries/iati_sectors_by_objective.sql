-- Question: In which aid sectors do publishers file the activities behind tagged projects?
-- How to read: An activity counts once per objective of its project and per sector, whatever the sector's percentage.
-- Grain: one row per objective and sector, the thirty most frequent.
select
    tags.objective_no,
    vocabularies.name as vocabulary,
    sectors.sector_code,
    max(sectors.sector_name) as sector_name,
    count(distinct activities.iati_identifier) as activities
from iati_activities as activities
inner join assn_outcomes_objectives as tags on activities.project_code = tags.project_code
inner join assn_activities_sectors as sectors on activities.iati_identifier = sectors.iati_identifier
left join iati_codes as vocabularies
    on vocabularies.codelist = 'SectorVocabulary' and sectors.vocabulary = vocabularies.code
group by tags.objective_no, vocabularies.name, sectors.sector_code
order by activities desc, tags.objective_no, vocabulary, sectors.sector_code
limit 30
