"""self-run: six members and a first-time coach, from the welcome to the session that the set runs itself.

Practice.md section 8, shape H. Each scene is a file of its own, in the order of the story; a scene acts for people who
do something of their own accord, and their temperaments answer whatever the bot asks them.
"""

from datetime import UTC, datetime

from sandbox.stories.self_run import beginning, first_session, first_weeks, hand_over, second_session, third_session
from sandbox.stories.self_run.people import cast
from sandbox.story import Stage

BEGINS = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)  # a Monday; London's clocks go back on 25 October


async def tell(stage: Stage) -> None:
    """The whole story. The coordinator is in the workspace already."""
    people = cast(stage)
    for scene in (beginning, first_session, first_weeks, second_session, hand_over, third_session):
        await scene.tell(stage, people)
