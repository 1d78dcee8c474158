"""The steps of an issue slot with their suggested minutes: a guide in the facilitator's hand, never a timer.

Source: practice.md section 2.
"""

from enum import StrEnum


class Step(StrEnum):
    """What happens in an issue slot, in this order."""

    PRESENT = "present"
    CLARIFY = "clarify"
    QUESTIONS = "questions"
    THINK_ALOUD = "think_aloud"
    WHAT_NEXT = "what_next"
    LEARNING = "learning"


_GUIDES = {
    35: (5, 5, 15, 3, 4, 3),
    45: (7, 6, 19, 4, 5, 4),
    55: (10, 10, 20, 5, 5, 5),
    60: (10, 10, 25, 5, 5, 5),
}
_LEAST_QUESTIONS = 10


def guide(minutes: int) -> dict[Step, int]:
    """Suggested minutes of the steps of one slot; they add up to `minutes`. Raises ValueError below 6 minutes.

    More or less time than a column of the table is more or less time for open questions.
    """
    if minutes < len(Step):
        raise ValueError("a slot has at least a minute for each step")
    known = max((each for each in _GUIDES if each <= minutes), default=35)
    shares = dict(zip(Step, _GUIDES[known], strict=True))
    shares[Step.QUESTIONS] += minutes - known
    return shares if shares[Step.QUESTIONS] >= _LEAST_QUESTIONS else _shrunk(minutes)


def _shrunk(minutes: int) -> dict[Step, int]:
    """The shortest guide in proportion, a minute at least for each step, by largest remainder."""
    shares = dict(zip(Step, _GUIDES[35], strict=True))
    spare = minutes - len(Step)
    exact = {step: (share - 1) * spare / (35 - len(Step)) for step, share in shares.items()}
    given = {step: 1 + int(each) for step, each in exact.items()}
    order = sorted(exact, key=lambda step: int(exact[step]) - exact[step])
    for step in order[: minutes - sum(given.values())]:
        given[step] += 1
    return given


def step_at(minutes: int, elapsed: float) -> Step:
    """Which step the guide has come to after that many minutes of a slot; the last one from its end on."""
    for step, share in guide(minutes).items():
        elapsed -= share
        if elapsed < 0:
            return step
    return Step.LEARNING
