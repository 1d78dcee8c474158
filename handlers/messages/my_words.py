"""One thing that somebody wrote, in My data: when, where, who can read it, and the words in full."""

from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages import my_issue_words, turned_out
from handlers.messages.data_parts import title
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    modal,
    plain_words,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.messages.question_bank import question_words
from handlers.words import Reader
from sets.correcting import LIMITS, Correcting
from sets.my_data import Item, Kind
from sets.my_words import Part

_BLOCK = 3000
"""Characters that Slack takes in one block."""


def kind_title(reader: Reader, kind: Kind) -> str:
    return {
        Kind.ACTION: reader.t("My actions"),
        Kind.NOTE: reader.t("My notes and answers about actions"),
        Kind.OUTCOME: reader.t("What came of my actions"),
        Kind.OWN_LIST: reader.t("My own lists for sessions"),
        Kind.REFLECTION: reader.t("My journal and my reflections"),
        Kind.UPDATE: reader.t("My updates"),
        Kind.ANSWER: reader.t("My answers to updates"),
        Kind.CALL: reader.t("What I asked my set about"),
        Kind.QUESTION: reader.t("Questions I sent to others"),
        Kind.WORD: reader.t("Words I left for people I back up"),
        Kind.ISSUE: reader.t("My issues"),
        Kind.ISSUE_SAID: reader.t("What I said about issues"),
        Kind.BID: reader.t("Time I asked for"),
        Kind.IDEA: reader.t("My ideas for the ground rules"),
        Kind.REPLY: reader.t("Replies that wait for a place"),
        Kind.PROMPT: reader.t("Questions I added for my set"),
    }[kind]


def item_blocks(reader: Reader, item: Item) -> list[Block]:
    """At most seventeen blocks, for an action with every box filled in."""
    blocks: list[Block] = [context(_when(reader, item))]
    if item.title:
        blocks.append(words_of_people(plain_words(item.title.reveal())))
    blocks += [section(said) for said in (_question(reader, item), _state(reader, item)) if said]
    if item.broken:
        blocks.append(section(reader.t("I can no longer open these words. Nobody can.")))
    before = [words for part, words in item.words if part is Part.BEFORE]
    for part, words in item.words:
        if part is not Part.BEFORE:
            name = _part(reader, part)
            blocks += [*([context(name)] if name else []), *_in_full(words.reveal())]
    if before:
        # One stretch: a change of every box would fill the window by itself.
        together = "\n".join(words.reveal() for words in before)
        blocks += [context(reader.t("What stood here before, kept so that Undo works:")), *_in_full(together)]
    if reads := who_reads(reader, item):
        blocks.append(context(reads))
    row = buttons(*_row(reader, item), *_correct(reader, item), _erase(reader, item), block_id=f"item-{item.id}")
    row["elements"][-1]["confirm"] = _sure(reader)
    return [*blocks, row]


def _in_full(text: str) -> list[Block]:
    """All of it, in as many blocks as it takes."""
    return [words_of_people(text[start : start + _BLOCK]) for start in range(0, len(text), _BLOCK)]


def _when(reader: Reader, item: Item) -> str:
    day = reader.date_with_year(reader.local_date(item.starts_at or item.at))
    if item.kind in (Kind.OWN_LIST, Kind.BID):
        return reader.t("For the session on {date}, in {set}", date=day, set=escape(item.set_name))
    return reader.t("{date}, in {set}", date=day, set=escape(item.set_name)) if item.set_name else day


def _question(reader: Reader, item: Item) -> str:
    """The question of ours that it answers."""
    if item.kind is Kind.REFLECTION and item.number is not None:
        return question_words(reader, item.number)
    return ""


def _part(reader: Reader, part: Part) -> str:
    """What one stretch of words is; "" where the page says it."""
    return {
        Part.ABOUT: reader.t("What it is about:"),
        Part.SIGN: reader.t("How I will know it helped:"),
        Part.SUPPORT: reader.t("Who could back me up:"),
        Part.IF_THEN: reader.t("If something gets in the way, then I will:"),
        Part.PLAN: reader.t("What I will try out:"),
        Part.EXPECT: reader.t("What I expect:"),
        Part.COMPARED: reader.t("How it compared:"),
        Part.PLANNED: reader.t("How I wanted to know that it helped:"),
        Part.ACTUAL: reader.t("What came of it:"),
        Part.WHY: reader.t("Why now:"),
        Part.HELPED: reader.t("What helped most:"),
        Part.SEE: reader.t("What I can see now:"),
        Part.LINE: reader.t("A line for my set:"),
    }.get(part, "")


