"""The list of sentences for translators holds every sentence that the code says, and a language is then a file."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from handlers import words
from handlers.words import Reader

ROOT = Path(__file__).parents[2]
POT = ROOT / "handlers" / "locale" / "setkeeper.pot"
FLOORS = ("handlers", "bot")  # as in the Makefile's target `messages`
Msgid = str | tuple[str, ...]


def in_the_code() -> set[Msgid]:
    """Every sentence, extracted as `make messages` does it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in settings]
    keywords: dict[str, tuple[int, ...] | None] = {"t": None, "n": (1, 2)}
    return {
        each[2] for floor in FLOORS for each in extract_from_dir(ROOT / floor, method_map=methods, keywords=keywords)
    }


def in_the_file() -> set[Msgid]:
    with POT.open("rb") as file:
        found = read_po(file)
    return {tuple(each.id) if isinstance(each.id, list | tuple) else each.id for each in found if each.id}


def test_the_list_is_up_to_date() -> None:
    missing, gone = in_the_code() - in_the_file(), in_the_file() - in_the_code()
    assert not missing, f"run `make messages`; missing: {missing}"
    assert not gone, f"run `make messages`; no longer said: {gone}"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of t() and n(), with its module."""
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                if named and node.func.attr in ("t", "n"):  # type: ignore[attr-defined]
                    yield str(path.relative_to(ROOT)), node  # type: ignore[misc]


def test_every_sentence_stands_whole_where_it_is_said() -> None:
    """What is not a constant would never be extracted."""
    found = list(calls())
    assert len(found) > 200
    for path, node in found:
        count = 1 if node.func.attr == "t" else 2  # type: ignore[attr-defined]
        texts = node.args[:count]
        assert all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in texts), (
            f"{path}:{node.lineno}"
        )


def test_placeholders_have_names() -> None:
    for sentence in in_the_code():
        assert "{}" not in str(sentence)
        assert "%s" not in str(sentence)


def test_a_language_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locale" / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="cy")
    catalogue.add("That's fine. It is off your list.", "Iawn. Nid yw ar eich rhestr mwyach.")
    with (folder / "setkeeper.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "files", lambda _: tmp_path)
    words._translations.cache_clear()
    try:
        reader = Reader(locale="cy")
        assert reader.t("That's fine. It is off your list.") == "Iawn. Nid yw ar eich rhestr mwyach."
        assert reader.t("Saved.") == "Saved."
    finally:
        words._translations.cache_clear()
