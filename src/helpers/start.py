"""``aire new``: a commented ``niche.yml`` to fill, begun from a site, a few words or a page of search results."""

import json
import secrets
from pathlib import Path

from helpers import niche, paths, tables
from helpers.paths import AireError

URL_COLUMNS = ("url", "link", "address", "page", "adresse", "lien")


def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _quoted(text: str) -> str:
    """Return a YAML scalar: JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)


def _addresses(results: Path) -> list[str]:
    """Return the addresses of a CSV of search results, in order, each once."""
    columns, rows = niche.read_csv(results)
    named = [name for name in columns if name.strip().lower() in URL_COLUMNS]
    if not named:
        found = ", ".join(columns) or "none"
        raise AireError(f"{results}, line 1: expected a column among {', '.join(URL_COLUMNS)}; found {found}")
    return list(dict.fromkeys(row[named[0]].strip() for _, row in rows if (row[named[0]] or "").strip()))


def ways_in(origin: str) -> str:
    """Return the lines of ``niche.yml`` that say where to start: seeds, keywords or one's own site."""
    results = Path(origin)
    if origin.endswith(".csv"):
        if not results.is_file():
            raise AireError(f"{origin}: no such file", exit_code=2)
        return "seeds:\n" + "".join(f"  - {_quoted(address)}\n" for address in _addresses(results))
    if origin and " " not in origin and "." in origin:
        return f"site: {_quoted(origin)}\nseeds:\n  - {_quoted(origin)}\n"
    if origin:
        return "keywords: [" + ", ".join(_quoted(word) for word in origin.split()) + "]\n# seeds:\n"
    return _template("ways-in.yml")


def new_niche(name: str, origin: str = "") -> Path:
    """Write ``niche.yml``, ``editorial.yml`` and the key of the pseudonyms; return the folder.

    Raises
    ------
    AireError
        The name is not one, the niche exists, or the results hold no address.
    """
    folder = paths.home() / "data" / "raw" / paths.check_name(name)
    if (folder / "niche.yml").exists():
        raise AireError(f"{folder / 'niche.yml'}: exists already; edit it, or choose another name", exit_code=2)
    values = {"question": _quoted(f"Où est la communauté « {name} » ?"), "title": _quoted(name.replace("-", " "))}
    content = _template("niche.yml").format(name=name, ways_in=ways_in(origin), **values)
    tables.write_file(folder / "people.key", secrets.token_hex(16).encode())
    tables.write_file(folder / "editorial.yml", _template("editorial.yml").encode())
    tables.write_file(folder / "niche.yml", content.encode())
    niche.load(name)
    return folder
