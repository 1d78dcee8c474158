"""Ids are a contract with messages already sent: the golden list only grows."""

from syrupy.assertion import SnapshotAssertion

from handlers import ids


def constants(holder: type) -> dict[str, str]:
    """Every id of one kind, by the name the code knows it by."""
    return {name: value for name, value in vars(holder).items() if name.isupper()}


def test_no_id_is_renamed_or_lost(snapshot: SnapshotAssertion) -> None:
    kinds = (ids.Command, ids.Press, ids.Form, ids.Field)
    assert {kind.__name__: constants(kind) for kind in kinds} == snapshot


def test_ids_are_unique_short_and_say_which_feature() -> None:
    for kind in (ids.Command, ids.Press, ids.Form, ids.Field):
        values = list(constants(kind).values())
        assert len(set(values)) == len(values)
        assert all(len(value) <= 255 for value in values)
    assert all("." in value for value in constants(ids.Press).values())
    assert all(value.split(".")[-1].startswith("v") for value in constants(ids.Form).values())


def test_retired_ids_are_gone_and_lead_somewhere() -> None:
    living = {*constants(ids.Press).values(), *constants(ids.Form).values()}
    for old, new in ids.RETIRED.items():
        assert old not in living
        assert new == "" or new in living
