"""Telling people that something is wrong: what is told, when it is told again, and how it gets there.

Belongs here: causes, what was told already, e-mail and webhooks. Does not belong here: when to look (automation/).

Dagster's own integrations were weighed first. ``make_email_on_run_failure_sensor`` knows failed runs only, one message
per run however often the same thing fails, needs a login and waits for a silent server for ever. ``dagster-slack``
speaks to Slack's API with a bot's token, not to a webhook, and so to nothing that is Slack-compatible. The client of
``dagster-msteams`` is a single POST that keeps status and Retry-After to itself, so a busy server could not be told
from a wrong address. What is left of them is Dagster's sensor (automation/alerts_sensor.py), which sees every run of
the instance, and ``requests`` and ``smtplib`` here.
"""
