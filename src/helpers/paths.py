"""Where things are: the only place in which a path of the workspace is built."""

import os
import re
from pathlib import Path

NICHE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


class AireError(Exception):
    """An error that people read: one clear sentence, and the exit status of the command.

    Exit status: 1 the data are wrong, 2 the call is wrong, 3 the machine is at fault (disk, network, missing program).
    """

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code

    def _render_traceback_(self) -> list[str]:
        """Show the sentence in a notebook, without the road that led to it."""
        return [f"{type(self).__name__} ({self.exit_code}): {self}"]


# of what the system refuses, the faults in what people gave: a file that is not there, a folder in the place of a file
GIVEN_WRONG = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


def exit_status(kind: type[BaseException]) -> int:
    """Return 3 where the machine is at fault (disk, memory, rights), 1 where the data or we are.

    >>> exit_status(MemoryError), exit_status(PermissionError), exit_status(FileNotFoundError), exit_status(KeyError)
    (3, 3, 1, 1)
    """
    return 3 if issubclass(kind, (OSError, MemoryError)) and not issubclass(kind, GIVEN_WRONG) else 1


def checkout() -> Path:
    """Return the folder that holds ``notebooks/`` and ``src/``."""
    return Path(__file__).resolve().parents[2]


def home() -> Path:
    """Return the folder that holds ``data/`` and ``reports/``: ``AIRE_HOME``, else the checkout."""
    return Path(os.environ.get("AIRE_HOME") or checkout()).resolve()


def check_name(name: str) -> str:
    """Return the niche's name if it may name a folder.

    Raises
    ------
    AireError
        The name does not match ``[a-z0-9][a-z0-9-]{0,40}``.
    """
    if NICHE_NAME.fullmatch(name):
        return name
    raise AireError(
        f"niche name {name!r}: expected lower-case letters, digits and hyphens, starting with a letter or digit, "
        "41 characters at most",
        exit_code=2,
    )


def niche_folder(name: str) -> Path:
    """Return the folder of ``niche.yml``: ``data/raw/<name>``; else, with ``AIRE_DATA`` set, ``tests/real/<name>``."""
    own = home() / "data" / "raw" / check_name(name)
    if not own.is_dir() and os.environ.get("AIRE_DATA"):
        real = checkout() / "tests" / "real" / name
        if real.is_dir():
            return real
    return own


def known_niches() -> list[str]:
    """Return the names of the niches under ``data/raw``, sorted."""
    raw = home() / "data" / "raw"
    return sorted(path.parent.name for path in raw.glob("*/niche.yml") if NICHE_NAME.fullmatch(path.parent.name))


def processed_folder(name: str) -> Path:
    """Return the folder of the niche's tables, all disposable."""
    return home() / "data" / "processed" / check_name(name)


def reports_folder() -> Path:
    """Return the folder of the editions."""
    return home() / "reports"


def notebooks_folder() -> Path:
    """Return the folder of the notebooks; they belong to the checkout, not to ``AIRE_HOME``."""
    return checkout() / "notebooks"


def data_file(name: str) -> Path:
    """Return a rule file kept beside the code, such as ``contracts.yml``."""
    return Path(__file__).parent / "data" / name


def _inside(folder: Path, relative: str) -> Path | None:
    """Return the file if it exists and does not leave the folder."""
    path = (folder / relative).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None


def locate(name: str, relative: str) -> Path:
    """Return a file that ``niche.yml`` names: in the niche's folder first, then under ``AIRE_DATA``.

    Raises
    ------
    AireError
        It is in neither, or lies outside both.
    """
    folders = [niche_folder(name)] + [Path(x) for x in [os.environ.get("AIRE_DATA", "")] if x]
    for folder in folders:
        found = _inside(folder, relative)
        if found:
            return found
    raise AireError(f"{niche_folder(name) / 'niche.yml'}: file {relative!r} was not found in {niche_folder(name)}")


def _matching(root: Path, pattern: str) -> list[Path]:
    """Return what a pattern matches below a folder, in order."""
    try:
        return sorted(root.glob(pattern))
    except ValueError as error:
        raise AireError(f"pattern {pattern!r}: {error}; expected one such as crawl/*.warc.gz") from None


def archives(name: str, patterns: list[str]) -> list[tuple[str, Path]]:
    """Return (name as shown, path) of each web archive that the patterns match, in order, each once."""
    roots = [niche_folder(name)] + [Path(x) for x in [os.environ.get("AIRE_DATA", "")] if x]
    found: dict[str, Path] = {}
    for pattern in patterns:
        for root in roots:
            matches = [path for path in _matching(root, pattern) if path.is_file()]
            for path in matches:
                found.setdefault(path.relative_to(root).as_posix(), path)
            if matches:
                break
    return sorted(found.items())
