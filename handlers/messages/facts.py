"""What a set was not told yet: the form of just those facts, and what a coordinator's Home says of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    context,
    escape,
    input_block,
    modal,
    option,
    plain_words,
    section,
    text_input,
)
from handlers.messages.people import weekdays
from handlers.messages.set_forms import (
    cadence,
    chosen,
    coach_errors,
    number,
    options_of,
    unknown,
    values_of,
    what_may_leave,
)
from handlers.places import AboutSet
from handlers.words import Reader
from sets.errors import Problem
from sets.facts import AUDIENCE_LIMIT, COACHED, LENGTHS, PURPOSE_LIMIT, SESSIONS, FactsRow, Stated, missing

FIELDS = {
    "coach": Field.SET_COACH,
    "coach_later": Field.SET_COACH_LATER,
    "cadence_weeks": Field.SET_CADENCE,
    "weekday": Field.SET_WEEKDAY,
    "local_time": Field.SET_TIME,
    "length_minutes": Field.SET_LENGTH,
    "planned_sessions": Field.SET_SESSIONS,
    "coached_sessions": Field.SET_COACHED,
    "confidentiality": Field.SET_CONFIDENTIALITY,
    "theme_audience": Field.SET_AUDIENCE,
    "purpose": Field.SET_PURPOSE,
}


def lengths(reader: Reader) -> dict[int, str]:
    """How long a session is, by minutes."""
    words = (reader.t("90 minutes"), reader.t("2 hours"), reader.t("3.5 hours"), reader.t("A full day"))
    return dict(zip(LENGTHS, words, strict=True))


def names(reader: Reader) -> dict[str, str]:
    """The facts as a list names them."""
    return {
        "coach": reader.t("if a coach is with it"),
        "cadence_weeks": reader.t("how often it meets"),
        "weekday": reader.t("on which day"),
        "local_time": reader.t("at what time"),
        "length_minutes": reader.t("for how long"),
        "planned_sessions": reader.t("how many sessions"),
        "coached_sessions": reader.t("when the coach hands over"),
        "confidentiality": reader.t("what may leave the set"),
        "theme_audience": reader.t("who may hear its themes"),
        "purpose": reader.t("what it is for"),
    }


def on_home(reader: Reader, row: FactsRow) -> AboutSet | None:
    """What a coordinator's Home adds to the line of a set; None: everything was stated."""
    asked = missing(row)
    if not asked:
        return None
    known = names(reader)
    words = reader.t("Not filled in yet: {facts}.", facts=", ".join(known[name] for name in asked))
    return AboutSet(row.set_id, words, (fill_in(reader, row.set_id, row.name),))


def fill_in(reader: Reader, set_id: UUID, name: str) -> Button:
    """The way to the form of what is not known yet."""
    heard = reader.t("Fill in what is missing about {set}", set=plain_words(name))
    return Button(reader.t("Fill in"), Press.SET_FACTS, handle(set_id), heard)


def unstated(reader: Reader, name: str, facts: Sequence[str]) -> str:
    """The same in the weekly note, where no line about the set stands before it."""
    known = names(reader)
    listed = ", ".join(known[each] for each in facts)
    return reader.t("Not filled in yet about {set}: {facts}.", set=escape(name), facts=listed)


def form(reader: Reader, row: FactsRow, *, just_made: bool = False) -> dict[str, Any]:
    """Just the facts that were not stated yet. `just_made`: the set was created a moment ago."""
    asked = missing(row)
    title = reader.t("About this set")
    if not asked:
        said = reader.t("You have told me all I ask about {set}. Thank you.", set=escape(row.name))
        return modal(reader, title, [section(said)], callback_id=Form.MENU)
    blocks: list[Block] = []
    if just_made:
        blocks.append(
            section(
                reader.t(
                    "I am asking everyone now. I will write to you when that is done. Next, tell me what you know "
                    "about {set}. You can leave this for later: it waits on my Home tab.",
                    set=escape(row.name),
                )
            )
        )
    blocks += [block for name in asked for block in _inputs(reader, name)]
    blocks.append(
        context(
            reader.t(
                "People who join {set} can read what it is for, and who may hear its themes. I show none of this to "
                "anybody else.",
                set=escape(row.name),
            )
        )
    )
    return modal(
        reader, title, blocks, callback_id=Form.SET_FACTS, submit=reader.t("Save"), metadata=handle(row.set_id)
    )


