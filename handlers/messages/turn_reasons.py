"""Why a turn was whose it was: the rule that is kept with it, in words for the set's own eyes.

Nobody is named but the one who had it. What was owed is said without comment: their turn came again.
"""

from handlers.words import Reader
from sets.rotation import Bar, Rule

_GAVE_WAY, _SPARED = "gave_way:", "spared:"


def why(reader: Reader, rule: str, exceptions: str) -> str:
    """A sentence for the rule, and one for each exception; "" for a rule that needs no word."""
    codes = exceptions.split()
    said = [_rule(reader, rule)]
    said += [_gave_way(reader, code.removeprefix(_GAVE_WAY)) for code in codes if code.startswith(_GAVE_WAY)]
    said += [_spared(reader, code.removeprefix(_SPARED)) for code in codes if code.startswith(_SPARED)]
    return " ".join(each for each in said if each)


def _rule(reader: Reader, rule: str) -> str:
    sentences = {
        Rule.OWED: reader.t("Their turn came again."),
        Rule.LEAST_SERVED: reader.t("They had had the fewest turns."),
        Rule.LEAST_RECENT: reader.t("It was longest since their last turn."),
        Rule.VOLUNTEER: reader.t("They offered."),
        Rule.SWAP: reader.t("They swapped turns."),
        Rule.COACH: reader.t("Your coach had it."),
        Rule.AGREED: reader.t("Nobody had it, so they did."),
        Rule.TOOK_OVER: reader.t("They took over on the day."),
    }
    return next((said for known, said in sentences.items() if known == rule), "")


def _gave_way(reader: Reader, bar: str) -> str:
    sentences = {
        Bar.TWICE_RUNNING: reader.t("They had the one next to it too: few could come, or nobody else would."),
        Bar.PRESENTS: reader.t("They had asked for time as well."),
        Bar.NEWCOMER: reader.t("They were new."),
    }
    return next((said for known, said in sentences.items() if known == bar), "")


def _spared(reader: Reader, bar: str) -> str:
    sentences = {
        Bar.TWICE_RUNNING: reader.t("I asked nobody to have two running."),
        Bar.PRESENTS: reader.t("Whoever asked for time was left free for it."),
        Bar.NEWCOMER: reader.t("Whoever was new had time to settle in."),
        Bar.GUIDES: reader.t("Whoever facilitated was not asked to be host as well."),
        Bar.UNREACHED: reader.t("I asked the first who could be asked in time."),
    }
    return next((said for known, said in sentences.items() if known == bar), "")
