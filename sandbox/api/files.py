"""Uploading in three steps: files.getUploadURLExternal, POST to the URL, files.completeUploadExternal."""

from sandbox import messages
from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import JSON, Channel, File
from sandbox.shapes import file_object


def get_upload_url(call: Call) -> JSON:
    length = int(call.args["length"])
    if length <= 0:
        raise SlackError("invalid_arguments", argument="length")
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
        inner = Call(call.world, call.method, {"channel": channel_id})
        found.append(inner.own_channel())
    return found


def complete(call: Call) -> JSON:
    files = [_finished(call, entry) for entry in call.args["files"]]
    for channel in _targets(call):
        for file in files:
            file.channels.append(channel.id)
        messages.post(
            call.world,
            channel,
            call.world.ws.bot_user,
            str(call.args.get("initial_comment", "")),
            thread_ts=call.args.get("thread_ts"),
            files=[f.id for f in files],
            by_app=True,
        )
    return {"files": [file_object(call.world.ws, f) for f in files]}


def _finished(call: Call, entry: JSON) -> File:
    file = call.world.ws.files.get(str(entry.get("id")))
    if file is None or file.data is None:
        raise SlackError("file_not_found")
    file.done = True
    file.title = entry.get("title")
    call.world.note("file", "app", text=file.title or file.name, outcome="uploaded")
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
