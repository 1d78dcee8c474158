"""The forms around updates (voice.md 15): sharing one, changing it, and answering one."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.ids import Field, Form, Press, handle, parse_handle
from handlers.messages.parts import (
    Block,
    Button,
    context,
    cut,
    escape,
    input_block,
    modal,
    option,
    plain_words,
    section,
    text_input,
    urgent,
)
from handlers.words import Reader
from sets.errors import Problem
from sets.joining import SetBrief
from sets.update_changing import Changing
from sets.update_sharing import Blank, Topic, Typed
from sets.update_words import ANSWER_LIMIT, WORDS_LIMIT, About, Answering, Audience, Lasts
from storage.queries.update_forms import Circle
from storage.queries.updates import SeenRow

_DESCRIBED = 75  # Slack's limit for what stands under an option
_KINDS = ("action", "issue")  # the place of a kind rides where a revision would
_FIELDS = {"words": Field.UPDATE_WORDS, "audience": Field.UPDATE_AUDIENCE, "lasts": Field.UPDATE_LASTS}


def choose_set(reader: Reader, sets: Sequence[SetBrief]) -> dict[str, Any]:
    """Which set it is for: before the form, since each set has other people in it."""
    blocks = [section(reader.t("Which set is your update for?"))]
    for one in sets[:50]:
        heard = reader.t("Choose {set}", set=plain_words(one.name))
        button = Button(reader.t("Choose"), Press.UPDATE_NEW, handle(one.id), label=heard)
        blocks.append({**section(escape(one.name)), "accessory": button.element()})
    return modal(reader, reader.t("Share an update"), blocks, callback_id=Form.UPDATE_VIEW)


def no_set(reader: Reader) -> dict[str, Any]:
    """Instead of the form, for someone who is in no set."""
    words = reader.t("You are not in a set yet. If someone asks you to join one, you will see it on my Home tab.")
    return modal(reader, reader.t("Share an update"), [section(words)], callback_id=Form.UPDATE_VIEW)


def share_form(
    reader: Reader,
    blank: Blank,
    brief: SetBrief,
    typed: Typed | None = None,
    *,
    others: bool = False,
    copied: bool = False,
) -> dict[str, Any]:
    """The form. others: somebody else would have read it than the form said, so nothing was shared.

    copied: it begins with a copy of a line in their journal
    """
    filled = typed or Typed("", lasts=Lasts.DAYS)
    blocks: list[Block] = []
    if copied:
        said = reader.t(
            "This is a copy of what you wrote. You can change it here. Your journal stays as it is. Only you see that."
        )
        blocks.append(section(said))
    if others:
        blocks.append(
            section(
                reader.t(
                    "People’s roles changed while your window was open, so I have not shared it. Look again at who "
                    "would see it."
                )
            )
        )
    blocks += [context(reader.t("This is for {set}.", set=escape(brief.name))), _words(reader, filled.text)]
    about = About(filled.about[1], filled.about[0]) if filled.about else None
    blocks += _about(reader, blank.topics, about)
    blocks += [_audience(reader, blank.circle, brief.name), _lasts(reader, filled.lasts, blank.circle)]
    blocks += [_control(reader), urgent(reader, brief.contacts)]
    return modal(
        reader,
        reader.t("Share an update"),
        blocks,
        callback_id=Form.UPDATE,
        submit=reader.t("Share it"),
        metadata=handle(brief.id, blank.mark),
    )


def change_form(reader: Reader, found: Changing, who: str) -> dict[str, Any]:
    """The same for an update that stands; who: who reads it, which stays as it is."""
    seen = found.opened.seen
    blocks = [
        context(who),
        _words(reader, found.opened.text.reveal()),
        *_about(reader, found.topics, found.opened.about),
        _lasts(reader, seen.update.lasts, Circle()),
        _control(reader),
        urgent(reader, seen.contacts),
    ]
    return modal(
        reader,
        reader.t("Change my update"),
        blocks,
        callback_id=Form.UPDATE_CHANGE,
        submit=reader.t("Save my update"),
        metadata=handle(seen.update.id, seen.update.revision),
    )


def _words(reader: Reader, initial: str) -> Block:
    return text_input(
        Field.UPDATE_WORDS,
        reader.t("What would you like to share?"),
        hint=reader.t("Leave out patients, health and union matters."),
        multiline=True,
        initial=initial,
        max_length=WORDS_LIMIT,
    )


def _control(reader: Reader) -> Block:
    return context(reader.t("You can see how many have opened it, not who. You can change it or take it back."))


def _about(reader: Reader, topics: Sequence[Topic], chosen: About | None) -> list[Block]:
    """One's own actions and issues; none: no question."""
    if not topics:
        return []
    names = {"action": reader.t("My actions"), "issue": reader.t("My issues")}
    groups, initial = [], None
    for kind in _KINDS:
        options = []
        for each in topics:
            if each.about.kind != kind:
                continue
            made = option(plain_words(each.label.reveal()), handle(each.about.id, _KINDS.index(kind)))
            options.append(made)
            initial = made if each.about == chosen else initial
        if options:
            groups.append({"label": {"type": "plain_text", "text": names[kind], "emoji": False}, "options": options})
    element: Block = {
        "type": "static_select",
        "placeholder": {"type": "plain_text", "text": reader.t("Choose one"), "emoji": False},
        "option_groups": groups,
    }
    if initial:
        element["initial_option"] = initial
    return [input_block(Field.UPDATE_ABOUT, reader.t("What is it about?"), element, optional=True)]


