"""How people say that they have done what an action's label begins with: "ring three wards" is "rang them", "all rung".

The irregular ones are in sets/phrases/verbs.txt.
"""

from dataclasses import dataclass

from sets.reply_tables import named

_TOLD = named("verbs")
# Said of them alone, or with "it", these tell nothing: "got it", "had it".
WEAK = frozenset(
    {"get", "have", "do", "make", "take", "keep", "let", "be", "go", "put", "find", "give", "think", "see", "say"}
)
# Of these the doer may stand first: "Ben asked". So that is not taken for Ben having been asked.
_BY_ANYBODY = frozenset(["ask", "call", "ring", "phone", "email", "message", "text", "contact", "help", "meet"])
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Forms:
    """A verb's forms. past: said by who did it; part: said of what was done."""

    base: str
    past: frozenset[str]
    part: frozenset[str]
    going: frozenset[str]


def forms_of(verb: str) -> Forms:
    """Every form by which people speak of having done it, or of being at it."""
    told, _, of_it = _TOLD.get(verb, "").partition("/")
    regular = _regular(verb, "ed")
    by_anybody = verb in _BY_ANYBODY
    past = {*told.split(), *(regular if verb not in _TOLD or regular & {*told.split()} else ())}
    part = {*of_it.split()} if verb in _TOLD else set(regular)
    unclear = {*regular, "emailed", "messaged", "phoned"} if by_anybody else set()
    return Forms(verb, frozenset(past), frozenset(part - unclear), frozenset(_regular(verb, "ing")))


def _regular(verb: str, ending: str) -> set[str]:
    """ "ask": asked; "sort": sorted; "tidy": tidied; "plan": planned; "use": used."""
    if ending == "ed" and verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return {f"{verb[:-1]}ied"}
    stem = verb.removesuffix("e")
    found = {f"{stem}{ending}"}
    if len(verb) > 2 and verb[-1] not in _VOWELS + "wxy" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:
        found = {f"{verb}{verb[-1]}{ending}", f"{verb}{ending}"}
    return found
