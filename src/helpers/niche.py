"""``niche.yml``, what the analyst asks, as a validated object that carries what people decided."""

import csv
import hmac
import io
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, ValidationInfo

from helpers import forgotten, marked_yaml, paths
from helpers.editorial import Editorial, Strict
from helpers.paths import AireError
from helpers.values import Colour, IsoDate, RelativePath, WebAddress, web_address

__all__ = ["AireError", "Brand", "Figures", "Import", "Limits", "Niche", "Seed", "load"]


MAX_CSV_BYTES = 50_000_000


COMMUNITY = "community"  # the edition that the people it speaks of may read


def _says_why(value: str, info: ValidationInfo) -> str:
    """Accept that persons are named only where ``people_reason`` says why, and never in the community's edition."""
    if value == "named" and info.data.get("edition") == COMMUNITY:
        raise ValueError(f"expected pseudonyms: an edition {COMMUNITY!r} names nobody")
    if value == "named" and not str(info.data.get("people_reason", "")).strip():
        raise ValueError("expected a people_reason beside it: why persons are named")
    return value


def _named(field: str) -> Callable[[Any], Any]:
    """Let a plain text stand for an object of which only ``field`` is given."""
    return lambda value: {field: value} if isinstance(value, str) else value


class Seed(Strict):
    """A source named by the analyst."""

    url: WebAddress
    label: str = ""
    aliases: list[str] = []
    title: str = ""
    kind: str = ""


class SeedFile(Strict):
    """A CSV of seeds: columns url, and where known label, aliases (separated by spaces, ; or |), title, kind."""

    file: RelativePath


class Brand(Strict):
    """A name to listen for: the client's own, or a competitor's."""

    name: str = Field(min_length=1)
    aliases: list[str] = []
    spaces: list[WebAddress] = []
    solves: list[str] = []


class Import(Strict):
    """A graph file that the analyst brings, and the attributes that hold what we need."""

    file: RelativePath
    kind: Literal["", "csv", "gexf", "graphml", "gml"] = ""
    source: str = "source"
    target: str = "target"
    weight: str = ""
    title: str = ""
    url: str = ""
    label: str = ""
    labels_file: str = ""
    labels_key: str = ""
    labels_column: str = ""


class Figures(Strict):
    """A CSV of figures that the analyst brings, columns url and value; ``says`` tells whose figures they are, of when."""

    file: RelativePath
    says: str = Field(min_length=1)


ListedSeed = Annotated[Seed, BeforeValidator(_named("url"))]
ListedBrand = Annotated[Brand, BeforeValidator(_named("name"))]
Seeds = Annotated[
    Annotated[list[ListedSeed], Tag("list")] | Annotated[SeedFile, Tag("file")],
    Discriminator(lambda value: "file" if isinstance(value, dict | SeedFile) else "list"),
]


class Limits(Strict):
    """Bounds on what is read; what lies beyond is counted and reported, never dropped in silence."""

    nodes: int = Field(100_000, ge=1)
    edges: int = Field(2_000_000, ge=1)
    pages: int = Field(200_000, ge=1)
    pages_per_source: int = Field(5_000, ge=1)
    pages_per_host: int = Field(20_000, ge=1)
    archive_mb: int = Field(4_096, ge=1)
    record_mb: int = Field(8, ge=1)
    html_depth: int = Field(2_000, ge=10)
    links_per_page: int = Field(5_000, ge=1)


Layer = Literal["link", "reply", "comment", "mention", "event", "tags"]


class Crawl(Strict):
    """How a live crawl behaves; without a contact it does not start."""

    contact: str = Field("", max_length=200)
    delay: float = Field(1.0, ge=0.5, le=60)
    render: int = Field(0, ge=0, le=500)
    ports: list[Annotated[int, Field(ge=1, le=65_535)]] = []


class Discover(Strict):
    """How far sources are accepted without a decision: waves of links from the seeds, and how many of the best."""

    depth: int = Field(0, ge=0, le=5)
    take: int = Field(20, ge=1, le=1_000)


class Branding(Strict):
    """Whose report it is."""

    name: str = Field("", max_length=60)
    logo: RelativePath | Literal[""] = ""
    accent: Colour = ""


