"""HTML as a reader sees it."""

from __future__ import annotations

import pytest

from gcm_pipeline_tests.unit.documents.conftest import Read


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>Objective <b>7</b>\nand 8</p>", ["Objective 7 and 8"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<table><tr><th>Objective 7<td>x</table>", ["Objective 7", "x"]),
        ("a<br>b<script>c</script><style>d</style>e", ["a", "be"]),
        ("a<p hidden>b</p>c<p style='display: none'>d</p>", ["a", "c"]),
        ("<pre>a\nb</pre>", ["a", "b"]),
        ("a<!-- b -->&amp;c&nbsp;&#1094;", ["a&c ц"]),
        ("<title>not shown</title><p>shown", ["shown"]),
    ],
)
def test_lines(read: Read, body: str, lines: list[str]) -> None:
    text = read("a.html", f"<html><body>{body}</body></html>".encode()).pages[0].text
    assert [line for line in text.splitlines() if line] == lines


def test_entities_are_not_expanded(read: Read) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    text = read("a.html", f"<!DOCTYPE html [{laughs}]><html><body>&l11; end</body></html>".encode()).pages[0].text
    assert len(text) < 2_000
    assert text.endswith("end")


def test_deep_nesting_ends(read: Read) -> None:
    depth = 100_000
    assert "text" in read("a.html", b"<html><body>text" + b"<div>" * depth + b"</div>" * depth).pages[0].text
