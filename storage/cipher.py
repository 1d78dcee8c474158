"""How a record and a key are sealed: bytes in, bytes out, no database (privacy.md section 4).

A record is: 1 version byte, 16 bytes data key id, 12 bytes random nonce, AES-256-GCM ciphertext with its 16-byte tag.
The plaintext is a big-endian u32 length, the words as UTF-8, and zeros up to 256, 1,024, 4,096 or 16,384 bytes, so a
stolen row tells one of four sizes and no more.

The associated data names the place a record belongs to; a record put into another row, column, scope or workspace does
not open. Every part is prefixed with its length as u32, so no two places share the same bytes.

Frames that raise here hold no plaintext in their locals, and nothing is raised while an error that carries plaintext
(such as UnicodeDecodeError) is being handled: an error report with locals or causes shows no words.
"""

import os
import struct
from typing import Final, Literal, NamedTuple, get_args
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.confidential import Confidential, SecretBytes
from storage.vault_errors import SealBroken, WordsTooLong, WrongKey

KEY_BYTES: Final = 32
PADDED_SIZES: Final = (256, 1_024, 4_096, 16_384)
_LENGTH: Final = struct.Struct(">I")
LONGEST_WORDS: Final = PADDED_SIZES[-1] - _LENGTH.size
"""The most bytes of UTF-8 one record holds: 16,380."""

_VERSION: Final = b"\x01"
_KEY_ID: Final = slice(1, 17)
_NONCE: Final = slice(17, 29)
_HEADER_BYTES: Final = 29
_TAG_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_RECORD_SIZES: Final = frozenset(_HEADER_BYTES + size + _TAG_BYTES for size in PADDED_SIZES)
_WRAPPED_SIZE: Final = 1 + _NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_RECORD_DOMAIN: Final = b"setkeeper/record/1"
_WRAPPED_DOMAIN: Final = b"setkeeper/wrapped-key/1"
_CHECK_DOMAIN: Final = b"setkeeper/master-key-check/1"

ScopeKind = Literal["workspace", "set", "person", "round"]
SCOPE_KINDS: Final[tuple[str, ...]] = get_args(ScopeKind)


class Scope(NamedTuple):
    """Whose data key seals a record: a workspace's, set's, person's or ballot round's (the id is that row's id)."""

    kind: ScopeKind
    id: UUID


class Place(NamedTuple):
    """Where a record stands; bound into its seal. Table and field ids are the frozen numbers of `storage.fields`."""

    workspace_id: UUID
    table_id: int
    field_id: int
    scope: Scope
    row_id: UUID


def seal(key: SecretBytes, key_id: UUID, place: Place, words: Confidential) -> bytes:
    """The record of these words. Raises WordsTooLong above `LONGEST_WORDS` bytes of UTF-8."""
    size = _padded_size(len(words.reveal().encode()))
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, _padded(words, size), _record_data(key_id, place))
    return _VERSION + key_id.bytes + nonce + sealed


def key_id_of(record: bytes) -> UUID:
    """The data key a record names (not yet proven). Raises SealBroken for another version or an impossible size."""
    if record[:1] != _VERSION or len(record) not in _RECORD_SIZES:
        raise SealBroken
    return UUID(bytes=bytes(record[_KEY_ID]))


def unseal(key: SecretBytes, place: Place, record: bytes) -> Confidential:
    """The words of a record at its place. Raises SealBroken if one bit of either differs from when it was sealed."""
    data = _record_data(key_id_of(record), place)
    words = _opened(key, bytes(record[_NONCE]), bytes(record[_HEADER_BYTES:]), data)
    if words is None:
        raise SealBroken(str(place.row_id))
    return words


def wrap(
    master: SecretBytes, master_id: str, key: SecretBytes, key_id: UUID, workspace_id: UUID, scope: Scope
) -> bytes:
    """A data key sealed under a master key: version byte, nonce, ciphertext with tag (61 bytes)."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(master).encrypt(nonce, key, _wrapped_data(master_id, key_id, workspace_id, scope))


def unwrap(
    master: SecretBytes, master_id: str, wrapped: bytes, key_id: UUID, workspace_id: UUID, scope: Scope
) -> SecretBytes:
    """The data key. Raises SealBroken if the bytes, the master key or whose key it is differ."""
    if wrapped[:1] != _VERSION or len(wrapped) != _WRAPPED_SIZE:
        raise SealBroken(str(key_id))
    data = _wrapped_data(master_id, key_id, workspace_id, scope)
    key = _decrypted(master, bytes(wrapped[1 : 1 + _NONCE_BYTES]), bytes(wrapped[1 + _NONCE_BYTES :]), data)
    if key is None:
        raise SealBroken(str(key_id))
    return SecretBytes(key)


def check_value(master: SecretBytes, master_id: str) -> bytes:
    """A value by which a master key is known again without keeping it: a nonce and the tag over nothing (28 bytes)."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, b"", _joined(_CHECK_DOMAIN, master_id.encode()))


def verify_check(master: SecretBytes, master_id: str, value: bytes) -> None:
    """Raises WrongKey unless this master key made the check value."""
    data = _joined(_CHECK_DOMAIN, master_id.encode())
    if (
        len(value) != _NONCE_BYTES + _TAG_BYTES
        or _decrypted(master, bytes(value[:_NONCE_BYTES]), bytes(value[_NONCE_BYTES:]), data) is None
    ):
        raise WrongKey(master_id)


def _record_data(key_id: UUID, place: Place) -> bytes:
    return _joined(
        _RECORD_DOMAIN,
        place.workspace_id.bytes,
        _LENGTH.pack(place.table_id),
        _LENGTH.pack(place.field_id),
        place.scope.kind.encode(),
        place.scope.id.bytes,
        key_id.bytes,
        place.row_id.bytes,
    )


def _wrapped_data(master_id: str, key_id: UUID, workspace_id: UUID, scope: Scope) -> bytes:
    return _joined(
        _WRAPPED_DOMAIN, master_id.encode(), key_id.bytes, workspace_id.bytes, scope.kind.encode(), scope.id.bytes
    )


def _joined(*parts: bytes) -> bytes:
    """The parts, each after its length."""
    return b"".join(_LENGTH.pack(len(part)) + part for part in parts)


def _padded_size(length: int) -> int:
    """The smallest padded size that holds this many bytes of words. Raises WordsTooLong."""
    for size in PADDED_SIZES:
        if length <= size - _LENGTH.size:
            return size
    raise WordsTooLong


def _padded(words: Confidential, size: int) -> bytes:
    raw = words.reveal().encode()
    return (_LENGTH.pack(len(raw)) + raw).ljust(size, b"\0")


def _decrypted(key: SecretBytes, nonce: bytes, sealed: bytes, data: bytes) -> bytes | None:
    """The plaintext, or None where the tag does not hold."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, data)
    except InvalidTag:
        return None


def _opened(key: SecretBytes, nonce: bytes, sealed: bytes, data: bytes) -> Confidential | None:
    """The words inside, or None where the tag does not hold or the sealed bytes are not words."""
    padded = _decrypted(key, nonce, sealed, data)
    if padded is None:
        return None
    (length,) = _LENGTH.unpack_from(padded)
    if length > len(padded) - _LENGTH.size:
        return None
    try:
        return Confidential(padded[_LENGTH.size : _LENGTH.size + length].decode())
    except UnicodeDecodeError:
        return None
