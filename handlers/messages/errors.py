"""What people read when something did not work: what happened, what to do, and a reference; never content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.ids import BadHandle
from handlers.words import Reader
from sets.errors import Problem, Refused


@dataclass(frozen=True)
class Told:
    """Words for a person: text in mrkdwn, title and close of a window (24 characters at most)."""

    text: str
    title: str
    close: str


def told(error: Exception, reference: str, body: Mapping[str, Any], *, stale: bool = False) -> Told:
    """Say what happened. `stale`: nobody listens to that button any more."""
    reader = _reader(body)
    if stale or isinstance(error, BadHandle):
        text = reader.t("This button is from an older message, so I did nothing. Open my Home tab for the latest.")
    elif isinstance(error, Refused):
        text = problem(reader, error.problem)
    elif body.get("type") == "view_submission":
        text = reader.t("I could not save this. Copy your words and try again in a minute.")
    else:
        text = reader.t("Something went wrong on my side, so I did nothing. Try again in a minute.")
    quiet = isinstance(error, Refused) and error.problem in _NOTHING_WENT_WRONG
    if not quiet:
        text = f"{text} {reader.t('Reference {ref}.', ref=reference)}"
    return Told(text, reader.t("Not done"), reader.t("Close"))


# What is as it was meant to be needs no reference.
_NOTHING_WENT_WRONG = frozenset(
    {
        Problem.ALREADY_DONE,
        Problem.ABOUT_YOU,
        Problem.FOR_MEMBERS,
        Problem.ROUND_CLOSED,
        Problem.CALL_CLOSED,
        Problem.NOT_YET,
        Problem.NOT_FOR_YOU,
        Problem.NOT_ITS_DAY,
        Problem.TWICE_RUNNING,
    }
)


def problem(reader: Reader, code: Problem) -> str:
    """One sentence or two for a code of the use cases."""
    sentences = {
        Problem.NOT_YOUR_SET: reader.t("This is for a set you are not in, so I cannot open it."),
        Problem.FORMER_MEMBER: reader.t("You have left this set, so I cannot open it."),
        Problem.NOT_COORDINATOR: reader.t(
            "Only a coordinator can start a set. The person who installed me can make you one."
        ),
        Problem.ALREADY_DONE: reader.t("This is already done. Nothing has changed."),
        Problem.STALE: reader.t("This button is from an older message, so I did nothing. Open my Home tab."),
        Problem.GONE: reader.t("This is no longer here, so I did nothing."),
        Problem.TOO_LONG: reader.t("That is too long for me to keep. Use fewer words."),
        Problem.EMPTY: reader.t("Write a few words first."),
        Problem.DATE_UNREADABLE: reader.t("I could not read that date. Try “22 May”."),
        Problem.DATE_PAST: reader.t("That date has passed. Choose a later one."),
        Problem.DATE_TOO_FAR: reader.t("That date is too far away. Choose one within two years."),
        Problem.TIME_PAST: reader.t("That time has passed. Choose a later one."),
        Problem.OVERLAPS: reader.t("Your set has another session at that time by now, so I did nothing."),
        Problem.CHANGED_MEANWHILE: reader.t(
            "Someone changed this while your window was open, so I did nothing. Open it again to see how it stands."
        ),
        Problem.TOO_FEW_PEOPLE: reader.t("A set has 4 to 10 people. Choose a few more."),
        Problem.TOO_MANY_PEOPLE: reader.t("A set has 4 to 10 people. Choose fewer."),
        Problem.NOT_A_MEMBER: reader.t("I can only ask people with an account here: members and guests."),
        Problem.COORDINATES: reader.t("They look after sets, and nobody looks after a set they are in."),
        Problem.OWN_PROGRAMME: reader.t("You look after these sets, so you cannot be in one."),
        Problem.TOO_MANY: reader.t("That is as many as I can keep. Remove one first."),
        Problem.NOT_FACILITATOR: reader.t("Somebody else is facilitating, so I changed nothing."),
        Problem.NOT_OPEN: reader.t("This session is not open now, so I did nothing."),
        Problem.NOT_ITS_DAY: reader.t("You can do this on the day of the session. Nothing has changed."),
        Problem.TWICE_RUNNING: reader.t(
            "Thank you. You have the turn next to this one, so I keep it for someone else. If nobody takes it, you can "
            "on the day before."
        ),
        Problem.OWN_ISSUE: reader.t("Nobody facilitates their own issue. Ask somebody else to lead that part."),
        Problem.NOT_HOLDER: reader.t("Only the person whose issue it is can change it, so I did nothing."),
        Problem.NOT_ALONE: reader.t("Others hold this issue, or held it, so I did not remove it."),
        Problem.LAST_HOLDER: reader.t("Nobody else holds this issue now. You could settle it, or park it."),
        Problem.NOBODY_CHOSEN: reader.t("Choose somebody who is here."),
        Problem.HANDOVER_TOO_LATE: reader.t("The coach cannot stay longer than the set. Choose fewer sessions."),
        Problem.ASKED_ALREADY: reader.t("They have been asked already."),
        Problem.SET_IS_FULL: reader.t("A set has 4 to 10 people, and this one has 10 now."),
        Problem.NO_LONGER_WAITING: reader.t("Somebody in the set has answered this. Nothing has changed."),
        Problem.BAD_DATES: reader.t("The last day comes before the first day."),
        Problem.NO_BUDDY: reader.t("You have no buddy yet. I will suggest one."),
        Problem.NO_SESSION: reader.t("No session is booked yet, so I did nothing."),
        Problem.CALL_CLOSED: reader.t("This is closed now, so I did nothing. Thank you."),
        Problem.BEFORE_YOU_JOINED: reader.t("This began before you joined the set, so I cannot open it for you."),
        Problem.ROUND_CLOSED: reader.t("This has closed, so I did nothing. The answers are in your set’s channel."),
        Problem.ABOUT_YOU: reader.t("This one is about you, so the others answer it."),
        Problem.NOT_A_PARTNER: reader.t("I cannot ask them. Choose someone else in your set."),
        Problem.NOT_YOUR_TURN: reader.t("Someone else has this turn now, so I cannot open the guide for you."),
        Problem.NO_AUDIENCE: reader.t("Choose who sees your answer."),
        Problem.NOT_FOR_YOU: reader.t("This is for someone else, so I cannot open it."),
        Problem.AUTHOR_LEFT: reader.t("The person who wrote this has left the set, so I cannot send them anything."),
        Problem.FOR_MEMBERS: reader.t("This one is for the members of the set. As its coach you need do nothing here."),
        Problem.NOT_YET: reader.t("This is not open to read yet. I will say so when it is."),
    }
    return sentences.get(code, reader.t("I could not do that."))


def _reader(body: Mapping[str, Any]) -> Reader:
    """The error root has no database at hand: Slack's own language of the person, when it says so."""
    user = body.get("user")
    locale = user.get("locale") if isinstance(user, Mapping) else None
    return Reader(locale=str(locale or "en-GB"))
