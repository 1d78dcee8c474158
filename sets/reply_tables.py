"""The tables of sets/phrases: what people type, for anybody to extend. See the README there."""

from collections.abc import Mapping
from importlib.resources import files

_FOLDER = files("sets") / "phrases"


def lines_of(name: str) -> list[str]:
    """The lines of a table, without its remarks and empty lines."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("# ")]


def listed(name: str) -> list[str]:
    """The entries of a list: one a line, or with " / " between them."""
    return [entry.strip() for line in lines_of(name) for entry in line.split(" / ")]


def named(name: str) -> Mapping[str, str]:
    """The lines of a table, "name = what it stands for"."""
    return dict(_pair(line) for line in lines_of(name))


def short_forms() -> Mapping[str, str]:
    """What is typed, and what is meant by it."""
    return dict(_pair(entry) for entry in listed("short_forms"))


def _pair(entry: str) -> tuple[str, str]:
    name, _, meant = entry.partition("=")
    return name.strip(), meant.strip()
