"""A backup in another database is the same warehouse; nothing is left of one that failed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.warehouse import backup, loads
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline_tests.integration.warehouse.tables import night, of_version
from gcm_pipeline_tests.integration.warehouse.test_migrations import ANALYST, SHAPE, VIEWS, all_of

RIGHTS = """
SELECT class.oid::regclass::text, relacl::text, nspacl::text FROM pg_class AS class
JOIN pg_namespace AS space ON space.oid = relnamespace WHERE nspname IN ('core', 'lineage', 'quality', 'ada') ORDER BY 1
"""


@pytest.fixture
def full(warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with rows and an analyst's views."""
    night(warehouse, "one", of_version(1, 20))
    night(warehouse, "two", of_version(2, 30))
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql(ANALYST, execution_options={"no_parameters": True})
    yield warehouse
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql("DROP OWNED BY ada CASCADE; DROP ROLE IF EXISTS ada")


@pytest.fixture
def other(full: Warehouse, server_url: str, storage: Path) -> Iterator[Warehouse]:
    """An empty database on the same server."""
    name = f"{full.url.database}_other"
    with open_warehouse(server_url, storage) as server:
        admin = server.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        admin.execute(text(f"CREATE DATABASE {name}"))
        with open_warehouse(make_url(server_url).set(database=name).render_as_string(), storage) as opened:
            yield opened
        admin.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.close()


def bytes_of(warehouse: Warehouse) -> dict[str, bytes]:
    """Every row of every table, as COPY writes it."""
    tables = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text"
    names = [str(row[0]) for row in all_of(warehouse, f"{tables} IN ('core', 'mart', 'quality', 'lineage')")]
    found = {}
    with warehouse.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for name in sorted(names):
            with cursor.copy(f"COPY (SELECT * FROM {name} AS row ORDER BY row) TO STDOUT") as copied:
                found[name] = b"".join(bytes(block) for block in copied)
    return found


def test_a_restored_warehouse_is_the_same_to_the_byte(full: Warehouse, other: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "night.backup"
    file.write_text("an earlier one")
    assert backup.back_up(full, file) == ["ada"]
    assert [path.name for path in tmp_path.iterdir()] == ["night.backup"]
    assert file.stat().st_mode & 0o077 == 0, "only the owner reads it"
    backup.restore(other, file)
    before = bytes_of(full)
    assert len(before) == 5
    assert bytes_of(other) == before
    for sql in (VIEWS, SHAPE, RIGHTS, "SELECT * FROM ada.kept"):
        assert all_of(other, sql) == all_of(full, sql)
    assert loads.begin(other, "three", "test") == 3, "numbers go on"
    with pytest.raises(UsageError, match=r"_other' is not empty: it has schema ada\. .* empty one"):
        backup.restore(other, file)


def test_a_restore_that_fails_leaves_nothing(full: Warehouse, other: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "night.backup"
    backup.back_up(full, file)
    with full.engine.begin() as connection:
        connection.exec_driver_sql("DROP OWNED BY ada CASCADE; DROP ROLE ada")
    with pytest.raises(PipelineError, match=r'nothing was restored: the server has no role "ada"'):
        backup.restore(other, file)
    file.write_bytes(file.read_bytes()[:-2000])
    with full.engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE ada")
    with pytest.raises(PipelineError, match=r"nothing was restored: .*(could not read|end of file)"):
        backup.restore(other, file)
    assert all_of(other, "SELECT count(*) FROM pg_class WHERE relnamespace::regnamespace::text = 'core'") == [(0,)]


def test_a_backup_that_fails_leaves_the_earlier_file(full: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "night.backup"
    file.write_text("an earlier one")
    with full.engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE weak LOGIN PASSWORD 'very-secret'")
    try:
        url = full.url.set(drivername="postgresql", username="weak", password="very-secret")
        with (
            open_warehouse(url.render_as_string(hide_password=False), tmp_path) as weak,
            pytest.raises(PipelineError, match=r"permission denied for .* pg_read_all_data") as refused,
        ):
            backup.back_up(weak, file)
        assert "very-secret" not in str(refused.value)
        assert [path.name for path in tmp_path.iterdir()] == ["night.backup"]
        assert file.read_text() == "an earlier one"
    finally:
        with full.engine.begin() as connection:
            connection.exec_driver_sql("DROP ROLE weak")


def test_files_and_programs_that_will_not_do_are_named(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match=r"No such file or directory\. Name a file in a folder that can be written"):
        backup.back_up(warehouse, tmp_path / "nowhere" / "night.backup")
    with pytest.raises(UsageError, match="there is no such file"):
        backup.restore(warehouse, tmp_path / "night.backup")
    monkeypatch.setattr(backup, "_version", lambda program: 14)
    with pytest.raises(
        UsageError, match=re.compile(r"newest pg_dump at hand is 14\. Install PostgreSQL \d\d's client")
    ):
        backup.back_up(warehouse, tmp_path / "night.backup")
