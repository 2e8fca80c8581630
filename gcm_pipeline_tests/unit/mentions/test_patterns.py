from __future__ import annotations

import pytest

from gcm_pipeline.errors import UsageError
from gcm_pipeline.mentions import patterns

ENGLISH = (patterns.FOLDER / "en.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((f"{code}.yml", patterns.Language) for code in patterns.LANGUAGES),
        ("confidence.yml", patterns.Confidences),
        ("process.yml", patterns.Processes),
        ("names.yml", patterns.Names),
    ],
)
def test_the_shipped_files_are_valid(name: str, kind: type) -> None:
    assert isinstance(patterns.load(name, kind), kind)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENGLISH.replace("singular:", "singulars:"), "singulars: Unexpected keyword"),
        (ENGLISH.replace("  23: [twenty-three]", "  24: [twenty-four]"), "number_words.24"),
        (ENGLISH.replace("singular: [objective, obj., obj]", "singular: []"), "singular: "),
        (ENGLISH.replace("shared_with_sdg: false", "shared_with_sdg: perhaps"), "shared_with_sdg: "),
        ("singular: [unclosed", "not valid YAML"),
        ("- a list", "must be a mapping"),
    ],
)
def test_a_wrong_file_names_itself_and_the_key(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=r"mentions/en\.yml") as raised:
        patterns.parse("en.yml", text, patterns.Language)
    assert said in str(raised.value)


def test_words_that_yaml_takes_for_truth_values_stay_words() -> None:
    assert {"on", "no"} <= {*patterns.language("en").follows_number, *patterns.language("en").number_markers}


def test_the_version_follows_the_words(monkeypatch: pytest.MonkeyPatch, tmp_path: patterns.Path) -> None:
    before = patterns.version()
    for path in patterns.FOLDER.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(patterns, "FOLDER", tmp_path)
    assert patterns.version.__wrapped__() == before
    (tmp_path / "fr.yml").write_text((tmp_path / "fr.yml").read_text("utf-8") + "# changed\n", "utf-8")
    assert patterns.version.__wrapped__() != before
