"""Pulling over HTTP from a server that breaks off, stalls, refuses, redirects and lies."""

from __future__ import annotations

import gzip
import random
import resource
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from gcm_pipeline import snapshots
from gcm_pipeline.errors import InputError, PipelineError
from gcm_pipeline_tests.integration.remote.conftest import SOURCE, Pull
from gcm_pipeline_tests.integration.remote.web_server import Handler, Server, answers, breaks_off, serving

OLD, NEW = random.Random(1).randbytes(300_000), random.Random(2).randbytes(300_000)


def test_an_unchanged_file_is_asked_for_and_not_sent(web: Server, pull: Pull) -> None:
    address = web.put("/iom.xml", OLD, "v1")
    first, new = pull({"url": f"{address}?key=12345"})
    assert (pull.content(), new) == (OLD, 1)
    second, new = pull()
    assert (second.path, new, web.statuses) == (first.path, 0, [200, 304])
    web.put("/iom.xml", NEW, "v2")
    pull()
    assert (pull.content(), web.statuses) == (NEW, [200, 304, 200])
    sidecar = pull.sidecar()
    assert (sidecar["source_file"], sidecar["origin"]) == ("iati/iom.xml", address)
    assert sidecar["token"].startswith('"v2" ')
    assert sidecar["modified"] == "2026-03-02T10:00:00+00:00"
    assert "12345" not in "".join(path.read_text() for path in pull.archive.folder.rglob("*.json"))


def test_the_time_of_change_will_do_for_a_condition(web: Server, pull: Pull) -> None:
    web.validators = ("Last-Modified",)
    pull({"url": web.put("/iom.xml", OLD, "v1")})
    pull()
    assert web.statuses == [200, 304]


def test_a_version_of_one_address_says_nothing_of_another(web: Server, pull: Pull) -> None:
    pull({"url": web.put("/old/iom.xml", OLD, "v1")})
    pull({"url": web.put("/new/iom.xml", NEW, "v1")})
    assert (pull.content(), web.statuses) == (NEW, [200, 200])


def test_a_broken_transfer_is_resumed_where_it_broke(web: Server, pull: Pull) -> None:
    web.tricks = [breaks_off(100_000), breaks_off(150_000), breaks_off(200_000), breaks_off(250_000)]
    pull({"url": web.put("/iom.xml", OLD, "v1")})
    assert (pull.content(), web.statuses) == (OLD, [200, 206, 206, 206, 206]), "progress is forgiven"
    assert web.asked[1].headers["Range"] == "bytes=100000-"
    assert web.asked[1].headers["If-Range"] == '"v1"'


def test_a_part_that_is_shorter_than_asked_for_is_no_end(web: Server, pull: Pull) -> None:
    def part(handler: Handler) -> None:
        headers = {"Content-Range": "bytes 100000-149999/300000", "Content-Length": "50000", "ETag": '"v1"'}
        handler.head(206, headers)
        handler.wfile.write(OLD[100_000:150_000])

    web.tricks = [breaks_off(100_000), part]
    pull({"url": web.put("/iom.xml", OLD, "v1")})
    assert (pull.content(), web.statuses) == (OLD, [200, 206, 206])


@pytest.mark.parametrize("heed_if_range", [True, False])
def test_a_file_that_changed_meanwhile_is_never_a_mixture(web: Server, pull: Pull, heed_if_range: bool) -> None:
    def change(handler: Handler) -> None:
        handler.told.put("/iom.xml", NEW, "v2")
        handler.honest(heed_if_range=heed_if_range)

    web.tricks = [breaks_off(100_000), change]
    pull({"url": web.put("/iom.xml", OLD, "v1")})
    assert (pull.content(), web.statuses) == (NEW, [200, 200] if heed_if_range else [200, 206, 200])