def _audience(reader: Reader, circle: Circle, set_name: str) -> Block:
    """Nothing is chosen beforehand; under each choice stands who would see it."""
    options = [_described(option(reader.t("My set"), Audience.SET), _set_line(reader, circle, set_name))]
    if circle.coaches:
        options.append(
            _described(option(reader.t("My set and coach"), Audience.COACH), _coach_line(reader, circle, set_name))
        )
    if circle.buddies:
        options.append(_described(option(reader.t("My buddy"), Audience.BUDDY), _buddy_line(reader, circle)))
    if circle.facilitator:
        named = reader.t("Who facilitates next: {name}", name=plain_words(circle.facilitator.name))
        line = reader.t("I show this only to you and the person who facilitates next.")
        options.append(_described(option(named, Audience.NEXT), line))
    element: Block = {"type": "radio_buttons", "options": options}
    hint = reader.t("People who join your set later do not see it.")
    return input_block(Field.UPDATE_AUDIENCE, reader.t("Who sees it?"), element, hint=hint)


def _described(made: Block, line: str) -> Block:
    return {**made, "description": {"type": "plain_text", "text": cut(line, _DESCRIBED), "emoji": False}}


def _fitting(line: str, shorter: str) -> str:
    """Who sees it is never cut: names that are too long are left out."""
    return line if len(line) <= _DESCRIBED else shorter


def _set_line(reader: Reader, circle: Circle, set_name: str) -> str:
    if circle.coaches:
        return reader.t("I show this only to members. Your coach does not see it.")
    line = reader.t("I show this only to people in {set}.", set=plain_words(set_name))
    return _fitting(line, reader.t("I show this only to people in your set."))


def _coach_line(reader: Reader, circle: Circle, set_name: str) -> str:
    shorter = reader.t("I show this only to people in your set and to its coach.")
    if len(circle.coaches) != 1:
        return shorter
    coach = plain_words(circle.coaches[0].name)
    line = reader.t("I show this only to people in {set} and {coach}.", set=plain_words(set_name), coach=coach)
    return _fitting(line, shorter)


def _buddy_line(reader: Reader, circle: Circle) -> str:
    names = [plain_words(each.name) for each in circle.buddies]
    shorter = reader.n(
        "I show this only to you and your buddy.", "I show this only to you and your {n} buddies.", len(names)
    )
    if len(names) == 1:
        return _fitting(reader.t("I show this only to you and {buddy}.", buddy=names[0]), shorter)
    if len(names) == 2:
        line = reader.t("I show this only to you, {buddy} and {other}.", buddy=names[0], other=names[1])
        return _fitting(line, shorter)
    return shorter


