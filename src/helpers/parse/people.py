"""Persons carry a pseudonym wherever their name or handle would stand (design, law 7)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import pandas as pd
import yaml

from helpers import paths, urls
from helpers.niche import Brand, Niche
from helpers.parse.frames import looked_up

ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+/[^\s|\"'<>()\[\],;]*[\w/]")
HANDLE = re.compile(r"@([\w-]+(?:\.[\w-]+)*)")


def compact(text: str) -> str:
    """Return the letters and figures of a name, without accents, as handles and hosts write it.

    >>> compact("L'Épi d'Or"), compact("epi_d-or")
    ('lepidor', 'epidor')
    """
    return "".join(re.findall("[a-z0-9]+", unicodedata.normalize("NFKD", text).lower()))


@cache
def _borne(names: tuple[str, ...]) -> re.Pattern[str]:
    words = yaml.safe_load(paths.data_file("voice.yml").read_text(encoding="utf-8"))["beside"]
    beside = "|".join(sorted(map(str, words), key=lambda word: (-len(word), word)))
    return re.compile(rf"(?:{beside}|\d)*(?:{'|'.join(names)})(?:{beside}|\d)*")


def bears(brand: Brand | None, handle: str) -> bool:
    """Tell whether a handle is the brand's name, with nothing but words such as "officiel" beside it (``voice.yml``).

    >>> mill = Brand(name="Molvane")
    >>> [bears(mill, handle) for handle in ("molvane_officiel", "@molvane.fr", "jeanne-molvane")]
    [True, True, False]
    """
    names = sorted({compact(name) for name in (brand.name, *brand.aliases)} - {""}) if brand else []
    return bool(names) and _borne(tuple(names)).fullmatch(compact(handle)) is not None


def masked(study: Niche, source: str) -> str:
    """Return the key of a source as the tables hold it: the handle of a person's profile gives way to a pseudonym.

    Profiles that niche.yml gives as spaces of a brand are publications and keep their name; so do those whose handle is the
    name of the client's own brand, whoever holds them.
    """
    if study.people == "named" or not urls.space_of(source).person:
        return source
    brands = [brand for brand in (study.brand, *study.competitors) if brand]
    if source in {urls.prefix_of(space) for brand in brands for space in brand.spaces}:
        return source
    place, _, handle = source.rpartition("/")
    if bears(study.brand, handle):
        return source
    return f"{place}/{'@' * handle.startswith('@')}{study.pseudonym(handle.lstrip('@'))}"


def masks(study: Niche, sources: Iterable[str]) -> dict[str, str]:
    """Return handle's source → pseudonym's source, for those sources that are profiles of persons."""
    pairs = [(source, masked(study, source)) for source in sorted(set(sources))]
    return {source: mask for source, mask in pairs if mask != source}


def _without(text: str, source: str, mask: str) -> str:
    """Return a text in which the handle of a source has given way to its pseudonym."""
    handle, name = (key.rpartition("/")[2].lstrip("@") for key in (source, mask))
    return re.sub(rf"{re.escape(handle)}(?:/\d{{6,}})?", name, text, flags=re.IGNORECASE)  # a number after it tells as much


def unnamed_examples(study: Niche, skips: pd.DataFrame) -> pd.DataFrame:
    """Return what was left out, the handles of persons' profiles in its addresses masked."""
    source = {address: urls.source_of(urls.canonical(address)) for address in skips["example"]}
    found = masks(study, filter(None, source.values()))
    said = [_without(one, source[one], found[source[one]]) if source[one] in found else one for one in skips["example"]]
    return skips.assign(example=pd.Series(said, index=skips.index, dtype=skips["example"].dtype))


def hide_handles(frame: pd.DataFrame, found: dict[str, str], key: str, texts: tuple[str, ...]) -> pd.DataFrame:
    """Return a frame whose profiles are masked in its key column, and in the texts of their rows."""
    rows = frame[key].isin(found.keys())
    if not rows.any():
        return frame
    hidden = frame[rows]
    changed = {
        name: [_without(text, source, found[source]) for text, source in zip(hidden[name], hidden[key], strict=True)]
        for name in texts
    }
    made = frame.copy()
    for name, values in {**changed, key: [found[source] for source in hidden[key]]}.items():
        made.loc[rows, name] = values
    return made


def hide_aliases(learnt: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the table aliases with the handles of persons masked."""
    hidden = masks(study, [*learnt["alias"], *learnt["source"]])
    return hide_handles(hide_handles(learnt, hidden, "alias", ("url",)), hidden, "source", ("url",))


def unasked(targets: pd.Series, addresses: pd.Series) -> pd.Series:
    """Return addresses without what those of networks themselves ask ("intent/tweet?via=…"): it may name anybody."""
    networks = {one for one in targets.unique() if urls.nature_of(one) == "network" and not urls.space_of(one).kind}
    return addresses.where(~targets.isin(networks), addresses.str.replace(r"\?.*", "", regex=True))


def masked_nodes(study: Niche, keys: Iterable[str]) -> dict[str, str]:
    """Return key → pseudonym of the nodes of graph files that are persons: profiles, @handles, all where that is the unit."""
    found: dict[str, str] = {}
    for key in sorted(set(keys)) if study.people != "named" else ():
        source = urls.source_of(urls.canonical(key if "://" in key else f"https://{key}")) if "/" in key else ""
        if source and masked(study, source) != source:
            found[key] = masked(study, source)
        elif key.startswith("@") or study.unit == "person":
            found[key] = study.pseudonym(key.lstrip("@"))
    return found


def unnamed(texts: pd.Series, found: dict[str, str]) -> pd.Series:
    """Return texts in which each @handle and address of a masked profile, and a mere handle, is its pseudonym."""
    hosts = tuple(sorted({f"{source.partition('/')[0]}/" for source in found} | {"twitter.com/"} if found else ()))
    names = {source.rpartition("/")[2].lstrip("@"): mask.rpartition("/")[2].lstrip("@") for source, mask in found.items()}

    def renamed(said: re.Match[str]) -> str:
        """Return the pseudonym of an @handle."""
        return "@" + names.get(said[1].lower(), said[1])

    def readdressed(said: re.Match[str]) -> str:
        """Return an address without the handle that it holds."""
        source = urls.source_of(urls.canonical(said[0] if "://" in said[0] else f"https://{said[0]}"))
        return _without(said[0], source, found[source]) if source in found else said[0]

    def masked_in(text: str) -> str:
        """Return a text without handles; most texts hold nothing that could be one."""
        text = HANDLE.sub(renamed, text) if "@" in text else text
        return ADDRESS.sub(readdressed, text) if any(host in text for host in hosts) else text

    return pd.Series([names.get(text.lower()) or masked_in(text) for text in texts], texts.index, dtype="str")


def untitled(frame: pd.DataFrame, found: dict[str, str]) -> pd.DataFrame:
    """Return pages or posts in which the title of a profile, which is a person's name, is its pseudonym."""
    named = frame["source"].isin(found.values()) & (frame["title"] != "")
    return frame.assign(title=frame["title"].mask(named, frame["source"]))


def name_authors(posts: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the posts with the pseudonyms of their authors."""
    names = {name: study.pseudonym(name) for name in sorted(posts["author"].unique())}
    return posts.assign(author=looked_up(posts["author"], names))
