"""The table of what the pretend Slack imitates stays true: every test it names exists, every file of ours is in it."""

import re
from pathlib import Path

import yaml

import sandbox
from sandbox.api.table import TABLE
from sandbox.manifest import Manifest

HERE = Path(__file__).parent
TABLE_FILE = Path(sandbox.__file__).parent / "FIDELITY.md"


def rows() -> list[list[str]]:
    lines = [line for line in TABLE_FILE.read_text().splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_row_has_a_source_and_a_test_that_exists() -> None:
    written = "\n".join(path.read_text() for path in HERE.glob("test_*.py"))
    names = set(re.findall(r"def (test_\w+)", written))
    for behaviour, source, tests in rows():
        assert source, behaviour
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, behaviour
        assert set(named) <= names, behaviour


def test_every_method_stands_in_the_table() -> None:
    text = TABLE_FILE.read_text()
    assert [name for name in TABLE if name not in text] == []


def test_our_own_manifest_can_be_read() -> None:
    path = Path(sandbox.__file__).parent.parent / "manifest.yml"
    manifest = Manifest.read(yaml.safe_load(path.read_text()))
    assert "groups:history" not in manifest.scopes
    assert {"/als"} <= set(manifest.commands)
    assert manifest.home_tab
    assert manifest.messages_writable
