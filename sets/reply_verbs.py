"""What people say when they have done what an action's label begins with."""

from collections.abc import Mapping

# The verb of a label -> how its being done is told. Regular ones ("asked") need no line.
PAST: Mapping[str, tuple[str, ...]] = {
    "ring": ("rang", "rung", "called", "phoned", "telephoned"),
    "call": ("called", "rang", "rung", "phoned"),
    "phone": ("phoned", "rang", "rung", "called"),
    "talk": ("talked", "spoke", "spoken", "chatted"),
    "speak": ("spoke", "spoken", "talked"),
    "chat": ("chatted", "spoke", "talked"),
    "write": ("wrote", "written", "emailed", "messaged", "sent"),
    "email": ("emailed", "sent", "wrote", "written"),
    "send": ("sent",),
    "tell": ("told",),
    "meet": ("met",),
    "see": ("saw", "seen", "met"),
    "visit": ("visited", "went", "been"),
    "go": ("went", "gone", "been"),
    "give": ("gave", "given"),
    "take": ("took", "taken"),
    "make": ("made",),
    "find": ("found",),
    "read": ("read",),
    "draw": ("drew", "drawn"),
    "book": ("booked",),
    "try": ("tried",),
    "sit": ("sat",),
    "say": ("said",),
    "set": ("set",),
    "put": ("put",),
    "run": ("ran",),
    "hold": ("held",),
    "think": ("thought",),
    "bring": ("brought",),
    "buy": ("bought",),
    "begin": ("began", "begun"),
    "choose": ("chose", "chosen"),
    "plan": ("planned",),
    "stop": ("stopped",),
    "drop": (),
    "sort": ("sorted",),
    "share": ("shared",),
    "get": ("got",),
    "have": ("had",),
    "do": ("did", "done"),
    "let": ("let",),
    "leave": ("left",),
    "hand": ("handed",),
    "shadow": ("shadowed",),
    "build": ("built",),
    "teach": ("taught",),
    "show": ("showed", "shown"),
    "keep": ("kept",),
    "pay": ("paid",),
    "ask": ("asked",),
}


def ways_to_say_done(verb: str) -> frozenset[str]:
    """The words that say that this has been done."""
    return frozenset({*PAST.get(verb, ()), f"{verb.rstrip('e')}ed", f"{verb.removesuffix('y')}ied"})
