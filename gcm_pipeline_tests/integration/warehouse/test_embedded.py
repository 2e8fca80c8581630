from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import make_url

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.warehouse.cluster import Cluster
from gcm_pipeline.warehouse.embedded import Embedded

USER = """
import sys, time
from pathlib import Path
import psycopg
from gcm_pipeline.warehouse.embedded import APPLICATION, Embedded
for _ in range(int(sys.argv[2])):
    with Embedded(Path(sys.argv[1])).using() as url:
        with psycopg.connect(url, application_name=APPLICATION) as connection:
            connection.execute("SELECT 1")
        print("using", flush=True)
        time.sleep(float(sys.argv[3]))
"""


def user(storage: Path, times: int, seconds: float) -> subprocess.Popen[str]:
    """Another process that uses the server so many times, for so many seconds each."""
    arguments = [sys.executable, "-c", USER, str(storage), str(times), str(seconds)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def running(storage: Path) -> bool:
    return Embedded(storage).cluster.postmaster() is not None


def socket_of(url: str) -> Path:
    return Path(str(make_url(url).query["host"]))


def test_nothing_is_left_behind_by_a_plain_use(storage: Path) -> None:
    with Embedded(storage).using() as url:
        assert running(storage)
        with psycopg.connect(url) as connection:
            assert connection.info.server_version >= 180000
            settings = "SELECT current_setting('TimeZone'), current_setting('fsync'), pg_encoding_to_char(encoding), "
            found = connection.execute(settings + "lower('É') FROM pg_database WHERE datname = current_database()")
            assert found.fetchone() == ("UTC", "on", "UTF8", "é")
    assert not running(storage)
    assert not (storage / "warehouse" / "socket").exists()


def test_only_the_owner_reaches_the_socket(storage: Path) -> None:
    with Embedded(storage).using() as url:
        server = Embedded(storage).cluster.postmaster()
        assert server is not None
        folder = socket_of(url)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / ".s.PGSQL.5432").stat().st_mode) == 0o700
        assert folder.stat().st_uid == psutil.Process(server.pid).uids().effective
        assert not psutil.Process(server.pid).net_connections("inet")


@pytest.mark.parametrize("name", ["long " * 30, "comma, 'quote' and \\ \"more\"", "$(touch x); été"])
def test_awkward_storage_paths_serve(storage: Path, name: str) -> None:
    place = storage / name / "storage"
    with Embedded(place).using() as url, psycopg.connect(url, application_name="gcm-pipeline") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        socket = socket_of(url)
        assert socket.parent == Path("/tmp")
    assert not running(place)
    assert not socket.exists()


