"""docs/stories says what happens: `make stories` writes it anew."""

import pytest

from sandbox.story import Stage
from tests.whole.stories import FOLDER, pages

pytestmark = pytest.mark.xdist_group("self-run")


def test_the_pages_of_the_six_are_the_story(self_run: Stage) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert pages(self_run) == written
