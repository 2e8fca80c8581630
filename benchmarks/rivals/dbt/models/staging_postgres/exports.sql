{{ config(materialized='view') }}
with raw as (
    {% for name in ['english', 'french', 'tabbed', 'workbook'] %}
    select {{ loop.index }} as file, line, project_code, status, outcome_no, objectives, tagged_on, last_modified
    from raw.{{ name }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    file,
    line,
    upper(regexp_replace(project_code, '[\s' || chr(160) || ']', '', 'g')) as project_code,
    cast(outcome_no as integer) as outcome_no,
    lower(status) in ({% for status in var('active') %}'{{ status }}'{% if not loop.last %}, {% endif %}{% endfor %})
        as is_active,
    objectives as cell,
    {{ day('tagged_on') }} as tagged_on,
    {{ day('last_modified') }} as last_modified
from raw
where trim(both ' ' || chr(160) from project_code) <> '' and outcome_no ~ '^[0-9]+$' and outcome_no <> '0'
