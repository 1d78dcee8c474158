"""Finding the files of a table that has one a feature."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def files_of(package: ModuleType, but: tuple[str, ...] = ("core",)) -> dict[str, ModuleType]:
    """Every module of a package by its name, in order of the names, without its core."""
    names = sorted(found.name for found in iter_modules(package.__path__))
    return {name: import_module(f"{package.__name__}.{name}") for name in names if name not in but}
