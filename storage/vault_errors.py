"""Everything the vault can refuse. A class's docstring is the sentence an operator reads.

No message holds a key, words, or a value that was read; at most a path or an id, given as `reference`.
"""

import inspect


class VaultError(Exception):
    """The vault could not do this."""

    def __init__(self, reference: str = "") -> None:
        """`reference`: a file's path, or the id of a key or row; never a key, words, or what a file held."""
        super().__init__(reference)
        self.reference = reference

    def __str__(self) -> str:
        sentence = " ".join(inspect.cleandoc(type(self).__doc__ or "").split())
        return f"{sentence} ({self.reference})" if self.reference else sentence


class KeyFileMissing(VaultError):
    """The key file is not there. If this is a new installation, make one with: setkeeper keys init"""


class KeyFileUnreadable(VaultError):
    """The key file is there, but Setkeeper may not read it. It should belong to the user who runs Setkeeper."""


class KeyFileOpenToOthers(VaultError):
    """The key file can be opened by other users of this machine. Close it with chmod 600 and start again."""


class KeyFileMalformed(VaultError):
    """The key file is not in the expected form: one key a line, newest first, each written id:key."""


class KeySettingMalformed(VaultError):
    """The key in the environment is not in the expected form: newest first, each written id:key, commas between."""


class KeyFileExists(VaultError):
    """There is a key file already, and Setkeeper never writes over one. If the bot uses it, there is nothing to do. If
    it is left from an attempt that failed, move it away and try again."""


class KeyFileNotWritten(VaultError):
    """The key file could not be written. Check that the folder is there and that the disk has room."""


class DatabaseNotEmpty(VaultError):
    """There are keys in this database already, so no new master key is made: the words under the old one would be lost.
    Put the old key file back instead."""


class KeyStoreNotApart(VaultError):
    """The key store is the same database as the main one. Give it one of its own: a copy of the main database must
    never hold the keys to it."""


class KeyStoreEmpty(VaultError):
    """The key store has not been set up. If this is a new installation, run: setkeeper keys init. Otherwise put the key
    store back from its backup."""


class KeyStoreNewer(VaultError):
    """The key store was written by a newer Setkeeper. Install that version, or put back an older backup."""


class WrongKey(VaultError):
    """The master key is not the one this key store was made with."""


class UnknownKey(VaultError):
    """The key store needs a master key that is not in the key file. Put that key back as a line of its own."""


class SealBroken(VaultError):
    """This record does not open: it was changed, or it does not belong in this place. Nothing else is harmed."""


class KeyGone(VaultError):
    """The key to these words was destroyed, so nobody can read them any more."""


class KeyLost(VaultError):
    """The key to these words is not in the key store, though nobody destroyed it. Put the key store back from its
    newest backup."""


class WordsTooLong(VaultError):
    """These words are too long to keep in one piece."""