def test_a_body_that_is_compressed_on_the_way_is_unpacked(web: Server, pull: Pull) -> None:
    packed = gzip.compress(OLD + bytes(3_000_000))

    def pack(handler: Handler) -> None:
        handler.head(200, {"Content-Encoding": "gzip", "Content-Length": str(len(packed)), "ETag": '"packed"'})
        for start in (0, 5, 11, 100_000):  # an unpacker has nothing to say of the first bytes
            end = {0: 5, 5: 11, 11: 100_000}.get(start)
            handler.wfile.write(packed[start:end])
            handler.wfile.flush()
            time.sleep(0.02)

    def half(handler: Handler) -> None:
        handler.head(200, {"Content-Encoding": "gzip", "Content-Length": str(len(packed))})
        handler.wfile.write(packed[:100_000])

    web.tricks = [half, pack]
    pull({"url": web.put("/iom.xml", b"", "v1")})
    assert pull.content() == OLD + bytes(3_000_000)


@pytest.mark.parametrize("sent", [9_000, 10_008, 10_010], ids=["within a chunk", "between chunks", "within a size"])
def test_a_body_of_unknown_length_has_to_come_to_its_end(web: Server, pull: Pull, sent: int) -> None:
    chunk = b"2710\r\n" + OLD[:10_000] + b"\r\n"

    def chunked(handler: Handler) -> None:
        handler.head(200, {"Transfer-Encoding": "chunked"})
        handler.wfile.write((chunk * 2)[:sent])

    web.tricks = [chunked]
    pull({"url": web.put("/iom.xml", OLD, "v1")})
    assert (pull.content(), web.statuses) == (OLD, [200, 200])


def test_without_a_version_a_broken_transfer_begins_anew(web: Server, pull: Pull) -> None:
    def change(handler: Handler) -> None:
        handler.told.put("/iom.xml", NEW, "")
        handler.honest()

    web.validators, web.tricks = (), [breaks_off(100_000), change]
    pull({"url": web.put("/iom.xml", OLD, "")})
    assert (pull.content(), web.statuses) == (NEW, [200, 200])


def test_too_many_requests_and_faults_are_waited_out(web: Server, pull: Pull) -> None:
    web.tricks = [answers(429, Retry_After="1"), answers(500)]
    started = time.monotonic()
    pull({"url": web.put("/iom.xml", OLD, "v1")})
    assert (pull.content(), web.statuses) == (OLD, [429, 500, 200])
    assert 1 <= time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("trick", "message", "times"),
    [
        (answers(500), "the server answers 500", 3),
        (answers(429, Retry_After="3600"), "answers 429.*tried once", 1),
        (breaks_off(0), "ended after 0 of 300,000 bytes|broke off after 0 of 300,000 bytes", 3),
        (lambda handler: time.sleep(1.3), "no answer within 1 seconds|hung up", 3),
        (answers(401), r"answers 401 .*auth in sources\.yml", 1),
        (answers(403), r"answers 403 .*access", 1),
        (answers(404), r"answers 404 .*Correct url", 1),
        (answers(302, Location="/iom.xml"), "redirects in a circle", 1),
    ],
)
def test_what_fails_for_good_says_where_and_why(
    web: Server, pull: Pull, trick: object, message: str, times: int
) -> None:
    address = web.put("/iom.xml", OLD, "v1")
    web.tricks = [trick] * 20  # type: ignore[list-item]
    with pytest.raises(PipelineError, match=f"{address}: .*({message})") as raised:
        pull({"url": f"{address}?key=12345"})
    assert "12345" not in str(raised.value)
    assert len(web.asked) == times or 302 in web.statuses
    assert pull.leftovers() == []


def test_a_length_that_is_never_reached_is_no_file(web: Server, pull: Pull) -> None:
    def lie(handler: Handler) -> None:
        handler.head(200, {"Content-Length": "400000"})
        handler.wfile.write(OLD)

    web.tricks = [lie] * 3
    with pytest.raises(PipelineError, match=r"300,000 of 400,000 bytes \(tried 3 times\)"):
        pull({"url": web.put("/iom.xml", OLD, "v1")})
    assert (list(pull.archive.manifests()), pull.leftovers()) == ([], [])


def test_a_server_that_drips_is_given_up(web: Server, pull: Pull) -> None:
    def drip(handler: Handler) -> None:
        handler.head(200, {"Content-Length": "300000"})
        for _ in range(20):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    web.tricks, pull.timeout["whole"] = [drip], 0.3
    with pytest.raises(PipelineError, match=r"not whole after 0\.3 seconds"):
        pull({"url": web.put("/iom.xml", OLD, "v1")})


