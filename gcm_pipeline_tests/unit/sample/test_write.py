"""The folder as a whole: labels, bytes, sizes, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from gcm_pipeline import sample
from gcm_pipeline.errors import UsageError


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()
    }


def test_every_file_and_title_says_synthetic(landing: Path, texts: dict[str, str]) -> None:
    assert all("synthetic" in text.lower() for text in texts.values())
    packed = (".xlsx", ".docx", ".pdf")  # what they say is read in test_round_trip and test_reviews
    assert all(
        b"synthetic" in content.lower() for name, content in contents(landing).items() if not name.endswith(packed)
    )
    titles = etree.parse(landing / "iati" / "synthetic_activities.xml").xpath("//title/narrative/text()")
    assert titles
    assert all(title.startswith(("Synthetic", "Activité synthétique")) for title in titles)


def test_the_same_seed_gives_the_same_bytes(landing: Path, tmp_path: Path) -> None:
    sample.write(tmp_path)
    assert contents(tmp_path) == contents(landing)


def test_another_seed_gives_other_bytes(landing: Path, tmp_path: Path) -> None:
    sample.write(tmp_path, seed=sample.DEFAULT_SEED + 1)
    same = [name for name, content in contents(tmp_path).items() if content == contents(landing)[name]]
    assert [name for name in same if not name.startswith("reviews/")] == ["README.txt", "periods.csv"]


@pytest.mark.parametrize("size", [1, 10, 2_000])
def test_progress_adds_up(size: int, tmp_path: Path) -> None:
    told: list[int] = []
    sample.write(tmp_path, projects=size, progress=told.append)
    assert sum(told) == size


def test_blocks_join_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "_BLOCK", 300)
    sample.write(tmp_path, projects=1_000)
    english = (tmp_path / "prima" / "synthetic_export_english.csv").read_text(encoding="utf-8-sig")
    assert english.count("PRIMA ID") == 1
    assert len(etree.parse(tmp_path / "iati" / "synthetic_activities.xml").getroot()) > 40


@pytest.mark.parametrize(("projects", "seed"), [(0, 1), (7_000_000, 1), (10, -1)])
def test_sizes_and_seeds_out_of_bounds_are_refused(projects: int, seed: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        sample.write(tmp_path, projects=projects, seed=seed)
    assert not list(tmp_path.iterdir())


def test_real_exports_are_never_mixed_with_synthetic_rows(tmp_path: Path) -> None:
    (tmp_path / "prima").mkdir()
    (tmp_path / "prima" / "export.csv").write_text("real")
    with pytest.raises(UsageError, match=r"export\.csv"):
        sample.write(tmp_path, projects=10)
