"""Some weeks of one set, lived with the real bot. The whole year is `make kindness`."""

import pytest

from tests.kindness.__main__ import workspace
from tests.kindness.measure import Figures

pytestmark = pytest.mark.xdist_group("kindness")  # one process lives the weeks, once
DAYS = 60


@pytest.fixture(scope="module")
def figures() -> Figures:
    return workspace(1, DAYS, seed=1)


def test_nobody_was_treated_unkindly(figures: Figures) -> None:
    assert figures.breaches == []


def test_there_was_something_to_be_kind_about(figures: Figures) -> None:
    counts = figures.counts
    assert counts["people"] == 7
    assert counts["check-ins asked"] > 10
    assert counts["asked on the day"] >= 2
    assert counts["not asked, and told why"] >= 2
    assert counts["sessions"] >= 1


def test_slack_was_content_and_people_could_do_what_they_meant_to(figures: Figures) -> None:
    assert figures.problems == []
    assert figures.mishaps.total() <= 1