def test_a_server_that_is_gone_is_told(pull: Pull) -> None:
    with serving() as gone:
        address = gone.address
    with pytest.raises(PipelineError, match=f"{address}/x.xml: the server cannot be reached"):
        pull({"url": f"{address}/x.xml"})


def test_a_file_that_is_too_large_is_not_even_begun(web: Server, pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MAXIMUM_BYTES", 200_000)
    with pytest.raises(InputError, match=r"iati/iom\.xml: the file has 300,000 bytes"):
        pull({"url": web.put("/iom.xml", OLD, "v1")})
    web.tricks = [lambda handler: (handler.head(200), handler.wfile.write(OLD), None)[-1]]
    with pytest.raises(InputError, match=r"iati/iom\.xml: the file goes on after 200,000 bytes"):
        pull()
    assert pull.leftovers() == []


def test_a_full_disk_leaves_nothing_behind(web: Server, pull: Pull) -> None:
    address = web.put("/iom.xml", OLD, "v1")
    with _files_of_at_most(100_000), pytest.raises(PipelineError, match=r"iati/iom\.xml: the disk of .* takes no more"):
        pull({"url": address})
    assert (pull.leftovers(), len(web.asked)) == ([], 1)
    pull()
    assert pull.content() == OLD


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """A disk that holds no larger file, as the kernel tells it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ({"bearer": "env:SECRET"}, "Authorization", "Bearer opensesame"),
        ({"basic": {"user": "iom", "password": "env:SECRET"}}, "Authorization", "Basic aW9tOm9wZW5zZXNhbWU="),
        ({"header": {"name": "Api-Key", "value": "env:SECRET"}}, "Api-Key", "opensesame"),
    ],
)
def test_credentials_go_to_their_server_only(
    web: Server, pull: Pull, monkeypatch: pytest.MonkeyPatch, auth: dict[str, object], header: str, value: str
) -> None:
    monkeypatch.setenv("SECRET", "opensesame")
    with serving() as other:
        elsewhere = other.put("/moved.xml", OLD, "v1").replace("127.0.0.1", "localhost")
        web.tricks = [answers(302, Location="/here.xml"), answers(302, Location=elsewhere)]
        pull({"url": f"{web.address}/iom.xml", "auth": auth})
        assert [asked.headers.get(header) for asked in web.asked] == [value, value]
        assert header not in other.asked[0].headers
    assert pull.content() == OLD
    assert pull.sidecar()["origin"] == f"{web.address}/iom.xml"
    kept = "".join(path.read_text() for path in pull.archive.folder.rglob("*.json"))
    assert "opensesame" not in kept
    assert "aW9t" not in kept


def test_https_never_leads_to_http(web: Server, pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(context) as secure:
        address = secure.put("/iom.xml", OLD, "v1")
        with pytest.raises(PipelineError, match="certificate is not trusted"):
            pull({"url": address})
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "authority.pem"))
        pull()
        assert pull.content() == OLD
        secure.tricks = [answers(302, Location=web.put("/iom.xml", NEW, "v2"))]
        with pytest.raises(PipelineError, match=f"{address}: redirects from https"):
            pull()
    assert web.asked == []


def test_what_is_there_now_costs_a_head(web: Server, pull: Pull) -> None:
    pull.listed = [{"url": web.put("/iom.xml", OLD, "v1")}, {"url": f"{web.address}/gone.xml"}]
    (seen,) = pull.places().now([SOURCE], lambda source, name: True).values()
    (file,) = seen.files
    assert (file.source_file, file.bytes) == ("iati/iom.xml", len(OLD))
    assert file.token is not None
    assert file.token.startswith('"v1"')
    assert seen.problem is not None
    assert "gone.xml: the server answers 404" in seen.problem
    web.tricks = [answers(405)]
    pull.listed.pop()
    assert pull.places().now([SOURCE], lambda source, name: True)[SOURCE].files == (file,)
    assert [asked.method for asked in web.asked] == ["HEAD", "HEAD", "HEAD", "GET"]


def test_a_missing_secret_is_told_by_its_name(web: Server, pull: Pull) -> None:
    with pytest.raises(PipelineError, match=r"iom\.xml: env:NOT_SET: there is no environment variable NOT_SET"):
        pull({"url": f"{web.address}/iom.xml", "auth": {"bearer": "env:NOT_SET"}})
