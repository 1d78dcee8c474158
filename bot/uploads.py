"""A file's way to Slack: ask for a place, bring the bytes, and complete it.

Only the completion shows the file to anybody, and only it can be in doubt: Slack throws away what is never completed,
so the first two steps are simply done again. The file's id is stored with the mark. After a doubt the same file is
completed again, never another one: Slack completes a file once, so its refusal says that the first time counted. In
direct messages the file is looked for first. Slack may lose an uncompleted file in a long outage: after ten minutes of
doubt another one is brought, to a channel at least once, as every channel post in doubt.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.addressing import is_direct
from bot.failpoints import Failpoint, Failpoints
from bot.lookup import Ask, uploaded
from bot.sending import Ambiguous, Definite, Outcome, Sender, Sent
from handlers.feature import Call, File
from storage.outbox import Delivery

# "This method can only be called once"; the page does not say which of its errors a second call gets. These two are
# the ones about the file.
_ONCE = frozenset({"file_not_found", "file_update_failed"})
SAME_FILE = timedelta(minutes=10)


async def bring(
    ask: Ask, sender: Sender, workspace_id: UUID, failpoints: Failpoints, call: Call, file: File
) -> Call | Outcome:
    """Slack gets the bytes, unseen by anybody. Gives the call that completes them, or the failed outcome."""
    wanted: dict[str, Any] = {"filename": file.name, "length": len(file.data)}
    if file.alt_text:
        wanted["alt_txt"] = file.alt_text
    asked = await ask(Call("files.getUploadURLExternal", wanted))
    if not isinstance(asked, Sent):
        return _harmless(asked)
    url, file_id = asked.response.get("upload_url"), asked.response.get("file_id")
    if not isinstance(url, str) or not isinstance(file_id, str):
        return Definite("bad_answer")
    failpoints.reach(Failpoint.AFTER_UPLOAD_URL)
    brought = await sender.put(workspace_id, url, file.data)
    return completing(call, file_id) if isinstance(brought, Sent) else _harmless(brought)


def begun(delivery: Delivery, now: datetime) -> str | None:
    """The file to complete again; None: bring one. In direct messages it has been looked for and is not there."""
    if delivery.sending_at is None or now - delivery.sending_at > SAME_FILE:
        return None
    return delivery.slack_file


def completing(call: Call, file_id: str) -> Call:
    """The call that completes this file."""
    title = call.file.title if call.file else ""
    return replace(call, arguments={**call.arguments, "files": [{"id": file_id, "title": title}]})


def file_of(call: Call) -> str | None:
    """The file that a call completes; None for every other call."""
    files = call.arguments.get("files") if call.file else None
    return str(files[0]["id"]) if files else None


def judged(delivery: Delivery, call: Call, outcome: Outcome) -> Outcome:
    """What came of a completion. A refusal to do it again means done, but a direct message has to show the file."""
    file_id = file_of(call)
    if file_id is None:
        return outcome
    done = Sent(uploaded(file_id, call.arguments.get("channel_id")))
    if delivery.slack_file == file_id and isinstance(outcome, Definite) and outcome.code in _ONCE:
        return Ambiguous("file_in_doubt") if is_direct(delivery) else done
    return done if isinstance(outcome, Sent) else outcome


def _harmless(outcome: Outcome) -> Outcome:
    """Whatever became of a step that can be done again, nothing is in doubt."""
    return Definite(outcome.code) if isinstance(outcome, Ambiguous) else outcome
