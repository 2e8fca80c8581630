"""Pulling from Azure Blob with its real client.

The server is a stand-in of our own on loopback that speaks the four requests which are needed, as no emulator can be
installed with pip. It checks who asks, but not the signature; so this shows that addresses, credentials and answers
are put together rightly, not that Azure itself is pleased.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from gcm_pipeline.errors import PipelineError
from gcm_pipeline_tests.integration.remote.conftest import Pull

KEY = "b3BlbnNlc2FtZQ=="
CHANGED = "Mon, 02 Mar 2026 10:00:00 GMT"


class Account:
    """One storage account with the blobs of its container ``exports``."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.address = ""
        self.fetched = 0

    @property
    def options(self) -> dict[str, str]:
        return {"connection_string": "env:AZURE"}

    def answer(self, container: str, name: str) -> Response:
        if not request.headers.get("Authorization", "").startswith("SharedKey iomstore:"):
            return Response(status=403, headers={"x-ms-error-code": "AuthenticationFailed"})
        if container != "exports":
            return Response(status=404, headers={"x-ms-error-code": "ContainerNotFound"})
        if not name:
            return self._list() if request.args.get("comp") == "list" else self._described(b"")
        if name not in self.blobs:
            return Response(status=404, headers={"x-ms-error-code": "BlobNotFound"})
        content = self.blobs[name]
        return self._described(content) if request.method == "HEAD" else self._part(content)

    def _part(self, content: bytes) -> Response:
        self.fetched += 1
        wanted = request.headers.get("x-ms-range", f"bytes=0-{len(content) - 1}").removeprefix("bytes=")
        first, last = wanted.split("-")
        end = min(int(last) + 1, len(content))
        response = self._described(content[int(first) : end], etag=content)
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{len(content)}"
        return response

    def _described(self, content: bytes, etag: bytes | None = None) -> Response:
        headers = {
            "ETag": f'"{hash(content if etag is None else etag)}"',
            "Last-Modified": CHANGED,
            "x-ms-blob-type": "BlockBlob",
            "Content-Length": str(len(content)),
        }
        return Response(content, headers=headers, mimetype="application/octet-stream")

    def _list(self) -> Response:
        prefix, delimiter = request.args.get("prefix", ""), request.args.get("delimiter")
        folders, found = set(), []
        for name, content in sorted(self.blobs.items()):
            if not name.startswith(prefix):
                continue
            rest = name.removeprefix(prefix)
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
                continue
            found.append(
                f"<Blob><Name>{escape(name)}</Name><Properties><Last-Modified>{CHANGED}</Last-Modified>"
                f"<Etag>{hash(content)}</Etag><Content-Length>{len(content)}</Content-Length>"
                "<BlobType>BlockBlob</BlobType></Properties></Blob>"
            )
        found += [f"<BlobPrefix><Name>{escape(name)}</Name></BlobPrefix>" for name in sorted(folders)]
        head = f"<Prefix>{escape(prefix)}</Prefix><Delimiter>{delimiter or ''}</Delimiter>"
        body = f"{head}<Blobs>{''.join(found)}</Blobs><NextMarker/></EnumerationResults>"
        top = '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="exports">'
        return Response(top + body, mimetype="application/xml")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    account, app = Account(), Flask("blobs")
    app.add_url_rule("/iomstore/<container>", "container", lambda container: account.answer(container, ""))
    app.add_url_rule("/iomstore/<container>/<path:name>", "blob", account.answer)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/iomstore"
    monkeypatch.setenv("AZURE", f"AccountName=iomstore;AccountKey={KEY};BlobEndpoint={address};")
    yield account
    server.shutdown()
    thread.join(timeout=5)


def place(account: Account, url: str = "abfs://exports/iati/") -> dict[str, Any]:
    return {"url": url, "options": account.options}


def test_a_folder_is_pulled_once_and_again_when_it_changes(account: Account, pull: Pull) -> None:
    account.blobs |= {"iati/a.xml": b"a" * 100_000, "iati/deep/b.xml": b"b", "iati/note.txt": b"", "other/c.xml": b"c"}
    manifest, _ = pull(place(account))
    assert [file.source_file for file in manifest.files] == ["iati/a.xml", "iati/deep/b.xml"]
    assert [file.path.read_bytes() for file in manifest.files] == [b"a" * 100_000, b"b"]
    fetched = account.fetched
    assert (pull()[0].path, account.fetched) == (manifest.path, fetched)
    account.blobs["iati/deep/b.xml"] = b"changed"
    changed, new = pull()
    assert (changed.files[1].path.read_bytes(), new) == (b"changed", 1)
    assert KEY not in "".join(path.read_text() for path in pull.archive.folder.rglob("*.json"))


def test_a_single_blob(account: Account, pull: Pull) -> None:
    account.blobs |= {"iati/a.xml": b"a", "iati/b.xml": b"b"}
    manifest, _ = pull(place(account, "abfs://exports/iati/b.xml"))
    assert [(file.source_file, file.path.read_bytes()) for file in manifest.files] == [("iati/b.xml", b"b")]


def test_a_hostile_name_is_refused(account: Account, pull: Pull) -> None:
    account.blobs["iati/a\\..\\b.xml"] = b"evil"
    with pytest.raises(PipelineError, match="abfs://exports/iati/: refused the file"):
        pull(place(account))


def test_wrong_account_and_missing_folder(account: Account, pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PipelineError, match="abfs://exports/iatti/: nothing there"):
        pull(place(account, "abfs://exports/iatti/"))
    with pytest.raises(PipelineError, match="abfs://nowhere/: nothing there"):
        pull(place(account, "abfs://nowhere/"))
    monkeypatch.setenv("AZURE", os.environ["AZURE"].replace("=iomstore", "=somebody"))
    with pytest.raises(PipelineError, match="abfs://exports/iati/: access denied") as raised:
        pull(place(account))
    assert KEY not in str(raised.value)
