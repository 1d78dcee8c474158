"""What is kept about somebody beside their words: a whole sentence for each kind of fact."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from handlers.messages.parts import escape
from handlers.words import Reader
from sets.my_data import Fact, What

Sentence = Callable[[Reader, Fact], str]


def sentence(reader: Reader, fact: Fact) -> str:
    """One fact in words."""
    return _SENTENCES[fact.what](reader, fact)


def day_of(reader: Reader, moment: datetime | None) -> str:
    return reader.date_with_year(reader.local_date(moment)) if moment else ""


def _membership(reader: Reader, fact: Fact) -> str:
    since, place = day_of(reader, fact.at), escape(fact.name)
    if fact.until:
        until = day_of(reader, fact.until)
        return reader.t("You were in {set} from {date} to {date2}.", set=place, date=since, date2=until)
    if "coach" in fact.codes:
        return reader.t("You coach {set}, since {date}.", set=place, date=since)
    return reader.t("You are in {set}, since {date}.", set=place, date=since)


def _invitation(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.at), escape(fact.name)
    said = {
        "joined": reader.t("You were asked into {set} on {date}, and said yes.", set=place, date=day),
        "declined": reader.t("You were asked into {set} on {date}, and said not now.", set=place, date=day),
        "withdrawn": reader.t("You were asked into {set} on {date}. That was taken back.", set=place, date=day),
    }
    return said.get(fact.codes[0], reader.t("You were asked into {set} on {date}.", set=place, date=day))


def _role(reader: Reader, fact: Fact) -> str:
    since, place = day_of(reader, fact.at), escape(fact.name)
    if fact.until:
        until = day_of(reader, fact.until)
        return reader.t("You looked after {set} from {date} to {date2}.", set=place, date=since, date2=until)
    return reader.t("You look after {set}, since {date}.", set=place, date=since)


def _buddy(reader: Reader, fact: Fact) -> str:
    return reader.t(
        "You have a buddy in {set}, for the phase that began on {date}.",
        set=escape(fact.name),
        date=day_of(reader, fact.at),
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
    day, place = day_of(reader, fact.at), escape(fact.name)
    said = {
        "yes": reader.t("You hold an issue in {set}, since {date}.", set=place, date=day),
        "asked": reader.t("You were asked to hold an issue in {set}, on {date}.", set=place, date=day),
        "no": reader.t("You were asked to hold an issue in {set}, and said no on {date}.", set=place, date=day),
    }
    return said.get(fact.codes[0], reader.t("You stepped out of an issue in {set} on {date}.", set=place, date=day))


def _set_change(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.at), escape(fact.name)
    if fact.until:
        return reader.t("You changed the settings of {set} on {date}. It was undone.", set=place, date=day)
    return reader.t("You changed the settings of {set} on {date}.", set=place, date=day)


def _arrival(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.at), escape(fact.name)
    return reader.t("You came to {set} on {date}, and the set was asked about it.", set=place, date=day)


def _attendance(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.at), escape(fact.name)
    return {
        "cannot": reader.t("{date}, {set}: you said that you cannot come.", date=day, set=place),
        "left_early": reader.t("{date}, {set}: you were there for a part.", date=day, set=place),
    }.get(fact.codes[0], reader.t("{date}, {set}: you were there.", date=day, set=place))


def _leads(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.at), escape(fact.name)
    if fact.codes[0] == "hosts":
        return reader.t("{date}, {set}: you look after date and place.", date=day, set=place)
    return reader.t("{date}, {set}: you facilitate.", date=day, set=place)


def _turn(reader: Reader, fact: Fact) -> str:
    (ledger, state), day, place = fact.codes, day_of(reader, fact.at), escape(fact.name)
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
    day, place = day_of(reader, fact.at), escape(fact.name)
    if fact.codes[0] == "asker":
        return reader.t("{date}, {set}: you asked somebody to swap turns.", date=day, set=place)
    return reader.t("{date}, {set}: somebody asked you to swap turns.", date=day, set=place)


def _sign(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.at), escape(fact.name)
    if fact.codes[0] == "pass":
        return reader.t("{date}, {set}: you passed in a round. I forget it at the end.", date=day, set=place)
    return reader.t("{date}, {set}: you would welcome an open question. I forget it at the end.", date=day, set=place)


def _chat(reader: Reader, fact: Fact) -> str:
    state, on_day = fact.codes
    day, place = reader.date_with_year(date.fromisoformat(on_day)), escape(fact.name)
    said = {
        "happened": reader.t("{date}, {set}: you talked with your buddy.", date=day, set=place),
        "off": reader.t("{date}, {set}: a chat with your buddy was called off.", date=day, set=place),
    }
    return said.get(state, reader.t("{date}, {set}: a chat with your buddy.", date=day, set=place))


def _consent(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.at), escape(fact.name)
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
    place, closes = escape(fact.name), day_of(reader, fact.until)
    return reader.t("You have a place in a vote of {set}, which closes on {date}.", set=place, date=closes)


def _feedback(reader: Reader, fact: Fact) -> str:
    day, place = day_of(reader, fact.until), escape(fact.name)
    return reader.t("Feedback to you from {set}, {date}.", set=place, date=day)


def _asked(reader: Reader, fact: Fact) -> str:
    first, last, number = day_of(reader, fact.at), day_of(reader, fact.until), fact.count
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
    first, last = day_of(reader, fact.at), day_of(reader, fact.until)
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
    What.CHAT: _chat,
    What.CONSENT: _consent,
    What.AGREED: _agreed,
    What.BALLOT: _ballot,
    What.FEEDBACK: _feedback,
    What.ASKED: _asked,
    What.SENT: _sent,
    What.COUNTED: _counted,
}
