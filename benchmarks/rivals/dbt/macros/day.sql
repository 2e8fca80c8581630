{# A date in any of the four forms that the exports have. #}
{% macro day(column) %}{{ return(adapter.dispatch('day')(column)) }}{% endmacro %}

{% macro postgres__day(column) %}
    case
        when {{ column }} ~ '^\d{4}-\d\d-\d\d$' then to_date({{ column }}, 'YYYY-MM-DD')
        when {{ column }} ~ '^\d\d/\d\d/\d{4}$' then to_date({{ column }}, 'DD/MM/YYYY')
        when {{ column }} ~ '^\d\d [A-Z][a-z]{2} \d{4}$' then to_date({{ column }}, 'DD Mon YYYY')
        when {{ column }} ~ '^\d{5}$' then date '1899-12-30' + cast({{ column }} as integer)
    end
{% endmacro %}

{% macro duckdb__day(column) %}
    coalesce(
        cast(try_strptime({{ column }}, ['%Y-%m-%d', '%d/%m/%Y', '%d %b %Y']) as date),
        date '1899-12-30' + try_cast({{ column }} as integer)
    )
{% endmacro %}
