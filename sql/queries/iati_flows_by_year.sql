-- Question: Which sums do publishers report to IATI, by year and kind of transaction?
-- How to read: Amounts of different currencies are never added up; a null currency is a value whose currency is not
-- published.
-- Grain: one row per year, kind of transaction and currency.
select
    extract(year from transactions.transaction_date) as year,
    types.name as transaction_type,
    transactions.currency,
    count(*) as transactions,
    sum(transactions.value) as total
from iati_transactions as transactions
left join iati_codes as types
    on types.codelist = 'TransactionType' and transactions.transaction_type = types.code
group by extract(year from transactions.transaction_date), types.name, transactions.currency
order by year, transaction_type, transactions.currency