def _inputs(reader: Reader, name: str) -> list[Block]:
    if name == "coach":
        return _coach(reader)
    inputs = {
        "cadence_weeks": lambda: input_block(Field.SET_CADENCE, reader.t("How often will it meet?"), cadence(reader)),
        "weekday": lambda: input_block(Field.SET_WEEKDAY, reader.t("On which day?"), options_of(_days(reader), reader)),
        "local_time": lambda: input_block(
            Field.SET_TIME,
            reader.t("At what time?"),
            {"type": "timepicker"},
            hint=reader.t("It is {city} time. Skip this if you do not know yet.", city=reader.city()),
            optional=True,
        ),
        "length_minutes": lambda: input_block(
            Field.SET_LENGTH, reader.t("How long is a session?"), options_of(_lengths(reader), reader)
        ),
        "planned_sessions": lambda: input_block(
            Field.SET_SESSIONS, reader.t("How many sessions are planned?"), options_of(_numbers(SESSIONS), reader)
        ),
        "coached_sessions": lambda: input_block(
            Field.SET_COACHED,
            reader.t("After how many sessions does the coach hand over?"),
            options_of(_numbers(COACHED), reader),
        ),
        "confidentiality": lambda: what_may_leave(reader),
        "theme_audience": lambda: _words(
            reader, Field.SET_AUDIENCE, reader.t("Who may hear its themes?"), AUDIENCE_LIMIT
        ),
        "purpose": lambda: _words(
            reader, Field.SET_PURPOSE, reader.t("What is it for, and who asked for it?"), PURPOSE_LIMIT
        ),
    }
    return [inputs[name]()]


def _coach(reader: Reader) -> list[Block]:
    answers = [
        option(reader.t("There is no coach"), "none"),
        option(reader.t("There is one. I do not know who"), "later"),
        unknown(reader),
    ]
    return [
        input_block(
            Field.SET_COACH,
            reader.t("Who coaches it at first?"),
            {"type": "users_select"},
            hint=reader.t("A coach guides the first sessions, then leaves. A guest account is fine."),
            optional=True,
        ),
        input_block(
            Field.SET_COACH_LATER,
            reader.t("And if you chose nobody?"),
            {"type": "radio_buttons", "options": answers},
            optional=True,
        ),
    ]


def _words(reader: Reader, block: str, label: str, limit: int) -> Block:
    hint = reader.t("Skip this if you do not know yet.")
    return text_input(block, label, hint=hint, optional=True, max_length=limit)


def _days(reader: Reader) -> list[tuple[str, str]]:
    return [(name, value) for value, name in weekdays(reader)]


def _lengths(reader: Reader) -> list[tuple[str, str]]:
    return [(words, str(minutes)) for minutes, words in lengths(reader).items()]


def _numbers(allowed: Sequence[int]) -> list[tuple[str, str]]:
    return [(str(each), str(each)) for each in allowed]


def read_form(view: dict[str, Any]) -> Stated:
    """The form as sent; what was left out, or is not known yet, is None."""
    values = values_of(view)
    return Stated(
        coach=values.get(Field.SET_COACH, {}).get("selected_user") or None,
        coach_later=chosen(values, Field.SET_COACH_LATER),
        cadence_weeks=number(values, Field.SET_CADENCE),
        weekday=number(values, Field.SET_WEEKDAY),
        local_time=values.get(Field.SET_TIME, {}).get("selected_time") or None,
        length_minutes=number(values, Field.SET_LENGTH),
        planned_sessions=number(values, Field.SET_SESSIONS),
        coached_sessions=number(values, Field.SET_COACHED),
        confidentiality=chosen(values, Field.SET_CONFIDENTIALITY),
        theme_audience=_text(values, Field.SET_AUDIENCE),
        purpose=_text(values, Field.SET_PURPOSE),
    )


def _text(values: Mapping[str, Mapping[str, Any]], block: str) -> str | None:
    return str(values.get(block, {}).get("value") or "").strip() or None


def form_errors(reader: Reader, problems: Mapping[str, Problem]) -> dict[str, str]:
    """What to say under each field."""
    known = {
        **coach_errors(reader),
        ("coached_sessions", Problem.HANDOVER_TOO_LATE): reader.t(
            "The coach cannot stay longer than the set. Choose fewer sessions."
        ),
        ("purpose", Problem.TOO_LONG): reader.t("Use 300 letters or fewer."),
        ("theme_audience", Problem.TOO_LONG): reader.t("Use 300 letters or fewer."),
    }
    other = reader.t("I could not read this. Choose again.")
    return {FIELDS[name]: known.get((name, problem), other) for name, problem in problems.items()}


def saved(reader: Reader, row: FactsRow) -> dict[str, Any]:
    """After Save: what is known now, and what is still asked."""
    asked = missing(row)
    if not asked:
        said = reader.t("Saved. You have told me all I ask about {set}. Thank you.", set=escape(row.name))
    else:
        known = names(reader)
        said = reader.t(
            "Saved. Not filled in yet: {facts}. You can do that on my Home tab when you know.",
            facts=", ".join(known[name] for name in asked),
        )
    return modal(reader, reader.t("About this set"), [section(said)], callback_id=Form.MENU)
