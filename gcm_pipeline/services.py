"""The services of a deployment: code server, webserver (the UI), daemon (schedule, sensor, queue) and pages (reports).

Belongs here: their commands, whether they are up, and running all of them on one machine until one ends.
Does not belong here: their settings (dagster/, instance.py), and units and containers (deploy/).

Runs are child processes of the code server: they end with it. A run that is ended so is marked failed, publishes
nothing, and the lock on the warehouse goes with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import psutil

from gcm_pipeline.alerts.places import Alerting
from gcm_pipeline.configuration import value
from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.instance import FOLDER, prepare_dagster
from gcm_pipeline.logs import LogFormat, log_format
from gcm_pipeline.pages import HEALTH
from gcm_pipeline.settings import Settings, Timing

if TYPE_CHECKING:
    from dagster import DagsterInstance
    from dagster._grpc.client import DagsterGrpcClient

PATIENCE = 300.0  # seconds until a service must be up, and that the others wait for the code server
GRACE = 30.0  # seconds that a stopped service has to end its work
LOOK = 0.2  # seconds between looks


class Service(StrEnum):
    """What can be started by itself."""

    CODE = "code"
    WEBSERVER = "webserver"
    DAEMON = "daemon"
    PAGES = "pages"


@dataclass(frozen=True)
class Services:
    """Where they listen: the code server at ``code_host:code_port``, bound to ``bind``; the UI at ``host:port``.

    The reports and Data Docs are at ``host:pages_port``.
    """

    code_host: str
    code_port: int
    bind: str
    host: str
    port: int
    pages_port: int

    @classmethod
    def prepare(
        cls, settings: Settings, *, host: str | None, port: int, pages_port: int, alone: Service | None = None
    ) -> Services:
        """Check the settings and hand them to the services by the environment.

        ``host`` is the address that the UI listens on, or the code server where it is started ``alone``. Raises
        UsageError for a schedule that is no cron line, a port that is no number, and places of alerts that cannot be.
        """
        from dagster._utils.schedules import is_valid_cron_schedule

        schedule = Timing.from_environment().schedule
        if not is_valid_cron_schedule(schedule):
            raise UsageError(f"GCM_SCHEDULE is {schedule!r}. Write it as a cron line, such as 0 2 * * * for 02:00 UTC.")
        code_host, code_port = value("GCM_CODE_HOST") or "127.0.0.1", value("GCM_CODE_PORT") or "4266"
        if not code_port.isdecimal():
            raise UsageError(f"GCM_CODE_PORT is {code_port!r}. Write it as a number, such as 4266.")
        Alerting.from_environment()
        prepare_dagster(settings)
        os.environ |= {"GCM_CODE_HOST": code_host, "GCM_CODE_PORT": code_port}
        # Else gRPC steps in where a process is forked, as to run PostgreSQL as another user, and it may crash.
        os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
        # The UI keeps a call open for as long as it runs; a stopping code server need not wait a minute for it.
        os.environ.setdefault("DAGSTER_GRPC_SHUTDOWN_GRACE_PERIOD", "3")
        bind = host if host and alone is Service.CODE else code_host
        services = cls(code_host, int(code_port), bind, host or "127.0.0.1", port, pages_port)
        os.environ["GCM_PAGES_URL"] = value("GCM_PAGES_URL") or services.pages_address  # for the links of its runs
        os.environ["GCM_UI_URL"] = value("GCM_UI_URL") or services.address  # for those of alerts
        return services

    @property
    def address(self) -> str:
        """Where the UI is."""
        return f"http://{self.host}:{self.port}"

    @property
    def pages_address(self) -> str:
        """Where the reports and Data Docs are."""
        return f"http://{self.host}:{self.pages_port}"

    def command(self, service: Service) -> list[str]:
        """The program of a service; secrets reach it by the environment only."""
        workspace = ["-w", str(FOLDER / "workspace.yaml")]
        module = ["-m", "gcm_pipeline.definitions", "-h", self.bind, "-p", str(self.code_port)]
        pages = ["--host", self.host, "--port", str(self.pages_port), "--log-level", "warning"]
        commands = {
            Service.CODE: ["dagster", "api", "grpc", *module, "--location-name", "gcm_pipeline.definitions"],
            Service.WEBSERVER: ["dagster_webserver", *workspace, "-h", self.host, "-p", str(self.port)],
            Service.DAEMON: ["dagster._daemon", "run", *workspace],
            Service.PAGES: ["uvicorn", "--factory", "gcm_pipeline.pages:app", *pages],
        }
        logged = ["gcm_pipeline.logged"] if log_format() is LogFormat.JSON else []
        return [sys.executable, "-m", *logged, *commands[service]]

    def is_up(self, service: Service) -> bool:
        """Whether the service answers; for the daemon, whether all of its parts have reported lately."""
        checks: dict[Service, Callable[[], bool]] = {
            Service.CODE: self._code_answers,
            Service.WEBSERVER: lambda: _answers(f"{self.address}/server_info"),
            Service.PAGES: lambda: _answers(f"{self.pages_address}{HEALTH}"),
            Service.DAEMON: _daemon_reports,
        }
        return checks[service]()

    def run(self, chosen: Sequence[Service], ready: Callable[[], None]) -> None:
        """Run the services until a signal comes, or one of them ends (PipelineError); call ``ready`` once they are up.

        Webserver and daemon alone wait for the code server first.
        """
        running: dict[Service, subprocess.Popen[bytes]] = {}
        try:
            if Service.CODE not in chosen:
                self._wait(Service.CODE)
            for service in chosen:
                self._require_free(service)
                # In a group of its own: Ctrl-C in a terminal reaches this process, which then stops them in order.
                running[service] = subprocess.Popen(self.command(service), start_new_session=True)  # noqa: S603
                self._wait(service, lambda: _require_all(running))
            ready()
            while True:
                _require_all(running)
                time.sleep(LOOK)
        except KeyboardInterrupt:
            return
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            for service, process in reversed(running.items()):
                self._stop(service, process)

    def _require_free(self, service: Service) -> None:
        if service is not Service.DAEMON and self.is_up(service):
            where = {Service.CODE: f"{self.code_host}:{self.code_port}", Service.PAGES: self.pages_address}
            place = where.get(service, self.address)
            raise UsageError(f"The {service} service already answers at {place}. Stop it, or choose another port.")

    def _wait(self, service: Service, look: Callable[[], None] = lambda: None) -> None:
        give_up = time.monotonic() + PATIENCE
        while not self.is_up(service):
            look()
            if time.monotonic() > give_up:
                raise PipelineError(f"The {service} service did not come up in {PATIENCE:.0f} s. Its log says why.")
            time.sleep(LOOK)

    def _stop(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        """End a service and what it started, after ``GRACE`` without asking."""
        if process.poll() is None:
            if service is Service.CODE:
                self._end_code(process)
            else:
                process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _end_code(self, process: subprocess.Popen[bytes]) -> None:
        """Ask it to end after its runs, and end these: it does not act on signals, and waits for runs to finish."""
        from dagster._core.errors import DagsterUserCodeUnreachableError

        try:
            self._code_client().shutdown_server()
        except DagsterUserCodeUnreachableError:
            process.kill()
        for child in psutil.Process(process.pid).children(recursive=True):
            child.terminate()

    def _code_answers(self) -> bool:
        from dagster._core.errors import DagsterUserCodeUnreachableError

        with suppress(DagsterUserCodeUnreachableError):
            return bool(self._code_client().ping("")["echo"] == "")
        return False

    def _code_client(self) -> DagsterGrpcClient:
        from dagster._grpc.client import DagsterGrpcClient

        return DagsterGrpcClient(host=self.code_host, port=self.code_port)


def _answers(address: str) -> bool:
    with suppress(OSError):
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - http of ours
        return True
    return False


def _daemon_reports() -> bool:
    from dagster._daemon.controller import all_daemons_live

    return all_daemons_live(_instance())


@cache
def _instance() -> DagsterInstance:
    """Opened once: while the daemon starts, it is asked five times a second."""
    from dagster import DagsterInstance

    return DagsterInstance.get()


def _require_all(running: dict[Service, subprocess.Popen[bytes]]) -> None:
    for service, process in running.items():
        if process.poll() is not None:
            raise PipelineError(
                f"The {service} service ended by itself (exit code {process.returncode}); the others are stopped. "
                "Its last lines above say why."
            )
