"""The tables of sets/phrases: each one can be read, says nothing of nothing, and stands in their README."""

import re
from pathlib import Path

import pytest

from sets import reply_tables
from sets.reply_clauses import Says
from sets.reply_patterns import pattern
from sets.reply_text import simple, tokens_of

FOLDER = Path(reply_tables.__file__).parent / "phrases"
PHRASES = [each.value for each in Says] + ["stop_writing"]
LISTS = sorted({path.stem for path in FOLDER.glob("*.txt")} - {*PHRASES, "words", "verbs", "short_forms"})


@pytest.mark.parametrize("table", PHRASES)
def test_every_phrase_says_something(table: str) -> None:
    assert reply_tables.lines_of(table)
    assert pattern(table).fullmatch("") is None


@pytest.mark.parametrize("table", [*PHRASES, "words"])
def test_phrases_are_written_as_words_are_read(table: str) -> None:
    """ "i've" in a phrase would never be found: what is typed is written out before it is read."""
    for line in reply_tables.lines_of(table):
        words = re.findall(r"(?<![{\w])[a-z']+(?![}\w])", line)
        assert [word for word in words if tokens_of(word) != [word]] == [], line


@pytest.mark.parametrize("table", LISTS)
def test_lists_have_no_empty_entries(table: str) -> None:
    assert all(entry and tokens_of(simple(entry)) for entry in reply_tables.listed(table))


def test_what_is_polite_is_no_doubt() -> None:
    polite, doubts = set(reply_tables.listed("polite")), set(reply_tables.listed("doubts"))
    assert polite & doubts <= {"of course", "ha"}


def test_every_table_stands_in_the_readme() -> None:
    said = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.txt"):
        assert path.name in said or (path.stem.startswith("around_") and "around_....txt" in said), path.name
