"""``gcm-pipeline alerts``: whether alerts reach the people they are for, and what these would be told now.

Belongs here: the commands. Does not belong here: what is told, and when (alerts/, automation/alerts_sensor.py).
"""

from __future__ import annotations

import time

import typer

from gcm_pipeline.cli.options import Storage
from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.settings import Settings

HELP = """Who is told that something went wrong, by e-mail, Slack and Teams.

The daemon of `gcm-pipeline serve` watches every run on this storage, those of `gcm-pipeline run` too, and tells once
of each cause: a failed run or check, a late source, a jump of a figure, a night without publication; again after a
week, when it changes, and when it is over. Without the daemon, go by the exit code of `gcm-pipeline run`.

Set one or more places, as variables, in the file of `GCM_CONFIG`, or as `<NAME>_FILE` naming a file with the secret:

- `GCM_ALERT_EMAIL_TO=team@example.org,second@example.org` with
  `GCM_SMTP_URL=smtps://user:password@mail.example.org:465` (or `smtp://…:587`, with STARTTLS)
- `GCM_SLACK_WEBHOOK_URL=https://hooks.slack.com/services/…` (or Mattermost's)
- `GCM_TEAMS_WEBHOOK_URL=https://…`

Then `gcm-pipeline alerts test`. Causes, thresholds and examples are in docs/alerts.md.
"""
NOBODY = (
    "Nobody is told: set GCM_ALERT_EMAIL_TO with GCM_SMTP_URL, GCM_SLACK_WEBHOOK_URL or GCM_TEAMS_WEBHOOK_URL. "
    "See gcm-pipeline alerts --help."
)

app = typer.Typer(no_args_is_help=True, help=HELP)


@app.command()
def test(storage: Storage = None) -> None:
    """Send a test message to every place that is set, and say what became of it.

    Exit code 0: all were taken; 1: at least one was not; 2: no place is set, or a setting cannot be used.
    """
    from gcm_pipeline.alerts import delivery, watch
    from gcm_pipeline.alerts.faults import NotSentError
    from gcm_pipeline.alerts.message import Message
    from gcm_pipeline.alerts.places import Alerting

    settings = Settings.from_environment().having(storage=storage)
    sending = delivery.senders(Alerting.from_environment())
    if not sending:
        raise UsageError(NOBODY)
    message = Message(
        title="Test message",
        facts=[("Nothing is wrong", "somebody ran gcm-pipeline alerts test"), ("Storage", str(settings.storage))],
        links=[watch.ui(settings), watch.report(settings)],
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


@app.command()
def show(storage: Storage = None) -> None:
    """Say what would be told now, what was told and still stands, and what waits. Sends nothing and keeps nothing."""
    import dagster as dg

    from gcm_pipeline.alerts import delivery, watch
    from gcm_pipeline.alerts.memory import Memory
    from gcm_pipeline.alerts.message import as_text
    from gcm_pipeline.alerts.places import Alerting
    from gcm_pipeline.automation import alerts_sensor
    from gcm_pipeline.instance import prepare_dagster

    settings, now = Settings.from_environment().having(storage=storage), time.time()
    alerting = Alerting.from_environment()
    prepare_dagster(settings)
    with dg.DagsterInstance.get() as instance:
        memory = alerts_sensor.last_look(instance) or Memory(since=now)
        standing = [told for told in memory.told.values() if not told.passing]
        waiting = [(name, queue) for name, queue in memory.queues.items() if queue.messages]
        memory.looked = 0.0  # look now, although the last look may be of a minute ago
        messages = watch.look(memory, alerts_sensor.ended_runs(instance, memory), settings, alerting.hours, now)
    typer.echo(f"Told by: {', '.join(delivery.senders(alerting)) or NOBODY}")
    if memory.blind_since is not None:
        typer.echo("The warehouse does not answer: late sources, checks and figures are not known.")
    for told in standing:
        typer.echo(f"Told on {time.strftime('%Y-%m-%d %H:%M', time.gmtime(told.at))} UTC: {told.title}")
    for name, queue in waiting:
        typer.echo(f"Waiting for {name}: {len(queue.messages)} ({queue.problem or 'not tried yet'})")
    typer.echo("Would be told now:" if messages else "Nothing new to tell.")
    for message in messages:
        typer.echo(f"\n{as_text(message)}")
