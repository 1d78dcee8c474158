"""Records: exact sizes, and that one changed bit of record or place keeps them shut."""

import traceback
from collections.abc import Callable
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage import cipher
from storage.cipher import LONGEST_WORDS, Place, Scope, ScopeKind
from storage.confidential import Confidential, SecretBytes
from storage.fields import Field
from storage.vault_errors import SealBroken, WordsTooLong, WrongKey

KEY = SecretBytes(b"k" * 32)
KEY_ID = UUID(int=1)
SET = Scope("set", UUID(int=2))
PLACE = Place(UUID(int=3), *Field.ACTION_LABEL.value, SET, UUID(int=4))
WORDS = Confidential("Ring Amira about the rota")

keys = st.binary(min_size=32, max_size=32).map(SecretBytes)
kinds: st.SearchStrategy[ScopeKind] = st.sampled_from(["workspace", "set", "person"])
numbers = st.integers(min_value=0, max_value=2**32 - 1)
places = st.builds(Place, st.uuids(), numbers, numbers, st.builds(Scope, kinds, st.uuids()), st.uuids())
whole_text = st.text()


@given(keys, st.uuids(), places, whole_text)
def test_words_come_back_from_their_place(key: SecretBytes, key_id: UUID, place: Place, text: str) -> None:
    record = cipher.seal(key, key_id, place, Confidential(text))
    assert cipher.key_id_of(record) == key_id
    assert cipher.unseal(key, place, record).reveal() == text


def test_the_record_is_laid_out_as_written_down() -> None:
    """Built here by hand from privacy.md section 4, so that the format cannot drift with the code."""

    def part(raw: bytes) -> bytes:
        return len(raw).to_bytes(4, "big") + raw

    record = cipher.seal(KEY, KEY_ID, PLACE, Confidential("£ten"))
    assert record[0] == 1
    assert record[1:17] == KEY_ID.bytes
    data = b"".join(
        map(
            part,
            [
                b"setkeeper/record/1",
                PLACE.workspace_id.bytes,
                (2).to_bytes(4, "big"),
                (1).to_bytes(4, "big"),
                b"set",
                SET.id.bytes,
                KEY_ID.bytes,
                PLACE.row_id.bytes,
            ],
        )
    )
    plain = AESGCM(bytes(KEY)).decrypt(record[17:29], record[29:], data)
    assert plain == (5).to_bytes(4, "big") + "£ten".encode() + b"\0" * 247


def test_nonces_are_never_used_twice() -> None:
    nonces = {cipher.seal(KEY, KEY_ID, PLACE, WORDS)[17:29] for _ in range(500)}
    assert len(nonces) == 500


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 256),
        (1, 256),
        (252, 256),
        (253, 1024),
        (1020, 1024),
        (1021, 4096),
        (4092, 4096),
        (4093, 16384),
        (16380, 16384),
    ],
)
def test_padded_sizes_are_exact(length: int, padded: int) -> None:
    record = cipher.seal(KEY, KEY_ID, PLACE, Confidential("x" * length))
    assert len(record) == 1 + 16 + 12 + padded + 16
    assert cipher.unseal(KEY, PLACE, record).reveal() == "x" * length


def test_three_thousand_emoji_fit() -> None:
    words = "\U0001f600" * 3_000
    assert cipher.unseal(KEY, PLACE, cipher.seal(KEY, KEY_ID, PLACE, Confidential(words))).reveal() == words


def test_longer_words_are_refused_and_not_quoted() -> None:
    with pytest.raises(WordsTooLong) as caught:
        cipher.seal(KEY, KEY_ID, PLACE, Confidential("é" + "w" * (LONGEST_WORDS - 1)))
    assert "www" not in _told(caught.value)


@given(st.data())
def test_one_changed_bit_anywhere_keeps_it_shut(data: st.DataObject) -> None:
    record = bytearray(cipher.seal(KEY, KEY_ID, PLACE, WORDS))
    at = data.draw(st.integers(0, len(record) * 8 - 1))
    record[at // 8] ^= 1 << (at % 8)
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, PLACE, bytes(record))


@pytest.mark.parametrize("region", [0, 1, 16, 17, 28, 29, 33, 284, 285, 300])
def test_every_region_is_guarded(region: int) -> None:
    record = bytearray(cipher.seal(KEY, KEY_ID, PLACE, WORDS))
    record[region] ^= 0x80
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, PLACE, bytes(record))


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_byte_is_refused(version: int) -> None:
    record = cipher.seal(KEY, KEY_ID, PLACE, WORDS)
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, PLACE, bytes([version]) + record[1:])


@given(st.integers(0, 300))
def test_a_cut_record_is_refused(length: int) -> None:
    record = cipher.seal(KEY, KEY_ID, PLACE, WORDS)
    assert len(record) == 301
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, PLACE, record[:length])


@given(st.binary(max_size=400))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, PLACE, noise)
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, PLACE, cipher.seal(KEY, KEY_ID, PLACE, WORDS) + noise + b"\0")


@given(places, places)
def test_another_place_does_not_open_it(place: Place, other: Place) -> None:
    record = cipher.seal(KEY, KEY_ID, place, WORDS)
    if place == other:
        assert cipher.unseal(KEY, other, record) == WORDS
        return
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, other, record)


