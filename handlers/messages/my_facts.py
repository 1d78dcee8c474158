"""What is kept about somebody beside their words, in My data: a sentence a fact, a few of them in each block."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages import people
from handlers.messages.data_parts import back, title
from handlers.messages.fact_sentences import day_of, sentence
from handlers.messages.my_data import about_title
from handlers.messages.parts import Block, Button, buttons, context, escape, modal, section
from handlers.words import Reader, spoken
from sets.my_data import FACTS, About, Fact, Facts, Known, What
from sets.people import Person

_TOGETHER = 10
"""Lines in one block: none gets near Slack's 3,000 characters."""


def facts_view(reader: Reader, found: Facts) -> dict[str, Any]:
    """One page of facts, and what is said about them."""
    blocks: list[Block] = [section(f"*{about_title(reader, found.about)}*"), context(_why(reader, found.about))]
    if found.known is not None:
        blocks += _known(reader, found.person, found.known)
    for what in FACTS[found.about]:
        blocks += _lines([sentence(reader, fact) for fact in found.facts if fact.what is what])
    if found.known is None and not found.facts:
        blocks.append(section(reader.t("There is nothing here.")))
    blocks += [_result(reader, fact) for fact in found.facts if fact.what is What.FEEDBACK and fact.row_id]
    return modal(reader, title(reader), [*blocks, back(reader)], callback_id=Form.DATA)


def _lines(said: Sequence[str]) -> list[Block]:
    return [section("\n".join(said[start : start + _TOGETHER])) for start in range(0, len(said), _TOGETHER)]


def _why(reader: Reader, about: About) -> str:
    """What it is kept for, who sees it, and what cannot be taken away."""
    return {
        About.ME: reader.t("Your name, zone and language come from Slack. You can change the rest here."),
        About.SETS: reader.t(
            "I need this to know who may read what. Your sets and their coordinator see who is in them."
        ),
        About.SESSIONS: reader.t("Turns go round by this. Your set sees whose turn it is and who was there."),
        About.CONSENTS: reader.t("I keep this to show that you were asked. I show it only to you."),
        About.VOTES: reader.t(
            "A vote is linked to you until it closes. Then I drop the link, and nobody can find yours. Here I say only "
            "that you were asked, not how you answered."
        ),
        About.MESSAGES: reader.t(
            "I keep when and why I wrote, so that I do not write too often. I show it only to you."
        ),
    }[about]


def known_lines(reader: Reader, person: Person, known: Known) -> list[str]:
    """What is kept of a person themselves, a sentence each."""
    lines = [
        reader.t("Your name is {name}.", name=escape(person.display_name or "?")),
        reader.t("Your Slack id is {id}.", id=person.slack_user_id),
        reader.t(
            "Your zone is {zone}, and your language is {language}.", zone=person.tz, language=spoken(person.locale)
        ),
        *people.in_words(reader, known.settings),
    ]
    if known.paused:
        lines.append(reader.t("The questions between sessions are paused."))
    for one in known.stretches:
        first, last = reader.date_with_year(one.first_day), reader.date_with_year(one.last_day)
        lines.append(reader.t("Days away: {date} to {date2}.", date=first, date2=last))
    return lines


def _known(reader: Reader, person: Person, known: Known) -> list[Block]:
    row = buttons(Button(reader.t("My settings"), Press.SETTINGS), Button(reader.t("Away dates"), Press.AWAY))
    return [*_lines(known_lines(reader, person, known)), row]


def _result(reader: Reader, fact: Fact) -> Block:
    """Feedback to its recipient; a row each: same action_id."""
    assert fact.row_id is not None  # noqa: S101 - the caller chose those that have one
    heard = reader.t("Read your feedback of {date}", date=day_of(reader, fact.until))
    button = Button(reader.t("Read my feedback"), Press.BALLOT_RESULT, handle(fact.row_id), label=heard)
    return buttons(button, block_id=f"result-{fact.row_id}")
