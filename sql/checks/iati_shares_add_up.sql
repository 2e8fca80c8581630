-- severity: warn
-- asset: iati_activities
-- The shares of recipient countries and regions of an activity must add up to 100 (IATI standard 2.03, recipient-country and
-- recipient-region); where they do not, splitting its money by country misstates it. A tenth of a per cent is left for
-- rounding. Regions repeat in each vocabulary, so the vocabulary with the largest sum stands for them.
with country_shares as (
    select iati_identifier, sum(percentage) as share
    from assn_activities_countries
    where percentage is not null
    group by iati_identifier
),

region_shares as (
    select iati_identifier, max(share) as share
    from (
        select iati_identifier, vocabulary, sum(percentage) as share
        from assn_activities_regions
        where percentage is not null
        group by iati_identifier, vocabulary
    ) as vocabularies
    group by iati_identifier
),

shares as (
    select
        activities.iati_identifier,
        activities.source_file,
        activities.source_row,
        coalesce(country_shares.share, 0) + coalesce(region_shares.share, 0) as share
    from iati_activities as activities
    left join country_shares on activities.iati_identifier = country_shares.iati_identifier
    left join region_shares on activities.iati_identifier = region_shares.iati_identifier
    where country_shares.share is not null or region_shares.share is not null
)

select iati_identifier, share, source_file, source_row
from shares
where abs(share - 100) > 0.1
order by iati_identifier
