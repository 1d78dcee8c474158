"""What check-ins and answers to replies say, kept as golden files; hostile words do nothing anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import checkin_windows as windows
from handlers.messages import replies as answers
from handlers.messages.checkins import bundle_message
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.action_words import Detail
from sets.actions import Action
from sets.answering import Happened
from sets.asking import Ask, Bundle, Item, Standing, question
from sets.my_actions import Note, Whole
from sets.notes import Act, Kept, Reads
from sets.reply_showing import Became, Choice, Shown
from sets.stuck import Routes
from storage.confidential import Confidential
from storage.queries.actions import ActionRow, Holder

READER = Reader("en-GB", "Europe/London")
DUE = date(2026, 5, 22)
AT = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
ONE, TWO, THREE, EVENT = (UUID(int=number) for number in (1, 2, 3, 8))
HOLDER = Holder("UAMINA", "en-GB", "Europe/London")
HOSTILE = [
    "<!channel>",
    "<!here|x> <@U1> <#C1>",
    "<http://x|y> https://evil.example @here",
    "*bold* _it_ ~no~ `code`",
    "\u202eright to left\u202c שלום",
    "🎉" * 60,
    "x" * 600,
    '"}{label}{0}%s',
]


def row(words: str = "") -> ActionRow:
    contacts = f"{words[:200]}Ola, 0123"
    return ActionRow(
        ONE,
        ONE,
        ONE,
        "open",
        DUE,
        "Europe/London",
        AT,
        AT,
        None,
        2,
        "Tuesday set",
        contacts,
        HOLDER,
        "member",
        False,
        False,
        None,
        b"",
        None,
        None,
    )


def item(
    words: str | None = "Ring three wards",
    ask: Ask = Ask.DUE,
    standing: Standing = Standing.ASKED,
    number: UUID = ONE,
    event: UUID | None = None,
    on: date = DUE,
) -> Item:
    label = None if words is None else Confidential(words)
    return Item(number, 1, number, label, DUE, ask, standing, on, event, action=row())


def bundle(*items: Item) -> Bundle:
    return Bundle(HOLDER, items, first=True)


def three(words: str | None, middle: Standing) -> Bundle:
    return bundle(
        item(words, Ask.BEFORE),
        item(words, standing=middle, number=TWO, event=EVENT if middle is Standing.ANSWERED else None),
        item(words, Ask.AFTER, number=THREE),
    )


NOTE, ENDED, AGAIN, MOVED = (False, DUE), (True, None), (True, DUE), (True, date(2026, 5, 18))


def shown(
    state: str,
    words: str | None,
    *answers_read: tuple[bool, date | None],
    warned: bool = False,
    too_late: bool = False,
    unsure: bool = False,
) -> Shown:
    """answers_read: by action, whether an answer was read and when is asked again."""
    label = None if words is None else Confidential(words)
    choices: Sequence[Choice] = [Choice(ONE, DUE, label, 1), Choice(TWO, date(2026, 5, 29), label, 2)]
    if words is not None:
        choices = [Choice(ONE, DUE, label, 1), Choice(TWO, DUE, Confidential(f"other {words}"), 2)]
    kept = [Became(choice, *became) for choice, became in zip(choices, answers_read, strict=False)]
    return Shown(ONE, 3, state, warned, "en-GB", "Europe/London", kept, choices, too_late, unsure)


def messages(reader: Reader, words: str | None) -> dict[str, dict[str, Any]]:
    """Every message of these features, with `words` wherever a label goes; None: labels hidden."""
    answered = item(words, standing=Standing.ANSWERED, event=EVENT)
    return {
        **{f"one, {ask.name.lower()}": bundle_message(reader, bundle(item(words, ask))) for ask in Ask},
        "one, comes up in the session": bundle_message(reader, bundle(item(words, standing=Standing.IN_SESSION))),
        "one, choosing, a session is booked": bundle_message(
            reader, bundle(replace(item(words, standing=Standing.CHOOSING), before_session=DUE))
        ),
        "one, choosing": bundle_message(reader, bundle(item(words, standing=Standing.CHOOSING))),
        "one, answered": bundle_message(reader, bundle(answered), Happened.SAVED, ONE),
        "one, undone": bundle_message(reader, bundle(item(words)), Happened.UNDONE, ONE),
        "one, older": bundle_message(reader, bundle(item(words)), Happened.OVERTAKEN, ONE),
        "one, already": bundle_message(reader, bundle(answered), Happened.OVERTAKEN, ONE),
        "one, too late": bundle_message(reader, bundle(answered), Happened.TOO_LATE, ONE),
        "one, closed": bundle_message(reader, bundle(item(words, standing=Standing.CLOSED))),
        "three": bundle_message(reader, three(words, Standing.ASKED)),
        "three, not the first": bundle_message(reader, replace(three(words, Standing.ASKED), first=False)),
        "three, one answered": bundle_message(reader, three(words, Standing.ANSWERED)),
        "three, one choosing": bundle_message(reader, three(words, Standing.CHOOSING)),
        "note saved": answers.answer_message(reader, shown("saved", words, NOTE)),
        "note saved, the first": answers.answer_message(reader, shown("saved", words, NOTE, warned=True)),
        "note shared": answers.answer_message(reader, shown("saved", words, NOTE), shared=True),
        "note, too late": answers.answer_message(reader, shown("saved", words, NOTE, too_late=True)),
        "note, what does it say": answers.answer_message(reader, shown("saved", words, NOTE, unsure=True)),
        "note answers, to another day": answers.answer_message(reader, shown("saved", words, MOVED)),
        "note answers, it goes on": answers.answer_message(reader, shown("saved", words, AGAIN)),
        "note answers, it is over": answers.answer_message(reader, shown("saved", words, ENDED)),
        "note answers two": answers.answer_message(reader, shown("saved", words, ENDED, AGAIN)),
        "note, its message deleted": answers.answer_message(reader, shown("deleted", words)),
        "stop": answers.stop_message(reader),
        "which action": answers.answer_message(reader, shown("asking", words)),
        "note undone": answers.answer_message(reader, shown("undone", words)),
        "note dropped": answers.answer_message(reader, shown("dropped", words)),
        "nothing open": answers.nothing_open_message(reader),
        "too long": answers.too_long_message(reader),
    }


def views(reader: Reader, words: str) -> dict[str, dict[str, Any]]:
    """Every window, with `words` wherever people's words go."""
    found = Action(ONE, ONE, ONE, "open", DUE, "Europe/London", AT, 2, Confidential(words), row(words))
    note = Note(AT, Confidential(words), Confidential(words[:500]), Act.ADAPT.value, for_supporter=True)
    whole = Whole(found, Detail(), "done", [note], EVENT)
    test = Detail.of({"plan": words[:350], "expect": words[:350]})
    return {
        "answer": windows.answer_view(reader, whole),
        "answer, a small test": windows.answer_view(reader, replace(whole, detail=test)),
        "kept a line, for a supporter": windows.saved_view(
            reader, Kept(HOLDER, "Tuesday set", True, Reads.SUPPORTER, EVENT, words[:80])
        ),
        "note form": windows.note_form(reader, whole),
        "kept a line": windows.saved_view(reader, Kept(HOLDER, "Tuesday set", True, Reads.ME, EVENT)),
        "kept a line, shared": windows.saved_view(reader, Kept(HOLDER, "Tuesday set", True, Reads.SET, EVENT)),
        "kept nothing": windows.saved_view(reader, Kept(HOLDER, "Tuesday set", False, Reads.ME, None)),
        "stuck": windows.stuck_view(reader, Routes(ONE, HOLDER, buddy=False, session=False)),
        "stuck, all ways": windows.stuck_view(reader, Routes(ONE, HOLDER, buddy=True, session=True)),
        "stuck, brought": windows.brought_view(reader, ONE, DUE),
        "stuck, taken off": windows.taken_off_view(reader),
        "kept to myself": windows.kept_view(reader, DUE),
        "kept, not asked again": windows.kept_view(reader, None),
        "not until": windows.not_until_form(reader, ONE, DUE),
        "not until, saved": windows.not_until_saved(reader, DUE, ONE),
        "lifted": windows.lifted_view(reader),
    }