def _state(reader: Reader, item: Item) -> str:
    """What was said or chosen, in our words; "" when nothing was."""
    if item.kind is Kind.ACTION:
        return _of_action(reader, item)
    if item.kind is Kind.NOTE:
        return _of_event(reader, item)
    if item.kind is Kind.OUTCOME:
        return _turned_out(reader, item.codes[0] if item.codes else "")
    if item.kind is Kind.OWN_LIST:
        return reader.n("{n} action stands on it.", "{n} actions stand on it.", len(item.codes))
    return _of_others(reader, item)


def _of_action(reader: Reader, item: Item) -> str:
    if item.state == "draft":
        return reader.t("You wrote this in a form and did not save it yet.")
    day = reader.date_with_year(item.day) if item.day else ""
    dated = reader.t("By {date}.", date=day)
    standing = reader.t("It is on your list.") if item.state == "open" else reader.t("It is off your list.")
    return " ".join([dated, standing, *(said for said in [_said(reader, "".join(item.codes))] if said)])


def _of_event(reader: Reader, item: Item) -> str:
    found = [_said(reader, item.state)]
    for code in item.codes:
        found.append(turned_out.after_test(reader, code) or _turned_out(reader, code))
    return " ".join(said for said in found if said)


def _said(reader: Reader, code: str) -> str:
    """What the holder said about an action."""
    return {
        "committed": reader.t("You committed to it."),
        "note": reader.t("You kept a line about it."),
        "done": reader.t("You said: done."),
        "still_on_it": reader.t("You said: still on it."),
        "stuck": reader.t("You said: stuck."),
        "not_now": reader.t("You said: not now."),
        "changed": reader.t("You changed it."),
        "stopped": reader.t("You stopped it."),
    }.get(code, "")


def _turned_out(reader: Reader, code: str) -> str:
    return {
        "as_hoped": reader.t("You said: it turned out as you hoped."),
        "not_as_hoped": reader.t("You said: it did not turn out as you hoped."),
        "unexpected": reader.t("You said: something came of it that you did not expect."),
    }.get(code, "")


def _of_others(reader: Reader, item: Item) -> str:
    if item.kind is Kind.ANSWER:
        return {
            "thanks": reader.t("You said thank you for an update."),
            "question": reader.t("You asked an open question about an update."),
            "reply": reader.t("You replied to an update."),
        }.get(item.state, "")
    if item.kind is Kind.ISSUE:
        return my_issue_words.stands(reader, "".join(item.codes))
    if item.kind is Kind.ISSUE_SAID:
        return my_issue_words.said(reader, item.state)
    if item.kind is Kind.BID:
        urgent = [reader.t("You said that today would help most.")] if item.codes else []
        withdrawn = [reader.t("You took it back.")] if item.state == "withdrawn" else []
        return " ".join([*urgent, *withdrawn])
    if item.kind is Kind.PROMPT:
        return reader.t("It was taken off the list.") if item.state == "off" else reader.t("It is on the list.")
    if item.kind is Kind.CALL:
        return {
            "draft": reader.t("You wrote this in a form and did not post it yet."),
            "open": reader.t("Your set can still send you questions."),
            "closed": reader.t("It is closed."),
        }.get(item.state, "")
    return ""


