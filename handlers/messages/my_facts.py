"""What is kept about somebody beside their words, in My data: a sentence a fact, a few of them in each block."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages import people
from handlers.messages.data_parts import back, title
from handlers.messages.my_data import about_title
from handlers.messages.parts import Block, Button, buttons, context, escape, modal, section
from handlers.words import Reader, spoken
from sets.my_data import FACTS, About, Fact, Facts, Known, What
from sets.people import Person

_TOGETHER = 10
"""Lines in one block: none gets near Slack's 3,000 characters."""

Sentence = Callable[[Reader, Fact], str]


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


def sentence(reader: Reader, fact: Fact) -> str:
    """One fact in words."""
    return _SENTENCES[fact.what](reader, fact)


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


def _day(reader: Reader, moment: datetime | None) -> str:
    return reader.date_with_year(reader.local_date(moment)) if moment else ""


def _result(reader: Reader, fact: Fact) -> Block:
    """Feedback to its recipient; a row each: same action_id."""
    assert fact.row_id is not None  # noqa: S101 - the caller chose those that have one
    heard = reader.t("Read your feedback of {date}", date=_day(reader, fact.until))
    button = Button(reader.t("Read my feedback"), Press.BALLOT_RESULT, handle(fact.row_id), label=heard)
    return buttons(button, block_id=f"result-{fact.row_id}")


def _membership(reader: Reader, fact: Fact) -> str:
    since, place = _day(reader, fact.at), escape(fact.name)
    if fact.until:
        until = _day(reader, fact.until)
        return reader.t("You were in {set} from {date} to {date2}.", set=place, date=since, date2=until)
    if "coach" in fact.codes:
        return reader.t("You coach {set}, since {date}.", set=place, date=since)
    return reader.t("You are in {set}, since {date}.", set=place, date=since)


