from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from gcm_pipeline import frames

BATCHES = [pa.table({"text": ["a", None, "b"], "number": [1, 2, 3]}), pa.table({"text": ["b", "c"], "number": [4, 5]})]
WHOLE = pa.concat_tables(BATCHES)


def test_batches_of_a_name_are_appended_and_empty_ones_keep_the_schema(tmp_path: Path) -> None:
    empty = WHOLE.schema.empty_table()
    kept = frames.write(tmp_path / "set", [("rows", empty), *(("rows", one) for one in BATCHES), ("none", empty)])
    assert list(kept) == ["none", "rows"]
    assert kept.arrow("rows").equals(WHOLE)
    assert kept.arrow("none").equals(empty)
    assert "rows" in kept and "other" not in kept


def test_what_fails_half_way_leaves_the_set_before(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[str, pa.Table]]:
        yield "rows", BATCHES[1]
        raise ValueError("unreadable")

    kept = frames.write(tmp_path / "set", [("rows", BATCHES[0])])
    with pytest.raises(ValueError, match="unreadable"):
        frames.write(tmp_path / "set", failing())
    assert kept.arrow("rows").equals(BATCHES[0])


@pytest.mark.parametrize("chosen", [None, [True, False, False, True, True], [False] * 5])
def test_encoded_text_says_the_same_in_one_dictionary(tmp_path: Path, chosen: list[bool] | None) -> None:
    kept = frames.write(tmp_path / "set", [("rows", one) for one in BATCHES])
    mask = None if chosen is None else pa.array(chosen)
    encoded = kept.encoded("rows", chosen=mask)
    assert encoded.cast(WHOLE.schema).equals(WHOLE if mask is None else WHOLE.filter(mask))
    assert encoded.schema.types == [pa.dictionary(pa.int32(), pa.string()), pa.int64()]
    assert all(len(column.chunks) <= 1 for column in encoded.columns)


def test_a_column_is_known_by_its_own_values(tmp_path: Path) -> None:
    def identities(name: str, titles: list[str]) -> list[str]:
        table = pa.table({"code": ["A", "B"], "title": titles, "groups": [["x", "y"], []]})
        kept = frames.write(tmp_path / name, [("rows", table)])
        return [kept.identity("rows", columns) for columns in (None, ["code", "groups"], ["title"])]

    first, again, other = (
        identities("first", ["a", "b"]),
        identities("again", ["a", "b"]),
        identities("other", ["a", ""]),
    )
    assert first == again
    assert [one == two for one, two in zip(first, other, strict=True)] == [False, True, False]


def test_a_set_that_is_half_removed_is_taken_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("rows", pa.table({"code": ["A"]}))]
    kept = frames.write(tmp_path / "set", rows, "old")

    def killed(directory: Path, **_: object) -> None:
        if directory == kept.directory:
            raise KeyboardInterrupt

    monkeypatch.setattr(frames.shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        frames.write(tmp_path / "set", rows, "new")
    assert kept.made_of == ""
