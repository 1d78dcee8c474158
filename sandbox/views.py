"""Modals and Home tabs: one stack of modals a person (root + 2), one Home a person, hashes that change.

Source: docs.slack.dev/surfaces/modals, /surfaces/app-home, /reference/methods/views.*
"""

import copy

from sandbox import pictures
from sandbox.blocks import problems_in_view
from sandbox.clock import epoch_seconds
from sandbox.errors import SlackError
from sandbox.forms import initial_values, with_ids
from sandbox.mentions import live_mentions
from sandbox.messages import refuse
from sandbox.records import JSON, View
from sandbox.world import World

DEEPEST = 3  # a root view and two more
LARGEST = 250_000  # bytes ("view_too_large": 250 kB)


def _checked(world: World, body: JSON, kind: str, own: View | None = None) -> JSON:
    """A copy of a view as the app sent it, ids filled in. Raises SlackError for what Slack would refuse."""
    if not isinstance(body, dict) or body.get("type") != kind:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] view must be a {kind}"]})
    if len(str(body).encode()) > LARGEST:
        raise SlackError("view_too_large")
    problems = problems_in_view(body)
    if problems:
        refuse(problems)
    pictures.check(world, body["blocks"], "invalid_arguments")
    external = body.get("external_id")
    if external and _other_has(world, external, own):
        raise SlackError("duplicate_external_id")
    checked = copy.deepcopy(body)
    checked["blocks"] = with_ids(world.ids, body["blocks"])
    return checked


def _other_has(world: World, external_id: str, own: View | None) -> bool:
    try:
        return world.ws.view(external_id=external_id) is not own
    except SlackError:
        return False


def _new(world: World, user: str, body: JSON, kind: str, stack: list[View]) -> View:
    view_id = world.ids.make("V")
    return View(
        id=view_id,
        user=user,
        type=kind,
        body=body,
        hash=_hash(world),
        root_id=stack[0].id if stack else view_id,
        previous_id=stack[-1].id if stack else None,
        values=initial_values(body["blocks"]),
    )


def _hash(world: World) -> str:
    return world.ids.view_hash(epoch_seconds(world.now()))


def _note(world: World, view: View, kind: str, outcome: str) -> None:
    title = (view.body.get("title") or {}).get("text", "Home")
    world.note(
        kind,
        "app",
        seen_by=(view.user,),
        text=title,
        outcome=outcome,
        mentions=tuple(live_mentions(view.body)),
        shown=copy.deepcopy(view.body),
    )


def open_modal(world: World, user: str, body: JSON) -> View:
    """A new root view. A modal that was still open is replaced (what Slack does then is not documented)."""
    checked = _checked(world, body, "modal")
    world.ws.closed_views.extend(world.ws.stack(user))
    view = _new(world, user, checked, "modal", [])
    world.ws.modals[user] = [view]
    _note(world, view, "view", "opened")
    return view


def push_modal(world: World, user: str, body: JSON) -> View:
    """One more on top. Raises SlackError not_found (nothing is open) or push_limit_reached."""
    stack = world.ws.stack(user)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= DEEPEST:
        raise SlackError("push_limit_reached")
    view = _new(world, user, _checked(world, body, "modal"), "modal", stack)
    stack.append(view)
    _note(world, view, "view", "pushed")
    return view


def update(world: World, view: View, body: JSON, given_hash: str | None = None) -> View:
    """Replace what a view shows. What was entered stays under the same ids. Raises SlackError hash_conflict."""
    if given_hash is not None and given_hash != view.hash:
        raise SlackError("hash_conflict")
    checked = _checked(world, body, view.type, own=view)
    view.body = checked
    view.hash = _hash(world)
    view.values = initial_values(checked["blocks"], view.values)
    view.errors = {}
    _note(world, view, "home" if view.type == "home" else "view", "updated")
    return view


def publish(world: World, user: str, body: JSON, given_hash: str | None = None) -> View:
    """A person's Home tab. Raises SlackError hash_conflict."""
    home = world.ws.homes.get(user)
    if home is not None:
        return update(world, home, body, given_hash)
    if given_hash is not None:
        raise SlackError("hash_conflict")
    view = _new(world, user, _checked(world, body, "home"), "home", [])
    world.ws.homes[user] = view
    _note(world, view, "home", "published")
    return view


def close_top(world: World, user: str) -> View:
    """Take the top view away; the caller checked that there is one."""
    view = world.ws.stack(user).pop()
    world.ws.closed_views.append(view)
    _note(world, view, "view", "closed")
    return view


def close_all(world: World, user: str) -> list[View]:
    """Take the whole stack away; the views are returned top first."""
    gone = []
    while world.ws.stack(user):
        gone.append(close_top(world, user))
    return gone


def apply_response(world: World, user: str, view: View, answer: JSON) -> None:
    """What an app's answer to a submission does to the stack. Raises SlackError for an answer Slack cannot use."""
    action = answer.get("response_action")
    if action == "errors":
        _show_errors(view, answer.get("errors"))
    elif action == "update":
        update(world, view, answer["view"])
    elif action == "push":
        push_modal(world, user, answer["view"])
    elif action == "clear":
        close_all(world, user)
    elif action is None and not answer:
        _close_submitted(world, user, view)
    else:
        raise SlackError("invalid_response_action")


def _show_errors(view: View, errors: JSON | None) -> None:
    inputs = {b["block_id"] for b in view.body["blocks"] if b["type"] == "input"}
    if not errors or not set(errors) <= inputs:
        # Slack shows "We had some trouble connecting" when an error names no input block of the view.
        raise SlackError("invalid_errors")
    view.errors = {str(k): str(v) for k, v in errors.items()}


def _close_submitted(world: World, user: str, view: View) -> None:
    if view in world.ws.stack(user):
        while world.ws.stack(user)[-1] is not view:
            close_top(world, user)
        close_top(world, user)
