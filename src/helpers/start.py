"""``aire new``: a commented ``niche.yml`` to fill, begun from a site, a few words or a page of search results."""

import json
import secrets
import shutil
from pathlib import Path

from helpers import niche, paths, tables
from helpers.paths import AireError
from helpers.values import web_address

URL_COLUMNS = ("url", "link", "address", "page", "adresse", "lien")
# columns of the exports of Hyphe and IssueCrawler that hold addresses, in the order in which they are believed
HOMES = ("home page", "homepage", "website", "site", "host", "source")
SEVERAL = ("start pages", "prefixes as url")
LISTS = (".opml", ".xml", ".rss", ".atom", ".xml.gz", ".ini", ".csv", ".tsv", ".txt", ".htm", ".html", ".json")
ARCHIVES = (".warc", ".warc.gz", ".wacz")


def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _quoted(text: str) -> str:
    """Return a YAML scalar: JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)


def file_of(origin: str) -> Path | None:
    """Return the list or archive that an origin names; None where it is a site, words or nothing.

    Raises
    ------
    AireError
        There is no such file.
    """
    if "://" in origin or not origin.lower().endswith(LISTS + ARCHIVES):
        return None
    if Path(origin).is_file():
        return Path(origin)
    if "/" in origin and not origin.lower().endswith((".csv", ".opml", ".tsv", *ARCHIVES)):
        return None  # the page of a site
    raise AireError(f"{origin}: no such file", exit_code=2)


def _addresses(results: Path) -> list[str]:
    """Return the addresses of a CSV of search results, in order, each once; none where it is an export of another kind."""
    columns, rows = niche.read_csv(results)
    names = {name.strip().lower(): name for name in reversed(columns)}
    named = next((names[name] for name in names if name in URL_COLUMNS), "")
    if not named and not names.keys() & {*HOMES, *SEVERAL}:
        found = ", ".join(columns) or "none"
        raise AireError(f"{results}, line 1: expected a column among {', '.join(URL_COLUMNS)}; found {found}")
    return list(dict.fromkeys(_address(row[named], line, results) for line, row in rows if named and (row[named] or "").strip()))


def _address(text: str, line: int, results: Path) -> str:
    try:
        return web_address(text.strip()) and text.strip()
    except ValueError:
        raise AireError(f"{results}, line {line}: expected a web address such as https://blog.example/; found {text!r}") from None


def ways_in(origin: str) -> str:
    """Return the lines of ``niche.yml`` that say where to start: seeds, a list, keywords or one's own site."""
    file = file_of(origin)
    seeds = _addresses(file) if file and file.suffix.lower() == ".csv" else []
    if seeds:
        return "seeds:\n" + "".join(f"  - {_quoted(address)}\n" for address in seeds)
    if file:
        return _template("ways-in.yml") if file.name.lower().endswith(ARCHIVES) else f"lists: [{_quoted(f'lists/{file.name}')}]\n"
    if origin and " " not in origin and "." in origin:
        return f"site: {_quoted(origin)}\nseeds:\n  - {_quoted(origin)}\n"
    if origin:
        return "keywords: [" + ", ".join(_quoted(word) for word in origin.split()) + "]\n# seeds:\n"
    return _template("ways-in.yml")


def _bring(file: Path, folder: Path, content: str) -> str:
    """Copy a list or an archive to where niche.yml says that it is; return niche.yml with that said."""
    archive = file.name.lower().endswith(ARCHIVES)
    if archive or f"lists/{file.name}" in content:
        place = folder / ("imports" if archive else "lists") / file.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    return content.replace('"crawl/*.warc.gz"', f'"crawl/*.warc.gz", {_quoted(f"imports/{file.name}")}') if archive else content


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
    file = file_of(origin)
    content = _bring(file, folder, content) if file else content
    tables.write_file(folder / "people.key", secrets.token_hex(16).encode())
    tables.write_file(folder / "editorial.yml", _template("editorial.yml").encode())
    tables.write_file(folder / "niche.yml", content.encode())
    niche.load(name)
    return folder
