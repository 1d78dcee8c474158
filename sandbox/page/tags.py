"""HTML elements with everything escaped: `tag("p", words, class_="quiet")`. Pure."""

from hashlib import blake2s

from markupsafe import Markup, escape

EMPTY = frozenset({"input", "img", "hr", "br"})


def tag(name: str, inner: str | Markup = "", /, **attributes: object) -> Markup:
    """One element. Attributes: `class_` and `for_` lose their underscore, others get hyphens for theirs.

    True gives an attribute without a value; False and None leave it out.
    """
    given = [
        Markup(" {}").format(_name(key)) if value is True else Markup(' {}="{}"').format(_name(key), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    ]
    opening = Markup("<{}{}>").format(Markup(name), Markup().join(given))  # noqa: S704 - names are ours
    return opening if name in EMPTY else opening + escape(inner) + Markup("</{}>").format(Markup(name))  # noqa: S704


def joined(parts: list[Markup], between: str = "") -> Markup:
    """Pieces of HTML one after the other."""
    return Markup(between).join(parts)  # noqa: S704 - `between` is ours


def id_of(*parts: str) -> str:
    """An id for an element, the same each time for the same parts."""
    return f"e{blake2s(chr(0).join(parts).encode(), digest_size=8).hexdigest()}"


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
