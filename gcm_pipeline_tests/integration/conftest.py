"""The shipped example, run once for all tests that only look at the result."""

from __future__ import annotations

import itertools
import os
import pty
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from gcm_pipeline import sample
from gcm_pipeline_tests.faults.readers import Picture, look
from gcm_pipeline_tests.integration.runs import (
    COMMAND,
    EXAMPLE,
    PATIENCE,
    Place,
    Said,
    Tables,
    end,
    free_port,
    new_place,
    short_nights,
)

GONE = "prima/synthetic_export_french.csv"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Shipped:
    """A finished run of the shipped example; ``said.err`` is what its terminal showed."""

    place: Place
    said: Said


@dataclass(frozen=True)
class Second:
    """What a second night said, and what was published before and after it."""

    before: Tables
    said: Said
    after: Tables


@dataclass(frozen=True)
class Evolving:
    """A place, the sample that it lands, and what is published from it with and without one of its exports.

    ``pictures`` is what readers see then, by whether it is whole.
    """

    place: Place
    sample: Path
    whole: Tables
    lacking: Tables
    pictures: dict[bool, Picture]

    def land(self, *, whole: bool) -> Tables:
        """Land the sample with or without that export; returns what is to be published from it."""
        (self.place.landing / GONE).unlink(missing_ok=True)
        if whole:
            shutil.copy2(self.sample / GONE, self.place.landing / GONE)  # its date is a part of what is published
        return self.whole if whole else self.lacking


@pytest.fixture(scope="session")
def shipped() -> Iterator[Shipped]:
    """``gcm-pipeline run`` on the shipped example: standard error on a terminal, standard output in a pipe.

    Tests must leave its published tables as they are; running it again on the same landing folder does.
    """
    with new_place(EXAMPLE) as empty:
        place = replace(empty, extra={"GCM_PAGES_URL": f"http://127.0.0.1:{free_port()}"})
        yield Shipped(place, _run_on_a_terminal(place))


def _run_on_a_terminal(place: Place) -> Said:
    ours, theirs = pty.openpty()
    shown: list[bytes] = []
    watcher = threading.Thread(target=_watch, args=(ours, shown))
    environment = place.environment | {"TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen([COMMAND, "run"], env=environment, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    watcher.start()
    try:
        out, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        watcher.join(timeout=10)
        os.close(ours)
    return Said(process.returncode, out.decode(), b"".join(shown).decode())


def _watch(terminal: int, shown: list[bytes]) -> None:
    """Read what a terminal shows until its last writer is gone, which Linux reports as an error."""
    try:
        while block := os.read(terminal, 4096):
            shown.append(block)
    except OSError:
        return


@pytest.fixture(scope="session")
def second(shipped: Shipped) -> Second:
    """A second night over the same landing folder, in this process and without a terminal."""
    return Second(shipped.place.published(), shipped.place.call("run"), shipped.place.published())


@pytest.fixture(scope="module")
def without_suites_and_pages() -> Iterator[None]:
    """``short_nights`` for all nights that a module runs in this process."""
    with short_nights():
        yield


@pytest.fixture(scope="session")
def evolving(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evolving]:
    """A place after two nights; before the second, an export of the sample went away."""
    landing = tmp_path_factory.mktemp("evolving") / "landing"
    shutil.copytree(small, landing)
    with new_place(landing) as place:
        with short_nights():
            whole, picture = _night(place)
            (landing / GONE).unlink()
            lacking, other = _night(place)
        yield Evolving(place, small, whole, lacking, {True: picture, False: other})


def _night(place: Place) -> tuple[Tables, Picture]:
    said = place.call("run")
    assert said.code == 0, said.err
    with place.connection() as connection:
        return place.published(without=("load_id",)), look(connection)


@pytest.fixture
def embedded_database_url(embedded_url: str) -> Iterator[str]:
    """URL of a new, empty database on the session's embedded server, which spares a test the making of a server."""
    name = f"run_{next(_numbers)}"
    with psycopg.connect(embedded_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_url(embedded_url).set(database=name).render_as_string()
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic landing folder of forty projects; copy it before changing it."""
    folder = tmp_path_factory.mktemp("small") / "landing"
    sample.write(folder, projects=40)
    return folder


@pytest.fixture(scope="session")
def ui(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the Dagster UI over the shipped example's storage: ``gcm-pipeline serve``, with its daemon."""
    port, pages_port = free_port(), str(urlsplit(shipped.place.extra["GCM_PAGES_URL"]).port)
    address, log = f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("ui") / "ui.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", port, "--pages-port", pages_port],
            env=shipped.place.environment | {"GCM_CODE_PORT": free_port()},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        _wait_until_up(address, process, log)
        yield address
    finally:
        end(process)


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/server_info", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the UI did not come up: {log.read_text()[-2000:]}")
