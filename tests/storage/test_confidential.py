"""Confidential words show themselves nowhere but in `reveal()`."""

import copy
import io
import json
import logging
import pickle
import traceback
from dataclasses import asdict, dataclass

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from storage.confidential import HIDDEN, Confidential

CANARY = "canary-in-the-mine"


@dataclass
class Note:
    body: Confidential


def test_printing_shows_a_placeholder_of_one_length() -> None:
    words = Confidential(CANARY)
    shown = [
        repr(words),
        str(words),
        f"{words}",
        f"{words!r}",
        f"{words!s:>50}",
        f"{words:.3}",
        "{0:>30}".format(words),  # noqa: UP030, UP032 - every way of formatting is what is tested
        "%s" % words,  # noqa: UP031
        "%r" % words,  # noqa: UP031
        repr([words]),
        repr(Note(words)),
        repr(asdict(Note(words))),
        ascii(words),
    ]
    assert all(CANARY not in text and HIDDEN in text for text in shown)
    assert f"{words:>99}" == f"{Confidential('x'):<1}" == HIDDEN


def test_serialising_is_refused() -> None:
    words = Confidential(CANARY)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(words, protocol)
    with pytest.raises(TypeError):
        json.dumps({"words": words})
    assert CANARY not in json.dumps({"words": words}, default=str)
    with pytest.raises(TypeError):
        vars(words)
    with pytest.raises(TypeError):
        words.__getstate__()


def test_logging_shows_a_placeholder() -> None:
    page = io.StringIO()
    logger = logging.Logger("test")
    logger.addHandler(logging.StreamHandler(page))
    logger.error("saved %s", Confidential(CANARY))
    logger.error("saved %(words)r", {"words": Confidential(CANARY)})
    log = structlog.wrap_logger(structlog.PrintLogger(page), processors=[structlog.processors.JSONRenderer()])
    log.error("saved", words=Confidential(CANARY))
    assert page.getvalue().count(HIDDEN) == 3
    assert CANARY not in page.getvalue()


def test_a_traceback_with_locals_shows_a_placeholder() -> None:
    def fail(words: Confidential) -> None:
        raise RuntimeError("while saving")

    with pytest.raises(RuntimeError) as caught:
        fail(Confidential(CANARY))
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert HIDDEN in told
    assert f"'{CANARY}'" not in told


def test_words_equal_words_and_refuse_plain_text() -> None:
    words = Confidential(CANARY)
    assert words == Confidential(CANARY)
    assert words != Confidential("else")
    assert words != 7
    with pytest.raises(TypeError, match="plain text"):
        assert words == CANARY
    with pytest.raises(TypeError, match="plain text"):
        assert CANARY != words  # noqa: SIM300 - the reflected comparison is what is tested
    with pytest.raises(TypeError, match="not used as keys"):
        hash(words)


def test_copies_are_the_same_words() -> None:
    words = Confidential(CANARY)
    assert copy.copy(words) is words
    assert copy.deepcopy([words])[0] is words


def test_words_are_true_and_no_words_are_false() -> None:
    assert Confidential("x")
    assert not Confidential("")


@given(st.text())
def test_whole_text_comes_back_as_it_was(text: str) -> None:
    assert Confidential(text).reveal() == text


@given(st.text(st.characters(categories=["Cs", "Lu", "So"])))
def test_half_characters_never_stay(text: str) -> None:
    revealed = Confidential(text).reveal()
    assert revealed.encode().decode() == revealed


def test_halves_that_meet_are_joined() -> None:
    assert Confidential("\ud83d\ude00").reveal() == "\U0001f600"
    assert Confidential("a\ud83d b").reveal() == "a\ufffd b"
    assert Confidential("end \ud83d").reveal() == "end \ufffd"
