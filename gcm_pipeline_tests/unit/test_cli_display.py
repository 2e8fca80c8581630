from __future__ import annotations

import io

import pytest
from rich.console import Console

from gcm_pipeline.cli.display import Display
from gcm_pipeline.cli.query import as_table, printable
from gcm_pipeline.measures.stages import STAGES, stage_of


@pytest.mark.parametrize(
    ("step", "stage"),
    [
        ("snapshot_prima", "archiving"),
        ("raw_iati", "reading"),
        ("clean_reference", "cleaning"),
        ("core_projects_projects_end_after_start", "loading"),
        ("lineage_load_files", "checking"),
        ("int_project_tags", "counting"),
        ("mart_claims", "counting"),
        ("published", "publishing"),
        ("run_summary", "finishing"),
        ("something_else", "working"),
    ],
)
def test_a_step_belongs_to_a_stage(step: str, stage: str) -> None:
    assert stage_of(step) == stage


def test_every_step_of_the_job_belongs_to_a_stage() -> None:
    from gcm_pipeline.definitions import defs

    steps = [node.name for node in defs.resolve_job_def("nightly").nodes]
    assert len(steps) > 50
    assert [step for step in steps if stage_of(step) not in STAGES.values()] == []


def _shown(*, terminal: bool) -> str:
    file = io.StringIO()
    with Display(Console(file=file, force_terminal=terminal, width=80)) as display:
        display.begin(3)
        for step in ("raw_iati", "raw_prima", "clean_iati"):
            display.start(step)
            display.end(step, 0.1)
        display.say("another run is at work [bold]here[/bold]")
    return file.getvalue()


def test_plain_lines_name_each_stage_once() -> None:
    assert _shown(terminal=False).splitlines() == [
        "reading …",
        "cleaning …",
        "another run is at work [bold]here[/bold]",
    ]


def test_a_terminal_gets_a_bar_with_the_step() -> None:
    shown = _shown(terminal=True)
    assert "\x1b[" in shown
    assert "3/3" in shown


@pytest.mark.parametrize(
    ("text", "shown"), [("a\x1b[31mb", "a�[31mb"), ("two\nlines", "two\nlines"), ("bell\x07", "bell�"), ("é", "é")]
)
def test_control_characters_do_not_reach_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_markup_in_cells_and_headers_is_text() -> None:
    file = io.StringIO()
    Console(file=file, width=80).print(as_table(["[red]na\x1bme"], [["[link=http://x]y"]]))
    assert all(text in file.getvalue() for text in ("[red]na�me", "[link=http://x]y"))
