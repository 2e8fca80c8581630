"""``gcm-pipeline alerts``: whether alerts reach the people they are for.

Belongs here: the command. Does not belong here: what is told, and when (alerts/, automation/alerts_sensor.py).
"""

from __future__ import annotations

import typer

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.settings import Settings

HELP = """Alerts: who is told that something went wrong, by e-mail, Slack and Teams.

The daemon of `gcm-pipeline serve` watches every run on this storage, those of `gcm-pipeline run` too, and tells once
of each cause: a failed run or check, a late source, a jump of a figure, a night without publication; and when it is
over. Without the daemon, go by the exit code of `gcm-pipeline run`.

Set one or more places, as variables, in the file of `GCM_CONFIG`, or as `<NAME>_FILE` naming a file with the secret:

- `GCM_ALERT_EMAIL_TO=team@example.org,second@example.org` with
  `GCM_SMTP_URL=smtps://user:password@mail.example.org:465` (or `smtp://…:587`, with STARTTLS)
- `GCM_SLACK_WEBHOOK_URL=https://hooks.slack.com/services/…` (or Mattermost's)
- `GCM_TEAMS_WEBHOOK_URL=https://…`

Then: `gcm-pipeline alerts test`. Causes and thresholds are in docs/alerts.md.
"""

app = typer.Typer(no_args_is_help=True)


@app.callback(help=HELP)
def alerts() -> None:
    """Keep `test` a subcommand, though it is the only one."""


@app.command()
def test() -> None:
    """Send a test message to every place that is set, and say what became of it.

    Exit code 0: all were taken; 1: at least one was not; 2: no place is set, or a setting cannot be used.
    """
    from gcm_pipeline.alerts import delivery
    from gcm_pipeline.alerts.faults import NotSentError
    from gcm_pipeline.alerts.message import Message
    from gcm_pipeline.alerts.places import Alerting

    settings = Settings.from_environment()
    sending = delivery.senders(Alerting.from_environment())
    if not sending:
        raise UsageError(
            "Nobody is told: set GCM_ALERT_EMAIL_TO with GCM_SMTP_URL, GCM_SLACK_WEBHOOK_URL or GCM_TEAMS_WEBHOOK_URL. "
            "See gcm-pipeline alerts --help."
        )
    message = Message(
        title="Test message",
        facts=[("Nothing is wrong", "somebody ran gcm-pipeline alerts test"), ("Storage", str(settings.storage))],
        links=[("The Dagster UI", settings.ui_url), ("The reports", settings.link(settings.reports))],
    )
    failed = []
    for name, send in sending.items():
        try:
            delivery.once(send, message)
        except NotSentError as fault:
            failed.append(name)
            typer.echo(f"{name}: not sent: {fault}.")
        else:
            typer.echo(f"{name}: sent; see whether it arrived, and whether its links open.")
    if failed:
        raise PipelineError(f"Not sent by {', '.join(failed)}. Correct the setting, or the place, and try again.")
