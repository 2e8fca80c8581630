-- severity: warn
-- asset: reported_rows
-- Documents of reviews that a person should look at: not at hand, without readable text, in a language whose mentions are
-- not found, changed after a person decided about it, or said to be of another process than its words tell.
select source_file, source_row, rule, value
from reported_rows
where
    source = 'reviews'
    and rule in (
        'missing-document',
        'document-not-read',
        'no-text-layer',
        'pages-without-text-layer',
        'language-not-covered',
        'document-changed-since-review',
        'process-contradicts-document'
    )
order by source_file, source_row, rule
