"""What may be written as a label, detail or note."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.action_words import DETAIL_LIMITS, LABEL_LIMIT, NOTE_LIMIT, characters, read_detail, read_label, read_note
from sets.errors import Problem, Refused
from storage.cipher import LONGEST_WORDS
from storage.confidential import Confidential


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301", 1),
        ("👩‍👩‍👧‍👦", 1),
        ("👍🏽", 1),
        ("❤️", 1),
        ("🇬🇧🇫🇷", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 1),
        ("שלום", 4),
    ],
)
def test_counts_characters_as_people_see_them(text: str, count: int) -> None:
    assert characters(text) == count


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ring the ward", "Ring the ward"),
        ("  Ring \n the\tward ", "Ring the ward"),
        ("🎉", "🎉"),
        ("להתקשר למחלקה", "להתקשר למחלקה"),
        ("x" * 60, "x" * 60),
        ("👩‍👩‍👧‍👦" * 60, "👩‍👩‍👧‍👦" * 60),
        ("<!channel> *bold*", "<!channel> *bold*"),
        ("a\x00b\x1bc", "abc"),
    ],
)
def test_takes_a_label(typed: str, kept: str) -> None:
    assert read_label(typed).reveal() == kept


@pytest.mark.parametrize(
    "typed", ["", " ", "\n\t", "\u200b", "\u200b\u200d\ufeff", "\u3164", "\u2800", "\u00a0", "\u202e"]
)
def test_a_label_needs_something_to_see(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_label(typed)
    assert (refused.value.problem, refused.value.field) == (Problem.EMPTY, "label")


@pytest.mark.parametrize("typed", ["x" * 61, "x" * 3000, "🎉" * 61, "e" + "\u0301" * 3000])
def test_a_label_is_short(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_label(typed)
    assert (refused.value.problem, refused.value.field) == (Problem.TOO_LONG, "label")


@pytest.mark.parametrize("name", DETAIL_LIMITS)
def test_detail_has_limits_by_field(name: str) -> None:
    assert read_detail({name: "x" * DETAIL_LIMITS[name]})
    with pytest.raises(Refused) as refused:
        read_detail({name: "x" * (DETAIL_LIMITS[name] + 1)})
    assert refused.value.field == name


def test_a_note_has_a_limit() -> None:
    assert read_note(Confidential("x" * NOTE_LIMIT))
    with pytest.raises(Refused):
        read_note(Confidential("x" * (NOTE_LIMIT + 1)))


def test_the_longest_of_everything_fits_a_sealed_record_with_what_undo_keeps() -> None:
    detail = read_detail({name: "🎉" * limit for name, limit in DETAIL_LIMITS.items()})
    before = {"label": "🎉" * 600, "detail": detail.words(), "outcome": "still_on_it", "due_date": "2026-05-14"}
    assert len(json.dumps({"kind": "changed", "before": before}, ensure_ascii=False).encode()) < LONGEST_WORDS - 300
    note = {"kind": "note", "before": {}, "note": "\\" * NOTE_LIMIT}
    assert len(json.dumps(note, ensure_ascii=False).encode()) < LONGEST_WORDS


@given(st.text(max_size=100))
def test_any_label_is_refused_or_kept_on_one_line(typed: str) -> None:
    try:
        label = read_label(typed).reveal()
    except Refused:
        return
    assert label == " ".join(label.split())
    assert 0 < characters(label) <= LABEL_LIMIT