class Niche(Strict):
    """The question, and all that is needed to answer it."""

    name: str
    client: str = ""
    question: str = Field(min_length=1, max_length=300)
    title: str = ""
    lang: Literal["fr", "en"] = "fr"
    languages: list[str] = ["fr"]
    seeds: Seeds = []
    keywords: list[str] = []
    site: WebAddress | Literal[""] = ""
    brief: str = ""
    brand: ListedBrand | None = None
    competitors: list[ListedBrand] = []
    objective: Literal["listen", "launch", "event", "decide"] = "listen"
    unit: Literal["site", "person", "topic"] = "site"
    archives: list[RelativePath] = ["crawl/*.warc.gz"]
    imports: list[Import] = []
    lists: list[RelativePath] = []
    discover: Discover = Discover()
    limits: Limits = Limits()
    crawl: Crawl = Crawl()
    audience: Figures | None = None
    reference: Figures | None = None
    costs: Figures | None = None
    budget: float | None = Field(None, gt=0, lt=1e9)
    layers: dict[Layer, Annotated[float, Field(ge=0, le=100)]] = {}
    weights: dict[str, Annotated[float, Field(ge=0, le=100)]] = {}
    purpose: str = ""
    legal_basis: str = ""
    retention_months: int = Field(24, ge=0)
    date: IsoDate = ""
    seed: int = Field(20, ge=0, lt=2**31)
    branding: Branding = Branding()
    edition: str = Field("", pattern=r"^[a-z0-9-]{0,40}$")
    people_reason: str = ""
    people: Annotated[Literal["pseudonyms", "named"], AfterValidator(_says_why)] = "pseudonyms"
    editorial: Editorial = Editorial()

    @cached_property
    def sources_asked(self) -> list[Seed]:
        """The seeds, read from their CSV where they are in one, and the prospects accepted; each address once."""
        seeds = self.seeds if isinstance(self.seeds, list) else _read_seeds(self.name, self.seeds.file)
        seeds = seeds + [Seed(url=web_address(one.source)) for one in self.editorial.prospects if one.accept]
        return list({seed.url.rstrip("/"): seed for seed in reversed(seeds)}.values())[::-1]

    @cached_property
    def duplicate_seeds(self) -> int:
        """How many seeds repeat an address given before."""
        listed = self.seeds if isinstance(self.seeds, list) else _read_seeds(self.name, self.seeds.file)
        return len(listed) - len({seed.url.rstrip("/") for seed in listed})

    @property
    def approachable(self) -> bool:
        """Whether what is mapped can be approached: a topic cannot, nor can a person behind a pseudonym."""
        return self.unit == "site" or (self.unit == "person" and self.people == "named")

    @cached_property
    def forgets(self) -> Callable[[str], bool]:
        """Whether a source or a person asked to be forgotten, and is never to be collected again."""
        return forgotten.checker(paths.niche_folder(self.name))

    @cached_property
    def _key(self) -> bytes:
        path = paths.niche_folder(self.name) / "people.key"
        if not path.is_file():
            raise AireError(f"{path}: missing; it keeps pseudonyms stable. Make one with: aire new, or any random text")
        key = path.read_bytes().strip()
        if not key:
            raise AireError(f"{path}: empty, and anybody could compute the pseudonyms; put any random text in it")
        return key

    def pseudonym(self, person: str) -> str:
        """Return a stable pseudonym, ``person-3fa2c19b`` (HMAC-SHA-256, RFC 2104); the name if people are named.

        Who asked to be forgotten has none.
        """
        name = " ".join(person.split())
        if self.forgets(name):
            return ""
        if not name or self.people == "named":
            return name
        return "person-" + hmac.new(self._key, name.casefold().encode(), "sha256").hexdigest()[:8]


def read_csv(path: Path) -> tuple[list[str], list[tuple[int, dict[str, Any]]]]:
    """Return the columns of a CSV that people bring, and its rows with their line numbers.

    Raises
    ------
    AireError
        It is not UTF-8, not CSV, or larger than 50 MB.
    """
    text = marked_yaml.text_of(path, MAX_CSV_BYTES)
    marks = max(",;\t", key=text.partition("\n")[0].count)  # French spreadsheets write semicolons
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=marks)
    try:
        return list(rows.fieldnames or []), [(rows.line_num, row) for row in rows]
    except csv.Error as error:
        raise AireError(f"{path}, line {rows.reader.line_num}: not CSV ({error})") from None


def _read_seeds(name: str, file: str) -> list[Seed]:
    """Read seeds from a CSV, naming the line of the first row that is not one."""
    path = paths.locate(name, file)
    columns, rows = read_csv(path)
    if "url" not in columns:
        raise AireError(f"{path}, line 1: expected a column 'url'; found {', '.join(columns) or 'none'}")
    return [_seed(row, line, path) for line, row in rows]


def _seed(row: dict[str, Any], line: int, path: Path) -> Seed:
    values = {key: (row.get(key) or "").strip() for key in ("url", "label", "title", "kind")}
    aliases = [part for part in re.split(r"[\s;|,]+", row.get("aliases") or "") if part]
    lines: marked_yaml.Lines = {(): line, **{(key,): line for key in values}}
    return marked_yaml.validate(Seed, {**values, "aliases": aliases}, lines, path)


def _optional(path: Path) -> tuple[dict[str, Any], marked_yaml.Lines]:
    """Read a YAML file that may be absent or hold only comments."""
    lines = path.read_bytes().splitlines() if path.is_file() else []
    says_something = any(line.strip() and not line.lstrip().startswith(b"#") for line in lines)
    return marked_yaml.read(path) if says_something else ({}, {})


def load(name: str) -> Niche:
    """Return the niche ``name`` with its editorial decisions.

    Raises
    ------
    AireError
        No such niche, or a fault in one of its two files, told by file, line and key.
    """
    folder = paths.niche_folder(name)
    path = folder / "niche.yml"
    if not path.is_file():
        known = ", ".join(paths.known_niches()) or "none yet"
        raise AireError(f"{path}: no such niche (known: {known}). Start one with: aire new {name}")
    values, lines = marked_yaml.read(path)
    for key in ("name", "editorial"):
        if key in values:
            why = "the folder's name is the niche's" if key == "name" else "decisions go to editorial.yml"
            raise AireError(f"{path}, line {lines[(key,)]}, key {key!r}: not a key of this file; {why}")
    study = marked_yaml.validate(Niche, {**values, "name": name}, lines, path)
    decisions, decision_lines = _optional(folder / "editorial.yml")
    editorial = marked_yaml.validate(Editorial, decisions, decision_lines, folder / "editorial.yml")
    return study.model_copy(update={"editorial": editorial})
