"""The ground rules (voice.md 2): the channel's message, the window, ideas and a new version.

Our own words may stand in the channel. The set's stand in windows only.
"""

from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages import audiences
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    message,
    modal,
    plain_words,
    section,
    text_input,
    words_of_people,
)
from handlers.places import AboutSet
from handlers.words import Reader
from sets.agreement import IDEA_LIMIT, RULES_LIMIT, Read, RulesRow


def our_rules(reader: Reader, contacts: str, confidentiality: str | None) -> list[str]:
    """The rules a set begins with (practice.md sections 2 and 6). `contacts` are put in as they are."""
    leaving = {
        "full": reader.t("Nothing leaves the set but what each of us has learned for ourselves."),
        "chatham_house": reader.t("We may share themes outside: what we learned, never who said what."),
        "themes_with_permission": reader.t(
            "A theme (what we learned, with no names) leaves the set only when all of us agree to its words."
        ),
    }
    return [
        reader.t("What is said here stays here: the issues, the questions, and who said what."),
        leaving.get(confidentiality or "", reader.t("We still decide what may leave the set.")),
        reader.t("We ask before we tell. One question at a time. Silence is fine."),
        reader.t("Who brings an issue may leave any question, and chooses their own next step."),
        reader.t("Anyone may pass. Nobody has to say why."),
        reader.t("We come, or we tell each other that we cannot."),
        reader.t(
            "We speak up when someone may come to serious harm, when the law or our profession asks it of us, or when "
            "something unsafe is not being dealt with. Then we speak to {contacts}.",
            contacts=contacts,
        ),
    ]


