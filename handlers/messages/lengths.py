"""How long a session takes, as people choose it: the usual lengths, a full day in two ways, and the set's own."""

from handlers.messages.parts import Block, option
from handlers.words import Reader
from sets.booking_forms import FIRST_LENGTH, LENGTHS, OWN_LENGTHS
from sets.stages import FULL_DAY

_BIDS = "bids"


def value_of(minutes: int | None, *, by_bids: bool = False) -> str:
    """As the select keeps it: "90", or "390:bids"; "" for nothing yet."""
    return "" if minutes is None else f"{minutes}:{_BIDS}" if by_bids else str(minutes)


def read(value: str) -> tuple[int | None, bool]:
    """Minutes, and whether time goes to those who ask. None for what cannot be read."""
    minutes, _, how = value.partition(":")
    return int(minutes) if minutes.isdecimal() and len(minutes) < 5 else None, how == _BIDS


def select(reader: Reader, chosen: str) -> Block:
    """The choices, with `chosen` (as `value_of`) in front, if there is one."""
    usual = [option(words(reader, minutes), str(minutes)) for minutes in LENGTHS if minutes != FULL_DAY]
    usual += [
        option(reader.t("A full day: 6 and a half hours, time for everyone"), value_of(FULL_DAY)),
        option(reader.t("A full day: 6 and a half hours, time for those who ask"), value_of(FULL_DAY, by_bids=True)),
    ]
    own = [option(words(reader, minutes), str(minutes)) for minutes in OWN_LENGTHS]
    known = next((each for each in [*usual, *own] if each["value"] == chosen), None)
    if chosen and known is None:
        known = option(words(reader, read(chosen)[0] or FIRST_LENGTH), chosen)
        own.append(known)
    groups = ((reader.t("Usual lengths"), usual), (reader.t("Your own length"), own))
    element: Block = {
        "type": "static_select",
        "option_groups": [
            {"label": {"type": "plain_text", "text": label, "emoji": False}, "options": options}
            for label, options in groups
        ],
    }
    return element | ({"initial_option": known} if known is not None else {})


def words(reader: Reader, minutes: int) -> str:
    """How long, as people say it."""
    hours, rest = divmod(minutes, 60)
    known = {
        90: reader.t("An hour and a half"),
        120: reader.t("2 hours"),
        FIRST_LENGTH: reader.t("3 and a half hours"),
    }
    if minutes in known:
        return known[minutes]
    if hours == 0:
        return reader.n("{n} minute", "{n} minutes", rest)
    if rest == 0:
        return reader.n("{n} hour", "{n} hours", hours)
    return reader.t("{hours} h {minutes} min", hours=hours, minutes=rest)
