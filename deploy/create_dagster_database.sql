-- Dagster's runs, events and schedules, beside the warehouse on the same server; run once, when the server is made.
CREATE DATABASE dagster;