def _listed(lines: list[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


def in_channel(reader: Reader, row: RulesRow) -> dict[str, Any]:
    """The channel's message. How many have agreed, never who has not."""
    title = reader.t("*Our ground rules, version {v}.*", v=row.version)
    renewed = reader.t("We look at them again when the coach leaves, or when new rounds of sessions begin.")
    if row.rules is None:
        rules = _listed(our_rules(reader, escape(row.contacts), row.confidentiality))
        blocks = [section(f"{title}\n{rules}"), section(renewed)]
    else:
        own = reader.t(
            "These are our own words. I show them only to people in {set}, and to its coach if it has one.",
            set=escape(row.set_name),
        )
        blocks = [section(f"{title} {own} {renewed}")]
    if row.version != row.newest:
        blocks.append(section(reader.t("There is a newer version now.")))
        return message(reader.t("Our ground rules are ready to read."), [*blocks, buttons(_read(reader, row))])
    if row.members and row.agreed >= row.members:
        blocks.append(section(reader.t("We have all agreed to version {v}.", v=row.version)))
    elif row.agreed:
        blocks.append(section(reader.n("{n} has agreed.", "{n} have agreed.", row.agreed)))
    agree = Button(reader.t("I agree"), Press.RULES_AGREE, handle(row.id), reader.t("I agree to the rules"), "primary")
    suggest = Button(reader.t("Suggest a change"), Press.RULES_SUGGEST, handle(row.set_id))
    return message(
        reader.t("Our ground rules are ready to read."), [*blocks, buttons(_read(reader, row), agree, suggest)]
    )


def _read(reader: Reader, row: RulesRow) -> Button:
    return Button(reader.t("Read the ground rules"), Press.RULES_READ, handle(row.set_id))


def agreed(reader: Reader, row: RulesRow) -> dict[str, Any]:
    """To who pressed, alone."""
    undo = Button(reader.t("Undo"), Press.RULES_UNDO, handle(row.id), reader.t("Undo: I agree"))
    said = reader.t("Thank you. You agreed to version {v}.", v=row.version)
    return message(said, [section(said), buttons(undo)])


def newer(reader: Reader) -> dict[str, Any]:
    """To who pressed under a version that no longer stands."""
    return message(reader.t("There is a newer version now. Nothing has changed."))


def newer_window(reader: Reader, row: RulesRow) -> dict[str, Any]:
    """The same, in the window where they pressed."""
    said = section(reader.t("There is a newer version now. Nothing has changed."))
    return modal(reader, reader.t("Ground rules"), [said, buttons(_read(reader, row))], callback_id=Form.MENU)


def undone(reader: Reader) -> dict[str, Any]:
    """After Undo."""
    return message(reader.t("Undone. You can choose again."))


def thanks(reader: Reader, row: RulesRow) -> dict[str, Any]:
    """In the window where they pressed."""
    undo = Button(reader.t("Undo"), Press.RULES_UNDO, handle(row.id), reader.t("Undo: I agree"))
    said = reader.t("Thank you. You agreed to version {v}.", v=row.version)
    return modal(reader, reader.t("Ground rules"), [section(said), buttons(undo)], callback_id=Form.MENU)


def undone_window(reader: Reader) -> dict[str, Any]:
    """After Undo in the window."""
    said = section(reader.t("Undone. You can choose again."))
    return modal(reader, reader.t("Ground rules"), [said], callback_id=Form.MENU)


def ask_late(reader: Reader, row: RulesRow) -> dict[str, Any]:
    """To somebody who joined when the rules had stood for a while, once."""
    said = reader.t(
        "Your set has ground rules, version {v}. You can read them here, and say that you agree or what you would "
        "change. Nobody sees who has not agreed.",
        v=row.version,
    )
    return message(reader.t("Your set has ground rules to read."), [section(said), buttons(_read(reader, row))])


def window(reader: Reader, read: Read) -> dict[str, Any]:
    """The rules, ideas for the next version, and what a member can do with them."""
    row = read.row
    title = section(reader.t("*Our ground rules, version {v}.*", v=row.version))
    blocks: list[Block] = [title, *_rules(reader, read)]
    if read.agreed:
        blocks.append(context(reader.t("You have agreed to this version.")))
    if read.ideas:
        blocks.append(section(reader.t("*Ideas for the next version*")))
    for idea in read.ideas[:15]:
        blocks.append(context(reader.t("From {name}", name=escape(idea.name))))
        blocks.append(words_of_people(idea.words.reveal()))
        if idea.own:
            back = Button(reader.t("Take my idea back"), Press.RULES_TAKE_BACK, handle(idea.id))
            blocks.append(buttons(back, block_id=f"idea-{idea.id}"))
    if read.member:
        blocks.append(buttons(*_choices(reader, read)))
    blocks.append(context(audiences.set_and_coach(reader, row.set_name)))
    return modal(reader, reader.t("Ground rules"), blocks, callback_id=Form.RULES, metadata=handle(row.set_id))


def _rules(reader: Reader, read: Read) -> list[Block]:
    if read.rules is not None:
        return [words_of_people(read.rules.reveal())]
    return [section(_listed(our_rules(reader, escape(read.row.contacts), read.row.confidentiality)))]


def _choices(reader: Reader, read: Read) -> list[Button]:
    row = read.row
    chosen = [Button(reader.t("Suggest a change"), Press.RULES_SUGGEST, handle(row.set_id))]
    write = reader.t("Write version {v}", v=row.version + 1)
    chosen.append(Button(write, Press.RULES_WRITE, handle(row.set_id)))
    if not read.agreed:
        agree = Button(
            reader.t("I agree"), Press.RULES_AGREE, handle(row.id), reader.t("I agree to the rules"), "primary"
        )
        chosen.insert(0, agree)
    return chosen


def suggest_form(reader: Reader, row: RulesRow) -> dict[str, Any]:
    """An idea for the next version."""
    blocks = [
        text_input(Field.RULE_IDEA, reader.t("What would you change or add?"), multiline=True, max_length=IDEA_LIMIT),
        context(
            audiences.set_and_coach_named(reader, row.set_name),
        ),
        _urgent(reader, row),
    ]
    return modal(
        reader,
        reader.t("Suggest a change"),
        blocks,
        callback_id=Form.RULES_SUGGEST,
        submit=reader.t("Save my idea"),
        metadata=handle(row.set_id),
    )


def _urgent(reader: Reader, row: RulesRow) -> Block:
    return context(
        reader.t(
            "Nobody watches this. If it is urgent, speak to {contacts}.",
            contacts=escape(row.contacts),
        )
    )


def suggested(reader: Reader, idea_id: UUID) -> dict[str, Any]:
    """After Save my idea."""
    said = reader.t("Your idea is saved. The set can read it with the rules.")
    undo = Button(reader.t("Undo"), Press.RULES_TAKE_BACK, handle(idea_id), reader.t("Undo: my idea"))
    return modal(reader, reader.t("Suggest a change"), [section(said), buttons(undo)], callback_id=Form.MENU)


def taken_back(reader: Reader) -> dict[str, Any]:
    """After Undo, or Take my idea back."""
    said = reader.t("Undone. I no longer hold your idea.")
    return modal(reader, reader.t("Ground rules"), [section(said)], callback_id=Form.MENU)


def write_form(reader: Reader, read: Read) -> dict[str, Any]:
    """The next version, beginning from this one."""
    row = read.row
    words = read.rules.reveal() if read.rules is not None else "\n".join(_as_typed(reader, row))
    blocks: list[Block] = [
        section(
            reader.t(
                "Write what your set has agreed to say. Everyone is then asked anew, and the old version no longer "
                "counts."
            )
        ),
        text_input(Field.RULES, reader.t("Our ground rules"), multiline=True, initial=words, max_length=RULES_LIMIT),
        context(audiences.set_and_coach(reader, row.set_name)),
        _urgent(reader, row),
    ]
    return modal(
        reader,
        reader.t("Write version {v}", v=row.version + 1),
        blocks,
        callback_id=Form.RULES_WRITE,
        submit=reader.t("Save this version"),
        metadata=handle(row.set_id, row.version),
    )


def _as_typed(reader: Reader, row: RulesRow) -> list[str]:
    """Our words as the set may change them: nothing in a text box is escaped."""
    return our_rules(reader, row.contacts, row.confidentiality)


def written(reader: Reader, row: RulesRow) -> dict[str, Any]:
    """After Save this version."""
    said = reader.t("Version {v} is saved. I am telling the set in its channel.", v=row.version)
    return modal(reader, reader.t("Ground rules"), [section(said)], callback_id=Form.MENU)


def form_error(reader: Reader, field: str, *, empty: bool, limit: int) -> dict[str, str]:
    """What to say under a text box."""
    if empty:
        return {field: reader.t("Write a few words first.")}
    return {field: reader.t("Use {limit} letters or fewer.", limit=limit)}


def about_set(reader: Reader, set_id: UUID, set_name: str) -> AboutSet:
    """The button in the line of a set, on Home."""
    heard = reader.t("Read the ground rules of {set}", set=plain_words(set_name))
    return AboutSet(set_id, buttons=(Button(reader.t("Ground rules"), Press.RULES_READ, handle(set_id), heard),))