def _lasts(reader: Reader, chosen: str, circle: Circle) -> Block:
    options = [
        option(reader.t("While the set runs"), Lasts.SET),
        option(reader.t("Until the next session has ended"), Lasts.SESSION),
        option(reader.t("30 days"), Lasts.DAYS),
    ]
    element: Block = {"type": "radio_buttons", "options": options}
    initial = next((each for each in options if each["value"] == chosen), None)
    if initial:
        element["initial_option"] = initial
    hint = ""
    if circle.buddies or circle.facilitator:
        hint = reader.t("A buddy, or who facilitates next, can read it until the next session has ended at most.")
    return input_block(Field.UPDATE_LASTS, reader.t("How long?"), element, hint=hint)


def typed_of(view: Mapping[str, Any]) -> Typed:
    """A form as it was sent. Raises BadHandle for a subject that no form of ours offers."""
    values = (view.get("state") or {}).get("values") or {}
    about = _chosen(values, Field.UPDATE_ABOUT)
    subject = None
    if about:
        picked = parse_handle(about)
        subject = (picked.row_id, _KINDS[min(picked.revision, len(_KINDS) - 1)])
    return Typed(
        str(_element(values, Field.UPDATE_WORDS).get("value") or ""),
        _chosen(values, Field.UPDATE_AUDIENCE),
        _chosen(values, Field.UPDATE_LASTS),
        subject,
        parse_handle(view.get("private_metadata")).revision,
    )


def _element(values: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    found = (values.get(block_id) or {}).get(Field.VALUE)
    return found if isinstance(found, Mapping) else {}


def _chosen(values: Mapping[str, Any], block_id: str) -> str:
    return str((_element(values, block_id).get("selected_option") or {}).get("value") or "")


def form_errors(reader: Reader, problems: Mapping[str, Problem]) -> dict[str, str]:
    """What to say under each field: block_id -> sentence."""
    said = {
        "words": reader.t("Write a few words to share."),
        "audience": reader.t("Choose who sees your update."),
        "lasts": reader.t("Choose how long it stays."),
    }
    if problems.get("words") is Problem.TOO_LONG:
        said["words"] = reader.t("Use {limit} letters or fewer.", limit=WORDS_LIMIT)
    return {_FIELDS[name]: said[name] for name in problems}


def answer_form(reader: Reader, seen: SeenRow, kind: Answering) -> dict[str, Any]:
    """An open question, or a reply, to the author of an update."""
    asking = kind is Answering.QUESTION
    title = reader.t("Ask an open question") if asking else reader.t("Reply")
    label = reader.t("Your question") if asking else reader.t("Your reply")
    hint = reader.t("An open question is one that yes or no cannot answer.") if asking else ""
    who = reader.t("I show this only to {name}, with your name.", name=escape(seen.author_name))
    box = text_input(Field.UPDATE_ANSWER, label, hint=hint, multiline=True, max_length=ANSWER_LIMIT)
    return modal(
        reader,
        title,
        [context(who), box, urgent(reader, seen.contacts)],
        callback_id=Form.UPDATE_QUESTION if asking else Form.UPDATE_REPLY,
        submit=reader.t("Send it"),
        metadata=handle(seen.update.id),
    )


def answer_typed(view: Mapping[str, Any]) -> str:
    """What was written."""
    return str(_element((view.get("state") or {}).get("values") or {}, Field.UPDATE_ANSWER).get("value") or "")


def answer_errors(reader: Reader, code: Problem) -> dict[str, str]:
    """What to say under the box."""
    said = {
        Problem.TOO_LONG: reader.t("Use {limit} letters or fewer.", limit=ANSWER_LIMIT),
        Problem.TOO_MANY: reader.t("That is as many as I can pass on. Take one back first."),
    }
    return {Field.UPDATE_ANSWER: said.get(code, reader.t("Write a few words first."))}
