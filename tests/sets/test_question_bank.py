"""The bank of open questions: all of practice.md section 5, each for its stage."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.question_bank import BANK, REFLECTIONS, Theme, offer, themes_for
from sets.slot_guide import Step, guide, step_at
from sets.stages import Kind


def test_forty_five_and_about_a_dozen_to_reflect_on() -> None:
    assert [question.number for question in BANK] == list(range(1, 46))
    assert len(REFLECTIONS) == 12
    assert {question.theme for question in BANK} == set(Theme)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_stage_has_questions(kind: Kind) -> None:
    for step in Step if kind is Kind.ISSUE else [None]:
        themes = themes_for(kind, step)
        assert len([question for question in BANK if question.theme in themes]) >= 3


@given(st.uuids(), st.sampled_from([kind for kind in Kind if kind is not Kind.ISSUE]))
def test_each_is_offered_once_then_none(session: UUID, kind: Kind) -> None:
    themes = themes_for(kind)
    shown: list[int] = []
    while (found := offer(session, themes, shown)) is not None:
        assert found.theme in themes
        assert found.number not in shown
        shown.append(found.number)
    assert len(shown) == len([question for question in BANK if question.theme in themes])


def test_two_sessions_have_orders_of_their_own() -> None:
    firsts = {offer(UUID(int=number), (Theme.OPTIONS,), ()) for number in range(20)}
    assert len(firsts) > 1


@given(st.integers(30, 60), st.floats(0, 70))
def test_a_slot_moves_through_its_steps(minutes: int, elapsed: float) -> None:
    step = step_at(minutes, elapsed)
    before = sum(share for each, share in guide(minutes).items() if list(Step).index(each) < list(Step).index(step))
    assert before <= elapsed
    assert step is Step.LEARNING or elapsed < before + guide(minutes)[step]
