"""views.*: docs.slack.dev/reference/methods/views.open and neighbours. No scopes are needed."""

from sandbox import views
from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import JSON, View
from sandbox.shapes import view_object


def _answer(call: Call, view: View) -> JSON:
    return {"view": view_object(call.world.ws, view)}


def open_view(call: Call) -> JSON:
    trigger = call.world.exchange(str(call.args["trigger_id"]))
    return _answer(call, views.open_modal(call.world, trigger.user, call.args["view"]))


def push(call: Call) -> JSON:
    """Only with a trigger from within the open modal."""
    trigger = call.world.exchange(str(call.args["trigger_id"]))
    if trigger.view_id is None:
        raise SlackError("not_found")
    return _answer(call, views.push_modal(call.world, trigger.user, call.args["view"]))


def update(call: Call) -> JSON:
    """Raises SlackError not_found for a view that is closed, hash_conflict for a stale one."""
    view_id, external_id = call.args.get("view_id"), call.args.get("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", argument="view_id")
    view = call.world.ws.view(view_id=view_id, external_id=external_id)
    return _answer(call, views.update(call.world, view, call.args["view"], call.args.get("hash")))


def publish(call: Call) -> JSON:
    if not call.world.manifest.home_tab:
        raise SlackError("not_enabled")
    user = call.world.ws.user(str(call.args["user_id"]))
    if user.deleted:
        raise SlackError("user_not_found")
    return _answer(call, views.publish(call.world, user.id, call.args["view"], call.args.get("hash")))


METHODS = (
    Method("views.open", open_view, 4, {"trigger_id": "str", "view": "json"}, ("trigger_id", "view")),
    Method("views.push", push, 4, {"trigger_id": "str", "view": "json"}, ("trigger_id", "view")),
    Method(
        "views.update",
        update,
        4,
        {"view_id": "str", "external_id": "str", "hash": "str", "view": "json"},
        ("view",),
    ),
    Method("views.publish", publish, 4, {"user_id": "str", "hash": "str", "view": "json"}, ("user_id", "view")),
)