def who_reads(reader: Reader, item: Item) -> str:
    """Who else can read it through the bot."""
    of_set, me = reader.t("Your set can read it."), reader.t("I show it only to you.")
    of_coach = reader.t("Your set and its coach can read it.")
    if item.kind is Kind.ACTION:
        return reader.t(
            "Your set can read the first words and the date. The rest is for you, and for who backs you up."
        )
    if item.kind is Kind.ISSUE_SAID:
        return my_issue_words.who_reads(reader, item)
    if item.kind in (Kind.NOTE, Kind.OUTCOME):
        return of_set if item.shared or item.state == "set" else me
    if item.kind is Kind.REFLECTION:
        return of_set if item.state == "set" else me
    if item.kind is Kind.UPDATE:
        return {
            "set": of_set,
            "coach": of_coach,
            "buddy": reader.t("Your buddy can read it."),
            "next": reader.t("The person you wrote it for can read it."),
        }.get(item.state, "")
    if item.kind in (Kind.ANSWER, Kind.QUESTION, Kind.WORD):
        return reader.t("The person it is for can read it, with your name.")
    if item.kind is Kind.CALL:
        return of_set if item.state in ("open", "closed") else me
    if item.kind in (Kind.ISSUE, Kind.IDEA) or (item.kind is Kind.BID and item.state == "open"):
        return of_coach
    return of_set if item.kind is Kind.PROMPT else me


def _row(reader: Reader, item: Item) -> list[Button]:
    """To where it can be put right: the windows of its own room."""
    if item.broken:
        return []
    if item.kind in (Kind.ISSUE, Kind.ISSUE_SAID):
        return my_issue_words.row(reader, item, _heard(reader, item))
    if item.kind is Kind.ACTION and item.state != "draft":
        return [Button(reader.t("Open"), Press.ACTION_OPEN, handle(item.id), _heard(reader, item))]
    if item.kind in (Kind.NOTE, Kind.OUTCOME) and item.about:
        return [Button(reader.t("Open the action"), Press.ACTION_OPEN, handle(item.about), _heard(reader, item))]
    if item.kind is Kind.REFLECTION and item.about:
        return [Button(reader.t("Change my answer"), Press.REFLECT_ANSWER, handle(item.about), _heard(reader, item))]
    if item.kind is Kind.UPDATE:
        return [Button(reader.t("Open"), Press.UPDATE_READ, handle(item.id), _heard(reader, item))]
    return []


def _correct(reader: Reader, item: Item) -> list[Button]:
    """Other words, where their own room has no form for that."""
    elsewhere = item.kind is Kind.REFLECTION and item.about is not None
    if item.kind not in LIMITS or elsewhere or not any(part is Part.WORDS for part, _ in item.words):
        return []
    day = reader.date_with_year(reader.local_date(item.at))
    heard = reader.t("Change the words: what you wrote on {date}", date=day)
    return [Button(reader.t("Change the words"), Press.DATA_CORRECT, handle(item.id, item.kind), label=heard)]


def correct_form(reader: Reader, found: Correcting) -> dict[str, Any]:
    """One's own words, to be put right."""
    words = next((said.reveal() for part, said in found.item.words if part is Part.WORDS), "")
    limit = LIMITS[found.item.kind]
    blocks = [
        context(_when(reader, found.item)),
        text_input(Field.DATA_WORDS, reader.t("My words"), multiline=True, initial=words, max_length=limit),
        context(who_reads(reader, found.item)),
        *[urgent(reader, each) for each in dict.fromkeys(found.contacts)],
    ]
    return modal(
        reader,
        title(reader),
        blocks,
        callback_id=Form.DATA_CORRECT,
        submit=reader.t("Save my words"),
        metadata=handle(found.item.id, found.item.kind),
    )


def _erase(reader: Reader, item: Item) -> Button:
    """What kind it is stands where a revision would. Each press looks anew whether it is the presser's own."""
    day = reader.date_with_year(reader.local_date(item.at))
    heard = reader.t("Erase: what you wrote on {date}", date=day)
    return Button(reader.t("Erase"), Press.DATA_ERASE, handle(item.id, item.kind), label=heard)


def _sure(reader: Reader) -> Block:
    """Asked before something goes for good."""

    def plain(text: str) -> Block:
        return {"type": "plain_text", "text": text, "emoji": False}

    said = reader.t(
        "It will be gone for good, and what others wrote to you about it goes with it. I cannot bring it back. I "
        "cannot erase Slack messages, or what others have copied."
    )
    return {
        "title": plain(reader.t("Erase this?")),
        "text": plain(said),
        "confirm": plain(reader.t("Erase")),
        "deny": plain(reader.t("Keep it")),
    }


def _heard(reader: Reader, item: Item) -> str:
    return reader.t("Open what you wrote on {date}", date=reader.date_with_year(reader.local_date(item.at)))
