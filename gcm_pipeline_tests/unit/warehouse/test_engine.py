from __future__ import annotations

from pathlib import Path

import pytest

from gcm_pipeline.errors import UsageError
from gcm_pipeline.warehouse.engine import Warehouse, _engine, open_warehouse

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"postgresql://someone:{SECRET}@127.0.0.1:1/figures", r"Cannot connect to database 'figures' on 127\.0\.0\.1"),
        (f"postgresql+asyncpg://someone:{SECRET}@127.0.0.1:1/figures", "Cannot connect to database 'figures'"),
        (f"postgresql+psycopg2://someone:{SECRET}@/figures?host=/nowhere", "database 'figures' on /nowhere"),
        (
            f"postgresql://someone:{SECRET}@127.0.0.1/figures?sslmoode=require",
            'invalid connection option "sslmoode"|sslmoode',
        ),
        (f"mysql://someone:{SECRET}@127.0.0.1/figures", "names 'mysql', not PostgreSQL 15 or later"),
        (f"someone:{SECRET}@127.0.0.1", "is not a URL"),
        ("", "is not a URL"),
    ],
)
def test_a_url_that_does_not_serve_is_explained_without_its_password(url: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message) as raised, open_warehouse(url or " ", tmp_path):
        pass
    assert SECRET not in str(raised.value)
    assert not any(tmp_path.iterdir()), "the embedded server was touched"


@pytest.mark.parametrize("driver", ["", "+psycopg", "+psycopg2", "+pg8000"])
def test_any_driver_suffix_is_taken(driver: str) -> None:
    engine = _engine(f"postgresql{driver}://someone:p%40ss@server:5433/figures?sslmode=require")
    assert engine.dialect.driver == "psycopg"
    assert engine.url.query["sslmode"] == "require"
    assert engine.url.query["application_name"] == "gcm-pipeline"
    assert SECRET not in Warehouse(engine).url.render_as_string()
