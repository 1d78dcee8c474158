"""self-run: six members and a first-time coach, from the welcome to the session that the set runs itself.

Practice.md section 8, shape H. Each scene is a file of its own, in the order of the story; a scene acts for people who
do something of their own accord, and their temperaments answer whatever the bot asks them.
"""

from datetime import UTC, datetime

from sandbox.stories.self_run import beginning, first_session, first_weeks, hand_over, second_session, third_session
from sandbox.stories.self_run.people import ROLES, cast, fall_silent, live
from sandbox.story import Stage

__all__ = ["BEGINS", "ROLES", "WEEKS", "gather", "tell"]
BEGINS = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)  # a Monday; London's clocks go back on 25 October
BEN_FALLS_SILENT = datetime(2026, 9, 10, 0, 0, tzinfo=UTC)
# From which weeks a visitor may begin, and what they find then.
WEEKS = {
    2: "the first session is on Thursday",
    3: "after the first session: the first check-ins",
    5: "in the middle, between two sessions",
    8: "the second session is on Thursday",
    10: "can we run ourselves?",
    14: "the third session is on Thursday, without the coach",
}


def gather(stage: Stage) -> None:
    """Everybody is there and lives their life, with nobody telling a story."""
    people = cast(stage)
    live(stage, people)
    if stage.now > BEN_FALLS_SILENT:
        fall_silent(stage, people.ben)


async def tell(stage: Stage) -> None:
    """The whole story. The coordinator is in the workspace already."""
    people = cast(stage)
    for scene in (beginning, first_session, first_weeks, second_session, hand_over, third_session):
        await scene.tell(stage, people)
