"""The forms around issues: a new one, other words for it, and what is asked when it is settled."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.ids import Field, Form, handle
from handlers.messages import audiences
from handlers.messages.parts import (
    Block,
    context,
    escape,
    input_block,
    modal,
    option,
    plain_words,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.words import Reader
from sets.errors import Problem
from sets.issue_words import HEADLINE_LIMIT, LINE_LIMIT, OWN_LIMITS, Looking, State
from sets.issues import Whole
from sets.joining import SetBrief
from storage.confidential import Confidential

_FIELDS = {
    "set": Field.ISSUE_SET,
    "headline": Field.ISSUE_HEADLINE,
    "helped": Field.ISSUE_HELPED,
    "see": Field.ISSUE_SEE,
    "line": Field.ISSUE_LINE,
}
_SETS_SHOWN = 5


def new_form(reader: Reader, sets: Sequence[SetBrief], headline: str = "") -> dict[str, Any]:
    """A new issue. With one set it is for that one; with more the person chooses. `sets` is not empty.

    headline  words typed already, behind /als issue
    """
    choice = [_set_choice(reader, sets)] if len(sets) > 1 else []
    seen = reader.t("People in the set you choose, and its coach if it has one, can read it.")
    if len(sets) == 1:
        seen = audiences.set_and_coach(reader, sets[0].name)
    carried = reader.t("Your set can come back to it in each session, until you say that it is settled.")
    contacts = dict.fromkeys(one.contacts for one in sets[:_SETS_SHOWN])
    return modal(
        reader,
        reader.t("New issue"),
        [
            section(reader.t("An issue is a work problem you can partly change.")),
            *choice,
            _headline(reader, headline),
            context(seen),
            context(carried),
            *[urgent(reader, each) for each in contacts],
        ],
        callback_id=Form.ISSUE,
        submit=reader.t("Save my issue"),
        metadata=handle(sets[0].id) if len(sets) == 1 else "",
    )


def _set_choice(reader: Reader, sets: Sequence[SetBrief]) -> Block:
    element: Block = {
        "type": "static_select",
        "placeholder": {"type": "plain_text", "text": reader.t("Choose a set"), "emoji": False},
        "options": [option(plain_words(one.name), handle(one.id)) for one in sets[:100]],
    }
    return input_block(Field.ISSUE_SET, reader.t("Which set is it for?"), element)


def _headline(reader: Reader, initial: str) -> Block:
    return text_input(
        Field.ISSUE_HEADLINE,
        reader.t("The issue, in one line"),
        hint=reader.t("Leave out patients, health and union matters. The story stays in the room."),
        initial=initial,
        max_length=HEADLINE_LIMIT,
    )


def words_form(reader: Reader, whole: Whole) -> dict[str, Any]:
    """Other words for one's issue."""
    seen = whole.seen
    return modal(
        reader,
        reader.t("Change the words"),
        [
            _headline(reader, whole.headline.reveal()),
            context(audiences.set_and_coach(reader, seen.set_name)),
            urgent(reader, seen.contacts),
        ],
        callback_id=Form.ISSUE_WORDS,
        submit=reader.t("Save"),
        metadata=handle(seen.row.id, seen.row.revision),
    )


def settle_form(reader: Reader, whole: Whole) -> dict[str, Any]:
    """It is settled: what its holder likes to say about that. Settled already: what they like to add."""
    seen, done = whole.seen, whole.state is State.SETTLED
    said = reader.t("Is it settled? You can say so with no words at all.")
    if done:
        said = reader.t("It is settled. You can add a few words.")
    return modal(
        reader,
        reader.t("Settled"),
        [
            words_of_people(plain_words(whole.headline.reveal())),
            section(said),
            _box(reader, "helped", reader.t("What helped most?")),
            _box(reader, "see", reader.t("What can you see now that you could not before?")),
            context(reader.t("I show these two only to you.")),
            _box(reader, "line", reader.t("A line for my set")),
            context(_line_seen(reader, seen.set_name)),
            urgent(reader, seen.contacts),
        ],
        callback_id=Form.ISSUE_SETTLE,
        submit=reader.t("Save") if done else reader.t("It is settled"),
        metadata=handle(seen.row.id, seen.row.revision),
    )


def _box(reader: Reader, name: str, label: str) -> Block:
    limit = {**OWN_LIMITS, "line": LINE_LIMIT}[name]
    return text_input(_FIELDS[name], label, multiline=True, optional=True, max_length=limit)


def _line_seen(reader: Reader, set_name: str) -> str:
    return reader.t(
        "I show this line, with your name, only to the members of {set}. A coach does not see it.", set=escape(set_name)
    )


def no_set_view(reader: Reader, *, coach: bool) -> dict[str, Any]:
    """Instead of the form, for somebody who is no member of a set."""
    words = reader.t("You are not in a set yet. If someone asks you to join one, you will see it on my Home tab.")
    if coach:
        words = reader.t("You are here as a coach. Issues belong to members, so there is none for you to write.")
    return modal(reader, reader.t("New issue"), [section(words)], callback_id=Form.ISSUE_VIEW)


def typed_headline(values: Mapping[str, Any]) -> Confidential:
    """What a form for a headline holds."""
    return _words(values, "headline")


def typed_looking(values: Mapping[str, Any]) -> Looking:
    """What the settled form holds."""
    return Looking(*[_words(values, name) for name in ("helped", "see", "line")])


def _words(values: Mapping[str, Any], name: str) -> Confidential:
    return Confidential(str((values.get(_FIELDS[name]) or {}).get("value") or ""))


def form_errors(reader: Reader, name: str, problem: Problem) -> dict[str, str]:
    """What to say under a field: block_id -> sentence."""
    limit = {**OWN_LIMITS, "line": LINE_LIMIT, "headline": HEADLINE_LIMIT}.get(name, 0)
    said = reader.t("Use {limit} letters or fewer here.", limit=limit)
    if name == "set":
        said = reader.t("Choose the set it is for.")
    elif problem is Problem.CHANGED_MEANWHILE:
        said = reader.t("Things changed while this window was open. Copy your words, close it, and open it again.")
    elif problem is Problem.EMPTY:
        said = reader.t("Write one line about your issue.")
    return {_FIELDS[name]: said}
