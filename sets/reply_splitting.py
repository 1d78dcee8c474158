"""A reply in pieces: at full stops and the like, at "but" and "because", and at the numbers of several actions."""

import re
from collections.abc import Iterator

_ENDS = re.compile(
    r"([!?.;…\n]+(?=\s|$)|[;!?\n…]+|\.\.+"
    r"|(?<=[a-z]),+\s*(?=#?\d)|,+\s*(?=#?\d{1,2} (?!and )[a-z])|,+(?!\s*\d)\s*"  # not in "1, 2 and 3"
    r"|\s[-–—/|]+\s|\s?[–—]\s?|[()])"
)
_BETWEEN = re.compile(
    r"\s(?:but|though|although|whereas|however|because|cos|coz|cuz|so|plus|then|as(?= (?:i|we|it|they|there) )"
    r"|since(?= (?:i|we|it) ))(?=\s)|\s(?=(?:except|apart from|other than|aside from|bar|excluding) )"
)
_ALL_BUT = re.compile(r"\b(all|everything|anything|both|everyone) but ")
_AND = re.compile(r"\s(?:and|&|\+)\s")
# "1. done", "1) done", "1: done", "1 - done"
_LISTED = re.compile(r"(?m)^\s*#?(\d{1,2})\s*[.):]\s*")
_LISTED_ON = re.compile(r"\s#?(\d{1,2})[.):]\s+")
_GIVEN = re.compile(r"\b(\d{1,2})\s*[-–=:]+\s*(?=[a-z])")
# "1 done 2 not yet", and not "2 done 3 days ago"
_NEXT_NUMBER = re.compile(
    r"(?<=[a-z])(?<! and)(?<! of)(?<! by)(?<! on)(?<! to)(?<! for)(?<! with) "
    r"(?=#?\d{1,2} (?!days?|weeks?|months?|of|out|more|to|left|down|hours?|minutes?|mins?)[a-z])"
)


def pieces_of(text: str, *, several: bool) -> Iterator[tuple[str, bool]]:
    """The pieces of a reply, and whether a question mark ends each. several: numbers may point at actions."""
    if several:
        if _LISTED.match(text):
            text = _LISTED_ON.sub(r"\n#\1 ", _LISTED.sub(r"#\1 ", text))
        text = _GIVEN.sub(r"#\1 ", text)
    found = _ENDS.split(_ALL_BUT.sub(r"\1 except ", text))
    for at in range(0, len(found), 2):
        asked = "?" in "".join(found[at + 1 : at + 2])
        for piece in _BETWEEN.split(f" {found[at].strip(' .,')} "):
            numbers = _NEXT_NUMBER.split(piece.strip()) if several and re.match(r"\s*#?\d", piece) else [piece]
            yield from ((each.strip(), asked) for each in numbers if each.strip(" :"))


def split_at_and(piece: str) -> list[str]:
    """What stands on the two sides of each "and"."""
    return [each for each in _AND.split(piece) if each.strip()]