@pytest.mark.parametrize(
    "other",
    [
        PLACE._replace(workspace_id=UUID(int=9)),
        PLACE._replace(table_id=9),
        PLACE._replace(field_id=9),
        PLACE._replace(table_id=PLACE.field_id, field_id=PLACE.table_id),
        PLACE._replace(scope=Scope("person", SET.id)),
        PLACE._replace(scope=Scope("set", UUID(int=9))),
        PLACE._replace(row_id=UUID(int=9)),
        PLACE._replace(workspace_id=PLACE.row_id, row_id=PLACE.workspace_id),
    ],
)
def test_every_part_of_the_place_counts(other: Place) -> None:
    with pytest.raises(SealBroken):
        cipher.unseal(KEY, other, cipher.seal(KEY, KEY_ID, PLACE, WORDS))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        cipher.unseal(SecretBytes(b"j" * 32), PLACE, cipher.seal(KEY, KEY_ID, PLACE, WORDS))


@pytest.mark.parametrize(
    "inside", [(253).to_bytes(4, "big") + b"w" * 252, b"\xff" * 256, (2).to_bytes(4, "big") + b"w\xff" + b"\0" * 250]
)
def test_sealed_bytes_that_are_not_words_are_refused_and_not_quoted(inside: bytes) -> None:
    record = cipher.seal(KEY, KEY_ID, PLACE, WORDS)
    data = cipher._record_data(KEY_ID, PLACE)
    forged = record[:29] + AESGCM(bytes(KEY)).encrypt(record[17:29], inside, data)
    with pytest.raises(SealBroken) as caught:
        cipher.unseal(KEY, PLACE, forged)
    assert caught.value.__context__ is None
    assert "w\\xff" not in _told(caught.value)
    assert "www" not in _told(caught.value)


@given(keys, keys, st.uuids(), st.uuids(), st.builds(Scope, kinds, st.uuids()))
def test_a_wrapped_key_comes_back(
    master: SecretBytes, key: SecretBytes, key_id: UUID, workspace_id: UUID, scope: Scope
) -> None:
    wrapped = cipher.wrap(master, "new", key, key_id, workspace_id, scope)
    assert len(wrapped) == 61
    assert cipher.unwrap(master, "new", wrapped, key_id, workspace_id, scope) == key


Unwrapping = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "unwrapping",
    [
        lambda wrapped: cipher.unwrap(KEY, "old", wrapped, KEY_ID, PLACE.workspace_id, SET),
        lambda wrapped: cipher.unwrap(SecretBytes(b"j" * 32), "new", wrapped, KEY_ID, PLACE.workspace_id, SET),
        lambda wrapped: cipher.unwrap(KEY, "new", wrapped, UUID(int=9), PLACE.workspace_id, SET),
        lambda wrapped: cipher.unwrap(KEY, "new", wrapped, KEY_ID, UUID(int=9), SET),
        lambda wrapped: cipher.unwrap(KEY, "new", wrapped, KEY_ID, PLACE.workspace_id, Scope("person", SET.id)),
        lambda wrapped: cipher.unwrap(KEY, "new", wrapped, KEY_ID, PLACE.workspace_id, Scope("set", UUID(int=9))),
        lambda wrapped: cipher.unwrap(KEY, "new", wrapped[:-1], KEY_ID, PLACE.workspace_id, SET),
        lambda wrapped: cipher.unwrap(KEY, "new", b"", KEY_ID, PLACE.workspace_id, SET),
        lambda wrapped: cipher.unwrap(KEY, "new", b"\2" + wrapped[1:], KEY_ID, PLACE.workspace_id, SET),
        lambda wrapped: cipher.unwrap(
            KEY, "new", wrapped[:-1] + bytes([wrapped[-1] ^ 1]), KEY_ID, PLACE.workspace_id, SET
        ),
    ],
)
def test_a_wrapped_key_is_bound_to_all_that_it_belongs_to(unwrapping: Unwrapping) -> None:
    wrapped = cipher.wrap(KEY, "new", SecretBytes(b"d" * 32), KEY_ID, PLACE.workspace_id, SET)
    with pytest.raises(SealBroken) as caught:
        unwrapping(wrapped)
    assert "dddd" not in _told(caught.value)
    assert "kkkk" not in _told(caught.value)


def test_a_master_key_is_known_again_by_its_check() -> None:
    value = cipher.check_value(KEY, "new")
    cipher.verify_check(KEY, "new", value)
    wrong: list[tuple[SecretBytes, str, bytes]] = [
        (SecretBytes(b"j" * 32), "new", value),
        (KEY, "old", value),
        (KEY, "new", value[:-1]),
        (KEY, "new", b""),
        (KEY, "new", value[:-1] + bytes([value[-1] ^ 1])),
    ]
    for key, name, changed in wrong:
        with pytest.raises(WrongKey):
            cipher.verify_check(key, name, changed)


def test_field_numbers_are_frozen() -> None:
    """Changing one of these makes rows unreadable. New columns get new numbers, below the others."""
    frozen = {
        "DELIVERY_ARGS": (1, 1),
        "ACTION_LABEL": (2, 1),
        "ACTION_DETAIL": (2, 2),
        "ACTION_PROGRESS": (2, 3),
        "ACTION_EVENT_BODY": (3, 1),
        "WORKSPACE_TOKEN": (4, 1),
    }
    assert frozen.items() <= {name: field.value for name, field in Field.__members__.items()}.items()
    assert len({field.value for field in Field}) == len(Field.__members__)


def _told(error: BaseException) -> str:
    """All that an error report with locals and causes could show, without this file's own frames."""
    stack = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [frame for frame in stack.stack if frame.filename != __file__]
    assert frames
    lines = "".join("".join(frame.locals.values()) for frame in frames if frame.locals)
    return lines + "".join(stack.format_exception_only()) + repr(error.__context__)