def _invitation(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    said = {
        "joined": reader.t("You were asked into {set} on {date}, and said yes.", set=place, date=day),
        "declined": reader.t("You were asked into {set} on {date}, and said not now.", set=place, date=day),
        "withdrawn": reader.t("You were asked into {set} on {date}. That was taken back.", set=place, date=day),
    }
    return said.get(fact.codes[0], reader.t("You were asked into {set} on {date}.", set=place, date=day))


def _role(reader: Reader, fact: Fact) -> str:
    since, place = _day(reader, fact.at), escape(fact.name)
    if fact.until:
        until = _day(reader, fact.until)
        return reader.t("You looked after {set} from {date} to {date2}.", set=place, date=since, date2=until)
    return reader.t("You look after {set}, since {date}.", set=place, date=since)


def _buddy(reader: Reader, fact: Fact) -> str:
    return reader.t(
        "You have a buddy in {set}, for the phase that began on {date}.",
        set=escape(fact.name),
        date=_day(reader, fact.at),
    )


def _side(reader: Reader, fact: Fact) -> str:
    return reader.t(
        "In {set}, pairs go across two kinds of role. Its coordinator says that you are of the first kind.",
        set=escape(fact.name),
    )


def _backing(reader: Reader, fact: Fact) -> str:
    if fact.codes[0] == "yes":
        return reader.t("You back up an action in {set}.", set=escape(fact.name))
    return reader.t("Somebody in {set} would like you to back up an action.", set=escape(fact.name))


def _holding(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    said = {
        "yes": reader.t("You hold an issue in {set}, since {date}.", set=place, date=day),
        "asked": reader.t("You were asked to hold an issue in {set}, on {date}.", set=place, date=day),
        "no": reader.t("You were asked to hold an issue in {set}, and said no on {date}.", set=place, date=day),
    }
    return said.get(fact.codes[0], reader.t("You stepped out of an issue in {set} on {date}.", set=place, date=day))


def _set_change(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    if fact.until:
        return reader.t("You changed the settings of {set} on {date}. It was undone.", set=place, date=day)
    return reader.t("You changed the settings of {set} on {date}.", set=place, date=day)


def _arrival(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    return reader.t("You came to {set} on {date}, and the set was asked about it.", set=place, date=day)


def _attendance(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    return {
        "cannot": reader.t("{date}, {set}: you said that you cannot come.", date=day, set=place),
        "left_early": reader.t("{date}, {set}: you were there for a part.", date=day, set=place),
    }.get(fact.codes[0], reader.t("{date}, {set}: you were there.", date=day, set=place))


def _leads(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    if fact.codes[0] == "hosts":
        return reader.t("{date}, {set}: you look after date and place.", date=day, set=place)
    return reader.t("{date}, {set}: you facilitate.", date=day, set=place)


def _turn(reader: Reader, fact: Fact) -> str:
    (ledger, state), day, place = fact.codes, _day(reader, fact.at), escape(fact.name)
    about = {
        "facilitating": reader.t("{date}, {set}: a turn to facilitate.", date=day, set=place),
        "hosting": reader.t("{date}, {set}: a turn to look after date and place.", date=day, set=place),
        "presenting": reader.t("{date}, {set}: a turn to present.", date=day, set=place),
    }
    how = {
        "offered": reader.t("It was offered to you."),
        "accepted": reader.t("You said yes."),
        "passed": reader.t("You passed it on."),
        "swapped": reader.t("You swapped it."),
        "owed": reader.t("It is owed to you."),
        "repaid": reader.t("It could not be, and was offered again."),
        "done": reader.t("It is done."),
    }
    return " ".join(said for said in (about.get(ledger, ""), how.get(state, "")) if said)


def _swap(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    if fact.codes[0] == "asker":
        return reader.t("{date}, {set}: you asked somebody to swap turns.", date=day, set=place)
    return reader.t("{date}, {set}: somebody asked you to swap turns.", date=day, set=place)


def _sign(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    if fact.codes[0] == "pass":
        return reader.t("{date}, {set}: you passed in a round. I forget it at the end.", date=day, set=place)
    return reader.t("{date}, {set}: you would welcome an open question. I forget it at the end.", date=day, set=place)


def _consent(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.at), escape(fact.name)
    if fact.codes[1] == "yes":
        return reader.t("{date}: you read the joining screens of {set} and said yes.", date=day, set=place)
    return reader.t("{date}: you read the joining screens of {set} and said not now.", date=day, set=place)


def _agreed(reader: Reader, fact: Fact) -> str:
    place = escape(fact.name)
    if fact.codes[0] == "agreed":
        return reader.t("You agreed to the ground rules of {set}, version {v}.", set=place, v=fact.count)
    return reader.t("You were asked about the ground rules of {set}, version {v}.", set=place, v=fact.count)


def _ballot(reader: Reader, fact: Fact) -> str:
    """Everyone in the set has the same place, answered or not."""
    place, closes = escape(fact.name), _day(reader, fact.until)
    return reader.t("You have a place in a vote of {set}, which closes on {date}.", set=place, date=closes)


def _feedback(reader: Reader, fact: Fact) -> str:
    day, place = _day(reader, fact.until), escape(fact.name)
    return reader.t("Feedback to you from {set}, {date}.", set=place, date=day)


def _asked(reader: Reader, fact: Fact) -> str:
    first, last, number = _day(reader, fact.at), _day(reader, fact.until), fact.count
    if fact.codes[0] == "checkin":
        return reader.t("Check-ins, asked or planned: {n}, from {date} to {date2}.", n=number, date=first, date2=last)
    if fact.codes[0] == "reflection":
        return reader.t(
            "Questions between sessions, asked or planned: {n}, from {date} to {date2}.",
            n=number,
            date=first,
            date2=last,
        )
    return reader.t(
        "Other things for your daily message: {n}, from {date} to {date2}.", n=number, date=first, date2=last
    )


def _sent(reader: Reader, fact: Fact) -> str:
    first, last = _day(reader, fact.at), _day(reader, fact.until)
    return reader.t(
        "Messages and Home pages for you: {number}, from {date} to {date2}. I do not keep their words.",
        number=fact.count,
        date=first,
        date2=last,
    )


def _counted(reader: Reader, fact: Fact) -> str:
    return reader.n(
        "You were counted in {n} weekly group figure, with 9 other people or more.",
        "You were counted in {n} weekly group figures, with 9 other people or more.",
        fact.count,
    )


_SENTENCES: Mapping[What, Sentence] = {
    What.MEMBERSHIP: _membership,
    What.INVITATION: _invitation,
    What.ROLE: _role,
    What.BUDDY: _buddy,
    What.SIDE: _side,
    What.BACKING: _backing,
    What.HOLDING: _holding,
    What.SET_CHANGE: _set_change,
    What.ARRIVAL: _arrival,
    What.ATTENDANCE: _attendance,
    What.LEADS: _leads,
    What.TURN: _turn,
    What.SWAP: _swap,
    What.SIGN: _sign,
    What.CONSENT: _consent,
    What.AGREED: _agreed,
    What.BALLOT: _ballot,
    What.FEEDBACK: _feedback,
    What.ASKED: _asked,
    What.SENT: _sent,
    What.COUNTED: _counted,
}
