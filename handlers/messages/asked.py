"""Why did you not ask? Short words for the holder of an action, in its own window."""

from collections.abc import Sequence

from handlers.messages.parts import Block, context
from handlers.words import Reader
from sets.asked import NotAsked, Then
from sets.reasons import Why


def not_asked_lines(reader: Reader, found: Sequence[NotAsked]) -> list[Block]:
    """One small line for each check-in that was not asked on its day."""
    return [context(_line(reader, each)) for each in found]


def _line(reader: Reader, each: NotAsked) -> str:
    """Two or three short sentences, each whole."""
    planned = reader.t("I planned to ask on {date}.", date=reader.date(each.day))
    return " ".join([planned, _why(reader, each), _then(reader, each)]).strip()


def _why(reader: Reader, each: NotAsked) -> str:
    """One sentence a reason; what still lasts is said as it is now."""
    if each.then is Then.WAITS:
        return _waiting(reader, each.why)
    sentences = {
        Why.AWAY: reader.t("You were away."),
        Why.PAUSED: reader.t("You had paused my reminders."),
        Why.NOT_UNTIL: reader.t("You had asked me not to write then."),
        Why.DO_NOT_DISTURB: reader.t("Slack was set to Do Not Disturb."),
        Why.HOURS: reader.t("It was not in your hours."),
        Why.DAY: reader.t("I had written to you that day already."),
        Why.WEEK: reader.t("I had written to you often enough that week."),
        Why.TOO_SOON: reader.t("I had asked about it a short while before."),
        Why.ANSWERED: reader.t("You had told me how it was going."),
        Why.ASKED_TO_WAIT: reader.t("You had asked me to wait."),
        Why.MOVED: reader.t("You chose another date."),
        Why.CLOSED: reader.t("It was off your list."),
        Why.JOINED: reader.t("It was soon time to ask again, so I asked only once."),
        Why.SESSION: reader.t("Your set was meeting, so I left it to the session."),
        Why.EXPIRED: reader.t("I could not reach you in time."),
    }
    return sentences.get(each.why, "")


def _waiting(reader: Reader, why: Why) -> str:
    sentences = {
        Why.AWAY: reader.t("You are away."),
        Why.PAUSED: reader.t("You have paused my reminders."),
        Why.NOT_UNTIL: reader.t("You asked me not to write yet."),
        Why.DO_NOT_DISTURB: reader.t("Slack is set to Do Not Disturb."),
        Why.HOURS: reader.t("It is not in your hours."),
        Why.DAY: reader.t("I have written to you already."),
        Why.WEEK: reader.t("I have written to you often enough this week."),
        Why.TOO_SOON: reader.t("I asked about it a short while ago."),
    }
    return sentences.get(why, "")


def _then(reader: Reader, each: NotAsked) -> str:
    if each.then is Then.WAITS:
        return reader.t("So I will ask later.")
    if each.then is Then.ASKED_LATER and each.asked is not None:
        return reader.t("So I asked on {date}.", date=reader.date(each.asked))
    if each.why in (Why.JOINED, Why.SESSION):
        return ""  # said already
    return reader.t("So I did not ask.")
