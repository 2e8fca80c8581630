"""Pulling from S3: moto's server on loopback, reached as any S3 server with an address of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from gcm_pipeline.errors import PipelineError
from gcm_pipeline_tests.integration.remote.conftest import SOURCE, Pull


class Bucket:
    """A bucket with an ``options`` that reaches it."""

    def __init__(self, endpoint: str) -> None:
        self.client = boto3.client(
            "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s"
        )
        self.client.create_bucket(Bucket="exports")
        self.options = {"endpoint_url": endpoint, "key": "env:S3_KEY", "secret": "env:S3_SECRET"}

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket="exports", Key=key, Body=content)

    def place(self, key: str, **more: Any) -> dict[str, Any]:
        return {"url": f"s3://exports/{key}", "options": self.options, **more}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("S3_KEY", "k")
    monkeypatch.setenv("S3_SECRET", "opensesame")
    made = Bucket(server)
    yield made
    for each in made.client.list_objects_v2(Bucket="exports").get("Contents", ()):
        made.client.delete_object(Bucket="exports", Key=each["Key"])


def test_a_folder_is_pulled_once_and_again_when_it_changes(bucket: Bucket, pull: Pull) -> None:
    for key in ("iati/a.xml", "iati/deep/b.xml", "iati/.hidden.xml", "iati/note.txt", "other/c.xml"):
        bucket.put(key, key.encode())
    manifest, new = pull(bucket.place("iati/"))
    assert [file.source_file for file in manifest.files] == ["iati/a.xml", "iati/deep/b.xml"]
    assert [file.path.read_bytes() for file in manifest.files] == [b"iati/a.xml", b"iati/deep/b.xml"]
    assert new == 2
    assert pull()[0].path == manifest.path
    bucket.put("iati/a.xml", b"changed")
    changed, new = pull()
    assert (changed.files[0].path.read_bytes(), new) == (b"changed", 1)
    kept = "".join(path.read_text() for path in pull.archive.folder.rglob("*.json"))
    assert "s3://exports/iati/deep/b.xml" in kept
    assert "opensesame" not in kept


def test_a_single_file_in_a_folder_of_its_own(bucket: Bucket, pull: Pull) -> None:
    bucket.put("iati/a.xml", b"one")
    bucket.put("iati/b.xml", b"two")
    manifest, _ = pull(bucket.place("iati/b.xml", folder="geneva"))
    assert [(file.source_file, file.path.read_bytes()) for file in manifest.files] == [("iati/geneva/b.xml", b"two")]


def test_two_places_may_not_bring_the_same_name(bucket: Bucket, pull: Pull) -> None:
    bucket.put("one/a.xml", b"one")
    bucket.put("two/a.xml", b"two")
    with pytest.raises(PipelineError, match=r"iati/a\.xml: .*s3://exports/one/a\.xml and from s3://exports/two/a\.xml"):
        pull(bucket.place("one/"), bucket.place("two/"))
    manifest, _ = pull(bucket.place("one/"), bucket.place("two/", folder="geneva"))
    assert [file.source_file for file in manifest.files] == ["iati/a.xml", "iati/geneva/a.xml"]


@pytest.mark.parametrize("key", ["iati/../../x.xml", "iati/a\\b.xml", f"iati/{'x' * 300}.xml"])
def test_a_hostile_key_is_refused(bucket: Bucket, pull: Pull, key: str) -> None:
    bucket.put(key, b"evil")
    with pytest.raises(PipelineError, match="s3://exports/iati/: refused the file"):
        pull(bucket.place("iati/"))


def test_an_empty_folder_is_a_mistake(bucket: Bucket, pull: Pull) -> None:
    with pytest.raises(PipelineError, match="s3://exports/iatti/: nothing there"):
        pull(bucket.place("iatti/"))
    bucket.put("iati/note.txt", b"")
    with pytest.raises(PipelineError, match="s3://exports/iati/: no file there has a name that iati reads"):
        pull(bucket.place("iati/"))


def test_no_bucket_no_server_no_secret(bucket: Bucket, pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PipelineError, match="s3://nowhere/: nothing there"):
        pull({"url": "s3://nowhere/", "options": bucket.options})
    pull.retry["attempts"] = 1
    nobody = bucket.options | {"endpoint_url": "http://127.0.0.1:9"}
    with pytest.raises(PipelineError, match="s3://exports/: the server cannot be reached"):
        pull({"url": "s3://exports/", "options": nobody})
    monkeypatch.delenv("S3_SECRET")
    with pytest.raises(PipelineError, match="s3://exports/: env:S3_SECRET: there is no environment variable"):
        pull(bucket.place(""))


def test_what_is_there_now_is_a_listing(bucket: Bucket, pull: Pull) -> None:
    bucket.put("iati/a.xml", b"abc")
    pull.listed = [bucket.place("iati/")]
    first = pull.places().now([SOURCE], lambda source, name: True)[SOURCE]
    assert [(file.source_file, file.bytes, first.problem) for file in first.files] == [("iati/a.xml", 3, None)]
    bucket.put("iati/a.xml", b"abd")
    assert pull.places().now([SOURCE], lambda source, name: True)[SOURCE].files[0].token != first.files[0].token
