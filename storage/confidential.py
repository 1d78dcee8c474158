"""Words that must not be shown by accident.

Everything a set says is handed about as `Confidential`. Printing, formatting, logging, pickling or turning it into
JSON shows a placeholder or is refused; only `reveal()` gives the words, so that a search for `reveal` lists every place
where they come out. `SecretBytes` does the same for keys.
"""

import hmac
from typing import Final, NoReturn, Self

HIDDEN: Final = "[confidential]"


class Confidential:
    """A text that hides itself.

    Half characters (lone surrogates, which Slack's JSON can carry and no database or page accepts) are joined where
    they meet their other half and replaced by U+FFFD where they do not, so the words can always be written as UTF-8.
    """

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = _whole_characters(words)

    def reveal(self) -> str:
        """The words themselves: only for showing them to somebody who was just checked, and for sealing."""
        return self._words

    def __bool__(self) -> bool:
        return bool(self._words)

    def __repr__(self) -> str:
        return HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        # A width or a precision would let the length through, so the specification is not looked at.
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        """Equal to another `Confidential` of the same words, in constant time.

        Raises TypeError against a plain string: such a test is either a mistake that would silently be false, or a
        guess at the words.
        """
        if isinstance(other, str):
            raise TypeError("Confidential words are not compared with plain text")
        if not isinstance(other, Confidential):
            return NotImplemented
        return hmac.compare_digest(self._words.encode(), other._words.encode())

    def __hash__(self) -> NoReturn:
        raise TypeError("Confidential words are not used as keys")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Confidential words are not pickled")

    def __getstate__(self) -> NoReturn:
        raise TypeError("Confidential words are not pickled")


def _whole_characters(words: str) -> str:
    """The text with every lone surrogate joined or replaced; unchanged when there is none."""
    # UTF-16 is where surrogates live: written there they find their halves again, and read back a lone one is an error.
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class SecretBytes(bytes):
    """A key's bytes, used like any bytes, that a printed frame, message or log shows as a placeholder."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[key]"

    def __str__(self) -> str:
        return "[key]"

    def __format__(self, spec: str) -> str:
        return "[key]"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Keys are not pickled")
