"""The master keys: read from a file that only its owner can open, or, with a warning, from the environment.

The ring is written newest first, one key a line (in the environment: with commas between):

    k-5f2a90c1:base64 of 32 bytes
    # a line that starts with a hash is a note

New data keys are wrapped under the first; the others still open what was wrapped under them.
"""

import base64
import binascii
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn, Self

from storage.cipher import KEY_BYTES
from storage.confidential import SecretBytes
from storage.vault_errors import (
    KeyFileExists,
    KeyFileMalformed,
    KeyFileMissing,
    KeyFileNotWritten,
    KeyFileOpenToOthers,
    KeyFileUnreadable,
    KeySettingMalformed,
)

KEY_FROM_ENVIRONMENT: Final = "key_from_environment"
"""Warning code: every process started from here inherits the master key; a file is safer."""

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_LARGEST_FILE: Final = 65_536
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A key that wraps data keys (a KEK). Its id stands beside everything it wrapped; its bytes are never shown."""

    id: str
    key: SecretBytes = field(repr=False)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Master keys are not pickled")


class KeyRing:
    """The master keys, the newest first; at least one."""

    __slots__ = ("_keys", "warnings")

    def __init__(self, keys: tuple[MasterKey, ...], warnings: tuple[str, ...] = ()) -> None:
        if not keys:
            raise ValueError("A key ring holds at least one key")
        self._keys = keys
        self.warnings = warnings

    @property
    def current(self) -> MasterKey:
        """The key that wraps new data keys."""
        return self._keys[0]

    @property
    def by_id(self) -> Mapping[str, MasterKey]:
        """Every key of the ring by its id, the current one first."""
        return {key.id: key for key in self._keys}

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(key.id for key in self._keys)})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Key rings are not pickled")

    @classmethod
    def generate(cls) -> Self:
        """A ring of one new random key."""
        return cls((MasterKey(f"k-{secrets.token_hex(4)}", SecretBytes(secrets.token_bytes(KEY_BYTES))),))

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """The ring in this file.

        Raises KeyFileMissing, KeyFileUnreadable, KeyFileOpenToOthers (any permission for group or others) or
        KeyFileMalformed; each names the path and nothing that the file holds.
        """
        keys = _parsed(_contents(path))
        if keys is None:
            raise KeyFileMalformed(str(path))
        return cls(keys)

    @classmethod
    def from_environment(cls, value: str) -> Self:
        """The ring in a setting's value, with the warning KEY_FROM_ENVIRONMENT. Raises KeySettingMalformed."""
        keys = _parsed(value.encode("utf-8", "replace"))
        if keys is None:
            raise KeySettingMalformed
        return cls(keys, (KEY_FROM_ENVIRONMENT,))

    def write_new_file(self, path: Path) -> None:
        """Write the ring to a file that must not exist yet, mode 0600, on the disk before this returns.

        Raises KeyFileExists or KeyFileNotWritten; a file half written is taken away again.
        """
        refusal: type[KeyFileExists | KeyFileNotWritten] | None = None
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            refusal = KeyFileExists
        except OSError:
            refusal = KeyFileNotWritten
        if refusal is not None:
            raise refusal(str(path))
        if not self._filled(handle, path):
            path.unlink(missing_ok=True)
            raise KeyFileNotWritten(str(path))

    def _filled(self, handle: int, path: Path) -> bool:
        """Write the lines, flush file and folder; whether all of it worked."""
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, 0o600)
                file.write(b"# Setkeeper's master key. Keep a copy apart from the backups of the database.\n")
                for key in self._keys:
                    file.write(key.id.encode() + b":" + base64.b64encode(key.key) + b"\n")
                file.flush()
                os.fsync(handle)
            _flush_folder(path.absolute().parent)
        except OSError:
            return False
        return True


def _flush_folder(folder: Path) -> None:
    """Make the folder's new entry survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _contents(path: Path) -> bytes:
    """The file's bytes. Looked at and read through one handle, so the file cannot be exchanged in between."""
    try:
        # Without O_NONBLOCK a named pipe would hold the start up for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise KeyFileMissing(str(path)) from None
    except OSError:
        raise KeyFileUnreadable(str(path)) from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST_FILE:
            raise KeyFileMalformed(str(path))
        if found.st_mode & _OTHERS:
            raise KeyFileOpenToOthers(str(path))
        return os.read(handle, _LARGEST_FILE)
    finally:
        os.close(handle)


def _parsed(contents: bytes) -> tuple[MasterKey, ...] | None:
    """The keys, newest first; None where a line is not in the form, an id comes twice, or there is no key at all."""
    try:
        lines = contents.decode("ascii").splitlines()
    except UnicodeDecodeError:
        return None
    written = ",".join(line for line in lines if not line.lstrip().startswith("#"))
    entries = [entry.strip() for entry in written.split(",") if entry.strip()]
    keys = [key for key in map(_parsed_entry, entries) if key is not None]
    if len(keys) != len(entries) or len({key.id for key in keys}) != len(keys):
        return None
    return tuple(keys) or None


def _parsed_entry(entry: str) -> MasterKey | None:
    """One `id:base64` entry; None if it is anything else."""
    name, _, text = entry.partition(":")
    try:
        key = SecretBytes(base64.b64decode(text, validate=True))
    except binascii.Error:
        return None
    return MasterKey(name, key) if _ID.fullmatch(name) and len(key) == KEY_BYTES else None
