{{ config(materialized='view') }}
{% set exports = [
    ('english', ',', 1, ['Project Code', 'Project Status', 'Outcome No.', 'GCM Objectives', 'Tagged On', 'Last Modified']),
    ('french', ';', 1, ['Projet ID', 'Statut du projet', 'Outcome No.', 'GCM Objectives', 'Tagged On', 'Last Modified']),
    ('tabbed', '\\t', 1, ['PROJECTS ID', 'Project  status', 'outcome no', 'gcm objectives', 'tagged on', 'Last modified']),
    ('workbook', ',', 0, ['Project Code', 'Project Status', 'Outcome No.', 'GCM Objectives', 'Tagged On', 'Last Modified']),
] %}
with raw as (
    {% for name, delimiter, above, headers in exports %}
    select
        {{ loop.index }} as file, row_number() over () as line, "{{ headers[0] }}" as project_code, "{{ headers[1] }}" as status,
        "{{ headers[2] }}" as outcome_no, "{{ headers[3] }}" as cell, "{{ headers[4] }}" as tagged_on,
        "{{ headers[5] }}" as last_modified
    from read_csv(
        '{{ var("paths")[name] }}', skip = {{ above }}, header = true, delim = '{{ delimiter }}', quote = '"', all_varchar = true
    )
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    file,
    line,
    upper(regexp_replace(project_code, '[\s\x{00A0}]', '', 'g')) as project_code,
    cast(outcome_no as integer) as outcome_no,
    lower(status) in ({% for status in var('active') %}'{{ status }}'{% if not loop.last %}, {% endif %}{% endfor %})
        as is_active,
    cell,
    {{ day('tagged_on') }} as tagged_on,
    {{ day('last_modified') }} as last_modified
from raw
where trim(project_code, ' ' || chr(160)) <> '' and regexp_full_match(outcome_no, '[0-9]+') and outcome_no <> '0'
