{# The numbers at the start of each entry of a cell, one a row. #}
{% macro numbers(cells) %}{{ return(adapter.dispatch('numbers')(cells)) }}{% endmacro %}

{% macro postgres__numbers(cells) %}
    select cells.cell, cast(found.parts[1] as integer) as objective_no
    from {{ cells }} as cells
    cross join lateral regexp_matches(cells.cell, '(?:^|[;,\n])\s*(?:objective\s+|gcm\s+)?(\d{1,2})\y', 'gi') as found (parts)
{% endmacro %}

{% macro duckdb__numbers(cells) %}
    select
        cell,
        cast(unnest(regexp_extract_all(cell, '(?i)(?:^|[;,\n])\s*(?:objective\s+|gcm\s+)?(\d{1,2})\b', 1)) as integer)
            as objective_no
    from {{ cells }}
{% endmacro %}
