"""Warnings: what Slack takes and people would not like. And: no JSON at all makes the linter crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.layout import BLOCKS
from tests.sandbox.kit import Json, actions, button, message, section


def test_a_good_message_has_no_warning() -> None:
    two = actions(
        button("Done", "a", accessibility_label="Done: ring Ana"), button("Done", "b", accessibility_label="Done: rota")
    )
    assert quality_of_message(message(section(), two)) == []
    assert quality_of_message({"text": "Only words"}) == []


POOR: list[tuple[Json, str]] = [
    ({"blocks": [section()]}, "no top-level text"),
    (message(section(), text="  "), "no top-level text"),
    (message({"type": "image", "alt_text": " ", "image_url": "https://example.org/a.png"}), "without alt text"),
    (message(actions(button("Done", "a"), button("Done", "b"))), "button 'Done' sounds like the one at blocks[0]"),
    (message(actions(button("x" * 31))), "longer than 30 characters"),
    (message(actions(button(action_id=""))), "button has no action_id"),
]


@pytest.mark.parametrize(("payload", "expected"), POOR, ids=[wrong for _, wrong in POOR])
def test_a_poor_message_is_warned_about(payload: Json, expected: str) -> None:
    (warning,) = quality_of_message(payload)
    assert expected in warning


def test_equal_labels_on_equal_buttons_are_still_equal() -> None:
    twins = [button("Done", key, accessibility_label="Done") for key in ("a", "b")]
    assert len(quality_of_message(message(actions(*twins)))) == 1


KNOWN_KEYS = sorted({key for spec in (*ELEMENTS.values(), *BLOCKS.values()) for key in spec.keys} | {"text", "title"})
KNOWN_TYPES = sorted({*ELEMENTS, *BLOCKS, "plain_text", "mrkdwn", "modal", "home", "rich_text_section"})
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(KNOWN_TYPES)
)
# Objects with Slack's own keys go deeper into the tables than arbitrary ones.
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["type", *KNOWN_KEYS]), inner, max_size=5),
        st.dictionaries(st.text(max_size=5), inner, max_size=3),
        st.builds(lambda kind, rest: {**rest, "type": kind}, st.sampled_from(KNOWN_TYPES), st.just({})),
    ),
    max_leaves=25,
)


@given(text=anything, blocks=anything, metadata=anything)
def test_no_message_crashes_the_linter(text: object, blocks: object, metadata: object) -> None:
    payload = {"text": text, "blocks": blocks, "metadata": metadata}
    problems = problems_in_message(payload) + problems_in_message({"blocks": [blocks], "text": "a"})
    assert all(": " in problem for problem in problems)
    assert all(isinstance(warning, str) for warning in quality_of_message(payload))


@given(kind=st.sampled_from(["modal", "home"]), block=anything, more=anything)
def test_no_view_crashes_the_linter(kind: str, block: Json, more: object) -> None:
    view = {"type": kind, "blocks": [block, more], "title": more}
    assert all(": " in problem for problem in problems_in_view(view))
    assert isinstance(problems_in_view(block), list)


def test_a_very_deep_payload_does_not_crash_the_linter() -> None:
    deep: object = "x"
    for _ in range(3000):
        deep = [deep]
    assert problems_in_message({"text": "a", "blocks": [deep]})