def test_the_environment_does_not_mislead(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "1", "PGHOST": "nowhere", "PGUSER": "nobody", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    with Embedded(storage).using() as url, psycopg.connect(url, application_name="gcm-pipeline") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_moved_storage_folder_serves(storage: Path) -> None:
    with (
        Embedded(storage / "before").using() as url,
        psycopg.connect(url, application_name="gcm-pipeline") as connection,
    ):
        connection.execute("CREATE TABLE kept ()")
    (storage / "before").rename(storage / "after")
    with (
        Embedded(storage / "after").using() as url,
        psycopg.connect(url, application_name="gcm-pipeline") as connection,
    ):
        connection.execute("TABLE kept")


def test_the_last_to_leave_stops_it(storage: Path) -> None:
    other = user(storage, 1, 60)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "using\n"
        with Embedded(storage).using(), pytest.raises(UsageError, match="using the warehouse"):
            Embedded(storage).stop()
        assert running(storage), "another process is still using it"
    finally:
        other.kill()
        other.wait(timeout=10)
    assert running(storage), "nobody was left to stop it"
    with Embedded(storage).using():
        pass
    assert not running(storage)


def test_a_persons_session_outlives_the_run(storage: Path) -> None:
    with Embedded(storage).using() as url:
        session = psycopg.connect(url)
    assert session.execute("SELECT 1").fetchone() == (1,)
    session.close()
    time.sleep(0.2)
    with Embedded(storage).using():
        pass
    assert not running(storage)


def test_a_pinned_server_stays_until_it_is_stopped(storage: Path) -> None:
    url = Embedded(storage).pin()
    with Embedded(storage).using() as same:
        assert same == url
    assert running(storage)
    session = psycopg.connect(url)
    Embedded(storage).stop()
    assert not running(storage)
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    Embedded(storage).stop()
    with Embedded(storage).using():
        pass
    assert not running(storage)


def test_processes_that_start_and_stop_it_at_once_never_lose_it(storage: Path) -> None:
    users = [user(storage, 4, 0.05 * number) for number in range(4)]
    try:
        for process in users:
            _, complaints = process.communicate(timeout=120)
            assert process.returncode == 0, complaints
    finally:
        for process in users:
            process.kill()
    assert not running(storage)


def test_a_killed_server_and_a_stale_pid_file_are_mended(storage: Path) -> None:
    with Embedded(storage).using():
        server = Embedded(storage).cluster.postmaster()
        assert server is not None
        psutil.Process(server.pid).kill()
    cluster = Embedded(storage).cluster
    pid_file = cluster.data / "postmaster.pid"
    assert pid_file.exists()
    inheritor = subprocess.Popen(["sleep", "60"], **cluster._owner().subprocess)  # has its number, as after a reboot
    try:
        pid_file.write_text(pid_file.read_text().replace(str(server.pid), str(inheritor.pid), 1))
        with Embedded(storage).using() as url, psycopg.connect(url, application_name="gcm-pipeline") as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert not running(storage)
        assert inheritor.poll() is None
    finally:
        inheritor.kill()
        inheritor.wait(timeout=10)


def test_a_pid_file_cut_short_is_mended(storage: Path) -> None:
    with Embedded(storage).using():
        pass
    pid_file = Embedded(storage).cluster.data / "postmaster.pid"
    pid_file.touch()
    os.utime(pid_file, (0, 0))
    with Embedded(storage).using():
        assert running(storage)


def test_an_interrupted_creation_is_begun_anew(storage: Path) -> None:
    half = storage / "warehouse" / "data.unfinished"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with Embedded(storage).using():
        assert running(storage)
    assert not half.exists()


def test_a_server_that_does_not_start_says_why(storage: Path) -> None:
    with Embedded(storage).using():
        pass
    shutil.rmtree(storage / "warehouse" / "data" / "global")
    with (
        pytest.raises(PipelineError, match=r"did not start\. PostgreSQL says:[\s\S]*could not"),
        Embedded(storage).using(),
    ):
        pass


def test_a_storage_path_that_is_a_file_is_refused(storage: Path) -> None:
    (storage / "file").write_text("")
    with pytest.raises(UsageError, match="Name another folder"), Embedded(storage / "file").using():
        pass


def test_an_unfinished_start_is_waited_for(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process killed between starting the server and its readiness leaves one that is coming up."""
    with Embedded(storage).using():
        pass
    cluster = Embedded(storage).cluster
    monkeypatch.setattr(Cluster, "_launch", lambda self, owner: _start_without_waiting(self))
    cluster.start()
    with psycopg.connect(host=str(cluster.socket), user="postgres") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def _start_without_waiting(cluster: Cluster) -> str:
    owner = cluster._owner()
    cluster._make_socket(owner)
    options = f"-c config_file={cluster.home / 'postgresql.conf'}"
    program = [str(cluster.binaries / "pg_ctl"), "start", "-W", "-D", str(cluster.data), "-o", options]
    subprocess.run([*program, "-l", str(cluster.data / "server.log")], check=True, cwd="/", **owner.subprocess)
    deadline = time.monotonic() + 10
    while not (cluster.data / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return "killed"
