"""Uploading in three steps: files.getUploadURLExternal, POST to the URL, files.completeUploadExternal.

Source: docs.slack.dev/reference/methods/files.getUploadURLExternal and files.completeUploadExternal.
"""

import re

from sandbox import messages
from sandbox.api.call import Call, Method
from sandbox.api.chat import thread_of
from sandbox.errors import SlackError
from sandbox.records import JSON, Channel, File
from sandbox.shapes import file_object

LONGEST_ALT = 1000
# What completeUploadExternal takes as a place: a channel's or a direct message's id, never a person's.
CHANNEL = re.compile(r"^[CGDZ][A-Z0-9]{8,}$")


def get_upload_url(call: Call) -> JSON:
    length = int(call.args["length"])
    if length <= 0:
        raise SlackError("invalid_arguments", argument="length")
    if len(call.args.get("alt_txt") or "") > LONGEST_ALT:
        raise SlackError("alt_txt_too_large")
    file_id = call.world.ids.make("F")
    call.world.ws.files[file_id] = File(
        file_id,
        str(call.args["filename"]),
        length,
        call.args.get("alt_txt"),
        created=call.world.ws.seconds(),
    )
    return {"upload_url": f"{call.world.base_url}/upload/v1/{file_id}", "file_id": file_id}


def receive(call: Call, file_id: str, data: bytes) -> str:
    """The second step: the bytes. Answers the plain text Slack answers. Raises SlackError."""
    file = call.world.ws.files.get(file_id)
    if file is None or file.done:
        raise SlackError("file_not_found")
    if len(data) != file.length:
        raise SlackError("length_mismatch")
    file.data = data
    return f"OK - {len(data)}"


def _targets(call: Call) -> list[Channel]:
    wanted = [*(call.args.get("channels") or ()), *([call.args["channel_id"]] if call.args.get("channel_id") else ())]
    found = []
    for channel_id in wanted:
        if not CHANNEL.match(str(channel_id)):
            raise SlackError("invalid_arguments", argument="channel_id")
        inner = Call(call.world, call.method, {"channel": channel_id})
        found.append(inner.own_channel())
    return found


def complete(call: Call) -> JSON:
    """All of it or nothing, and once for each file: a second call does not find it."""
    channels = [(channel, thread_of(call, channel)) for channel in _targets(call)]
    uploaded = [_uploaded(call, entry) for entry in call.args["files"]]
    files = [_finished(call, file, entry) for file, entry in zip(uploaded, call.args["files"], strict=True)]
    for channel, thread_ts in channels:
        for file in files:
            file.channels.append(channel.id)
        messages.post(
            call.world,
            channel,
            call.world.ws.bot_user,
            str(call.args.get("initial_comment", "")),
            thread_ts=thread_ts,
            files=[f.id for f in files],
            by_app=True,
        )
    return {"files": [file_object(call.world.ws, f) for f in files]}


def _uploaded(call: Call, entry: JSON) -> File:
    file = call.world.ws.files.get(str(entry.get("id")))
    if file is None or file.data is None or file.done:
        raise SlackError("file_not_found")
    return file


def _finished(call: Call, file: File, entry: JSON) -> File:
    file.done = True
    file.ready = call.world.now() + call.world.settings.file_processing
    file.title = entry.get("title")
    call.world.note(
        "file", "app", text=file.title or file.name, outcome="uploaded", shown=file_object(call.world.ws, file)
    )
    return file


WRITE = ("files:write",)
METHODS = (
    Method(
        "files.getUploadURLExternal",
        get_upload_url,
        4,
        {"filename": "str", "length": "int", "alt_txt": "str"},
        ("filename", "length"),
        WRITE,
    ),
    Method(
        "files.completeUploadExternal",
        complete,
        4,
        {"files": "json", "channel_id": "str", "channels": "list", "initial_comment": "str", "thread_ts": "str"},
        ("files",),
        WRITE,
    ),
)
