from __future__ import annotations

import re
from pathlib import Path

import pytest

from gcm_pipeline.errors import UsageError
from gcm_pipeline.reference import ROOT
from gcm_pipeline.remote import listed
from gcm_pipeline.sources.card import cards


def read(folder: Path, text: str) -> listed.Listed:
    path = folder / "sources.yml"
    path.write_text(text)
    return listed.read(path, cards())


def test_the_example_of_the_documentation_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "remote-sources.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    found = read(tmp_path, example)
    places = {source: [place.origin for place in each] for source, each in found.sources.items()}
    assert places["iati"] == ["https://example.org/iati/iom.xml", "https://example.org/export"]
    assert [place.file_name for place in found.sources["iati"]] == ["iom.xml", "export.xml"]
    assert places["prima"] == ["s3://bucket/prima/", "/srv/exports/geneva/"]
    assert (found.retry, found.timeout) == (listed.Retry(), listed.Timeout()), "the page shows the defaults"


def test_without_a_file_nothing_is_listed() -> None:
    assert listed.read(None, cards()).sources == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: [", "is no YAML"),
        ("[]", "sources.yml: "),
        ("sources: {iatti: [{url: 'https://e.org/a.xml'}]}", "sources.iatti is no source. Write one of iati, mptf"),
        ("sources: {iati: []}", r"sources\.yml: sources\.iati: it has no place"),
        ("sources: {iati: [{url: 'https://e.org/a.xml', frequency: 1}]}", "sources.iati.1.frequency: "),
        ("sources: {iati: [{url: 'https://e.org/'}]}", "sources.iati.1: name: .* write one"),
        ("sources: {iati: [{url: 'https://e.org/a%2F..%2Fb.xml'}]}", "sources.iati.1: name: "),
        ("sources: {iati: [{url: 'https://e.org/a.xml', name: '../a.xml'}]}", "sources.iati.1.name: .*plain name"),
        ("sources: {iati: [{url: 'https://e.org/a.xml', folder: /etc}]}", "sources.iati.1.folder: .*plain name"),
        ("sources: {iati: [{url: 'ftp://e.org/a.xml'}]}", "ftp:// is not known; write https"),
        ("sources: {iati: [{url: relative/a.xml}]}", "write a path that begins with /"),
        ("sources: {iati: [{url: 'https://:SeSaMe@e.org/a.xml'}]}", "credentials do not belong in it"),
        ("sources: {iati: [{url: 'sftp://me:SeSaMe@e.org/a.xml'}]}", "credentials do not belong in it"),
        ("sources: {iati: [{url: 'https://e.org/a.xml', auth: {bearer: SeSaMe}}]}", "auth.bearer: .*write env:NAME"),
        ("sources: {iati: [{url: 'https://e.org/a.xml', auth: {}}]}", "write one of bearer, basic and header"),
        ("sources: {iati: [{url: 'http://e.org/a.xml', auth: {bearer: env:X}}]}", "sent over https only"),
        ("sources: {iati: [{url: 'https://e.org/a.xml', options: {key: env:X}}]}", "https takes auth"),
        ("sources: {iati: [{url: 's3://b/', auth: {bearer: env:X}}]}", "s3 takes options"),
        ("sources: {iati: [{url: 's3://b/', options: {client_kwargs: {secret: SeSaMe}}}]}", "secret is a secret"),
        ("sources: {iati: [{url: 'sftp://e.org/', options: {known_hosts: null}}]}", "known_hosts must name a file"),
        ("retry: {attempts: 0}", "retry.attempts: "),
    ],
)
def test_what_is_wrong_is_told_with_its_key_and_no_secret(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        read(tmp_path, text)
    assert "SeSaMe" not in str(raised.value)
    assert str(raised.value).count("sources.iati") <= 1, "one problem is told once"


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="GCM_SOURCES"):
        listed.read(tmp_path / "nowhere.yml", cards())
