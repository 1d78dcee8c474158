"""Whether Slack shows the files that blocks name: pictures of ours, completed, and looked at for a little while.

Source: docs.slack.dev/reference/block-kit/composition-objects/slack-file-object; that a file just completed is refused
as `invalid slack file`: slackapi/python-slack-sdk issues 1521 and 1658.
"""

from sandbox.blocks.surfaces import objects_in
from sandbox.errors import SlackError
from sandbox.records import JSON
from sandbox.render import PICTURES
from sandbox.world import World


def check(world: World, blocks: list[JSON], code: str = "invalid_blocks") -> None:
    """Raises SlackError with this code for a file that cannot be shown now."""
    for value, place in objects_in(blocks, "blocks"):
        named = value.get("slack_file")
        if isinstance(named, dict) and not _shown(world, str(named.get("id"))):
            pointer = place.replace("[", "/").replace("]", "").replace(".", "/")
            problem = f"invalid slack file [json-pointer:/{pointer}/slack_file]"
            raise SlackError(code, errors=[problem], response_metadata={"messages": [f"[ERROR] {problem}"]})


def _shown(world: World, file_id: str) -> bool:
    file = world.ws.files.get(file_id)
    if file is None or file.ready is None or world.now() < file.ready:
        return False
    return file.name.rsplit(".", 1)[-1].lower() in PICTURES
