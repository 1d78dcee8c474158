"""Each unkindness is seen, and nothing else is taken for one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from sandbox.waking import DAYS
from tests.kindness.cast import Member, cast
from tests.kindness.measure import Figures, Lived, Reminder, Window, Wish
from tests.kindness.notebook import Notebook

MEMBER = Member("Amina", "Europe/London", "prompt", None, frozenset({1, 2, 3, 4, 5}), 2, None, (), (), DAYS)
NIGHTS = replace(MEMBER, window=(time(21), time(6)))
LABEL, DUE = "ring the ward", date(2026, 3, 12)  # a Thursday
ASKED = f'"{LABEL}" is for Thursday 12 March. How is it going?'
MORNING = datetime(2026, 3, 12, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def book() -> Notebook:
    found = Notebook()
    found.committed(LABEL, DUE, MORNING - 6 * DAY)
    return found


def breaches(lived: Lived) -> list[str]:
    figures = Figures()
    figures.add(lived)
    return [each.what for each in figures.breaches]


def asked(*moments: datetime, member: Member = MEMBER, words: str = ASKED) -> Lived:
    return Lived(member, book(), [Reminder(moment, words) for moment in moments])


def test_a_kind_week_has_no_breach() -> None:
    window = Window(LABEL, DUE, MORNING + DAY, "By Thursday 12 March.")
    assert breaches(replace(asked(MORNING - 2 * DAY, MORNING), windows=[window])) == []


@pytest.mark.parametrize(
    ("lived", "what"),
    [
        (asked(MORNING, MORNING + timedelta(hours=3)), "more than one message a day"),
        (asked(MORNING, MORNING + DAY, MORNING - DAY), "more messages a week than they chose"),
        (asked(MORNING.replace(hour=19)), "outside their hours"),
        (asked(MORNING + 2 * DAY), "outside their hours"),
        (asked(MORNING, member=NIGHTS), "outside their hours"),
        (asked(MORNING, member=replace(MEMBER, quiet=(time(18), time(10)))), "in Do Not Disturb"),
        (asked(MORNING, words='"sing a song" is for Thursday 12 March.'), "about something that was never theirs"),
        (asked(MORNING, words=f'Your action "{LABEL}" is due Friday 13 March.'), "about a day that had been moved"),
    ],
)
def test_each_unkindness_is_seen(lived: Lived, what: str) -> None:
    assert set(breaches(lived)) == {what}


def test_a_night_is_one_day_and_its_morning_is_the_same() -> None:
    evening = MORNING.replace(hour=22)
    assert breaches(asked(evening, member=NIGHTS)) == []
    twice = breaches(asked(evening, evening + timedelta(hours=4), member=NIGHTS))
    assert twice == ["more than one message a day"]


@pytest.mark.parametrize("what", ["while they were away", "while they had a pause"])
def test_days_on_which_they_want_to_hear_nothing(what: str) -> None:
    told = Wish(MORNING - DAY, DUE, DUE, what)
    assert breaches(replace(asked(MORNING), wishes=[told])) == [what]
    assert breaches(replace(asked(MORNING), wishes=[replace(told, told=MORNING + DAY)])) == []
    assert breaches(replace(asked(MORNING + DAY), wishes=[told])) == []


def test_what_is_over_is_not_asked_about() -> None:
    for how in ("done", "stopped"):
        lived = asked(MORNING)
        lived.notebook.ended(LABEL, how, MORNING - DAY)
        assert breaches(lived) == [f"about a thing that was {how}"]
        lived.notebook.took_back(LABEL, MORNING - timedelta(hours=2))
        assert breaches(lived) == []


def test_an_answer_after_the_question_is_no_breach() -> None:
    lived = asked(MORNING)
    lived.notebook.ended(LABEL, "done", MORNING + timedelta(minutes=1))
    lived.notebook.moved(LABEL, DUE + DAY, MORNING + timedelta(minutes=2))
    assert breaches(lived) == []


def test_not_asked_needs_a_word_why() -> None:
    window = Window(LABEL, DUE, MORNING + DAY, "By Thursday 12 March.")
    why = "I planned to ask on Thursday 12 March. You were away. So I will ask later."
    assert breaches(replace(asked(), windows=[window])) == ["not asked and not told why"]
    assert breaches(replace(asked(MORNING - DAY), windows=[window])) == ["not asked and not told why"]
    figures = Figures()
    figures.add(replace(asked(), windows=[replace(window, words=why)]))
    assert figures.breaches == []
    assert figures.reasons == {"You were away.": 1}


def test_the_cast_is_the_same_for_the_same_seed_and_mixed() -> None:
    people = [member for members in cast(30, date(2026, 1, 5), 365, 1) for member in members]
    assert people == [member for members in cast(30, date(2026, 1, 5), 365, 1) for member in members]
    assert len(people) == 210
    assert len({member.zone for member in people}) >= 4
    assert {member.kind for member in people} == {"prompt", "late", "stuck", "silent", "puts off", "mixed"}
    for some in ("quiet", "window", "away", "pauses"):
        assert 20 < sum(bool(getattr(member, some)) for member in people) <= 210, some
