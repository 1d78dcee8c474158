"""Days in a reply: "by Tues", "a week on Monday", "21/5". What has been is told apart from what is to come."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sets.dates import read_date
from sets.errors import Refused
from sets.reply_text import NUMBERS

_WEEKDAY = r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)"
_DAY = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
_COUNT = rf"(?:an?|\d{{1,2}}|a couple of|couple of|{'|'.join(NUMBERS)})"
_UNIT = r"(?:working day|day|week|fortnight|month)s?"
_ANY_HOUR = r"(?: (?:am|pm|morning|afternoon|evening|night|lunchtime|\d{1,2}(?:[.:]\d\d)?(?:am|pm)))?"
# To come, whatever is said of it.
_COMING = re.compile(
    rf"tomorrow|(?:the )?day after tomorrow|next {_WEEKDAY}|{_WEEKDAY} (?:of )?next week|next week {_WEEKDAY}"
    rf"|(?:this )?coming {_WEEKDAY}|(?:a )?(?:week|fortnight) on {_WEEKDAY}|{_WEEKDAY} week|next week(?:end)?"
    rf"|(?:the )?week after next|(?:in|within) {_COUNT} {_UNIT}|{_COUNT} {_UNIT} time|(?:in )?a fortnight|fortnight"
    rf"|(?:the )?(?:end|start|middle|beginning) of (?:the |this |next )?(?:week|month|{_MONTH})|next month|month end"
    rf"|eow|eom|(?:the )?end of next week|(?:the |this )?weekend|mid {_MONTH}"
)
# It may have been, or be to come.
_EITHER = re.compile(
    rf"(?:this )?{_WEEKDAY}|(?:{_WEEKDAY} )?(?:the )?{_NTH}(?: of)?(?: this month)?"
    rf"|(?:{_WEEKDAY} )?{_DAY}(?: of)? {_MONTH}(?: \d{{4}})?|(?:{_WEEKDAY} )?{_MONTH} {_DAY}"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?"
)
_PAST = re.compile(rf"last {_WEEKDAY}|{_WEEKDAY} last week|{_COUNT} {_UNIT} ago|{_WEEKDAY} just gone|yesterday")
_HOUR = re.compile(rf".+?(?={_ANY_HOUR}$)")
_LONGEST = 6  # words
_OF_SO_MANY = re.compile(r"\d{1,2}/\d{1,2}")  # "2/3 done" is no day
_SOON = timedelta(days=60)
_AFTER_A_COUNT = frozenset(["done", "finished", "complete", "completed", "sorted", "of", "down", "so", "doneemoji"])


@dataclass(frozen=True)
class Word:
    """One word of a clause, or what was found in its place. places: of the actions it points at; day: if it is one.

    asked_on   when to ask again, where that is another day: "next week" is a week from now, as on the button
    by_number  it cannot be who does something: "2", or "the rota:"
    """

    text: str
    places: frozenset[int] = frozenset()
    day: date | None = None
    asked_on: date | None = None
    by_number: bool = False


def with_days(words: Sequence[str], today: date) -> list[Word]:
    """The words of a clause, each day in them in one: DAY is to come, WDAY may have been, PASTDAY has been."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            day = _day(words[at : at + length], today)
            if day is not None and not _is_a_count(words, at, length):
                found.append(day)
                at += length
                break
        else:
            found.append(Word(words[at]))
            at += 1
    return found


def _is_a_count(words: Sequence[str], at: int, length: int) -> bool:
    return (
        length == 1
        and bool(_OF_SO_MANY.fullmatch(words[at]))
        and words[at + 1 : at + 2] != []
        and (words[at + 1] in _AFTER_A_COUNT)
    )


def _day(words: Sequence[str], today: date) -> Word | None:
    text = " ".join(words)
    hour = _HOUR.match(text)
    said = hour[0].strip() if hour else text
    if _PAST.fullmatch(said):
        return Word("PASTDAY")
    coming, either = _COMING.fullmatch(said), _EITHER.fullmatch(said)
    if not coming and not either:
        return None
    try:
        day = read_date(said, today)
    except Refused:
        return Word("PASTDAY") if either else None
    if day <= today:
        return Word("today") if day == today else Word("PASTDAY")
    if _OF_SO_MANY.fullmatch(said) and day - today > _SOON:
        return None  # "9/10" is rather a mark than the ninth of October
    in_a_week = today + timedelta(days=7) if said == "next week" else None
    return Word("DAY" if coming else "WDAY", day=day, asked_on=in_a_week)