@pytest.mark.parametrize("words", ["Ring three wards", None])
def test_messages_read_as_agreed(snapshot: SnapshotAssertion, words: str | None) -> None:
    found = messages(READER, words)
    assert found == snapshot
    for name, message in found.items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name
        assert "wards" not in message["text"], name


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(READER, "Ring three wards") == snapshot


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, message in messages(READER, words).items():
        assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name
    for name, view in views(READER, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name


def sentences(found: Any) -> Iterator[str]:  # noqa: ANN401 - blocks as Slack takes them
    if isinstance(found, dict):
        for key, value in found.items():
            if key in ("text", "accessibility_label") and isinstance(value, str):
                yield value
            elif key not in ("value", "action_id", "block_id"):
                yield from sentences(value)
    elif isinstance(found, list):
        for each in found:
            yield from sentences(each)


def test_every_sentence_goes_through_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    people = {"Ring three wards", "other Ring three wards"}
    for name, shape in {**messages(reader, "Ring three wards"), **views(reader, "Ring three wards")}.items():
        for sentence in sentences(shape):
            plain = sentence.replace("\u2068", "").replace("\u2069", "")
            assert "⟦" in sentence or plain in people, (name, sentence)


@pytest.mark.parametrize(
    ("slot", "today", "agains", "expected"),
    [
        ("before", date(2026, 5, 19), 0, Ask.BEFORE),
        ("before", date(2026, 5, 22), 0, Ask.TODAY),  # sent late, it stays true
        ("due", date(2026, 5, 25), 0, Ask.DUE),
        ("after", date(2026, 5, 29), 0, Ask.AFTER),
        ("again", date(2026, 5, 20), 1, Ask.BEFORE),
        ("again", date(2026, 5, 23), 1, Ask.DUE),
        ("again", date(2026, 5, 23), 2, Ask.WAITED),
        ("again", date(2026, 5, 30), 2, Ask.LAST),
    ],
)
def test_which_question_is_true(slot: str, today: date, agains: int, expected: Ask) -> None:
    assert question(slot, DUE, today, agains) is expected


def test_nobody_reads_the_same_question_twice_within_a_week() -> None:
    for ask in (Ask.BEFORE, Ask.TODAY, Ask.DUE):
        week = [DUE + timedelta(days=days) for days in range(7)]
        asked = {str(bundle_message(READER, Bundle(HOLDER, [item(None, ask, on=day)]))) for day in week}
        thanks = {
            str(bundle_message(READER, Bundle(HOLDER, [item(None, standing=Standing.CLOSED, on=day)]))) for day in week
        }
        assert len(asked) == len(thanks) == len(week)
