"""Who is spoken of, and in what tone: the brand and its competitors, by name."""

import re
from functools import cache

import pandas as pd

from helpers import urls
from helpers.conversations.phrases import compiled, fold, rules
from helpers.conversations.team import spaces_of
from helpers.niche import Brand, Niche

WORD = re.compile(r"\w+")
SEPARATOR = re.compile(r"[-_.+?=&#]+|%20")
PUBLISHED = ("answer", "article", "page", "rules")


@cache
def _lexicon() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of words that please, displease, deny."""
    words = rules("tone.yml")
    return compiled(words["pleasing"]), compiled(words["displeasing"]), compiled({"any": words["negations"]})


@cache
def _sign(word: str) -> int:
    """Return 1 for a folded word that pleases, -1 for one that displeases, else 0."""
    pleasing, displeasing, _ = _lexicon()
    return bool(pleasing.fullmatch(word)) - bool(displeasing.fullmatch(word))


def signs(text: str) -> list[int]:
    """Return 1 for each word that pleases and -1 for each that displeases, in order.

    A negation among the words before turns a sign over (NegEx-like; Polanyi & Zaenen, 2006).

    >>> signs("Je suis déçue, mais ce n'est pas mauvais")
    [-1, 1]
    """
    words, reach, denies = WORD.findall(fold(text)), rules("tone.yml")["reach"], _lexicon()[2]
    found = []
    for place, sign in enumerate(_sign(word) for word in words):
        denied = sign != 0 and any(denies.fullmatch(word) for word in words[max(0, place - reach) : place])
        found.append(-sign if denied else sign)
    return [sign for sign in found if sign]


def tone(text: str) -> float:
    """Return a rough tone, -1 to 1: the mean sign of the words that please or displease, 0 where there are none.

    >>> tone("Je suis déçue, immangeable"), tone("Ce n'est pas mauvais"), tone("Un four")
    (-1.0, 1.0, 0.0)
    """
    said = signs(text)
    return round(sum(said) / len(said), 6) if said else 0.0


def name_pattern(brand: Brand) -> re.Pattern[str]:
    """Return the pattern that finds a name and its aliases in folded text."""
    names = sorted({fold(name) for name in [brand.name, *brand.aliases] if name.strip()}, key=lambda x: (-len(x), x))
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)")


def parties(study: Niche) -> dict[str, re.Pattern[str]]:
    """Return the brand and its competitors, each with what finds it in folded text."""
    return {brand.name: name_pattern(brand) for brand in (study.brand, *study.competitors) if brand}


def about(title: str, text: str, name: re.Pattern[str]) -> str:
    """Return what a post says of a name: all of it where the title names it, else the words around, in their paragraphs."""
    if name.search(title):
        return f"{title}\n{text}"
    window, near = rules("tone.yml")["window"], []
    for line in text.splitlines():
        if match := name.search(line):
            near += [*line[: match.start()].split()[-window:], *line[match.end() :].split()[:window]]
    return " ".join(near)


def headings(posts: pd.DataFrame) -> list[str]:
    """Return the folded title of each post, with the words of its address where it opens a page of its own.

    Templates that put the blog's name where the title belongs leave the title in the address.
    """
    opens = posts["kind"].isin(["article", "idea", "question"])
    slugs = posts["url"].where(opens, "").str.rstrip("/").str.extract(r"^https?://[^/]+/.*?([^/]*)$", expand=False).fillna("")
    return [fold(f"{title} {SEPARATOR.sub(' ', slug)}".strip()) for title, slug in zip(posts["title"], slugs, strict=True)]


def own_spaces(study: Niche) -> list[str]:
    """Return the sources that belong to the client, the brand or a competitor, by the spaces that niche.yml names."""
    return sorted({source for brand in [study.brand, *study.competitors] for source in spaces_of(brand, study.site)})


def mentions(posts: pd.DataFrame, communities: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the posts that name the brand or a competitor.

    Copies and home pages, which repeat what others hold, are left out, and what these publish on their own spaces; what
    visitors write there counts.

    Returns
    -------
    The table mentions: post, entity, date, community, tone.
    """
    entities = parties(study)
    home = [urls.is_home(url, source) for url, source in zip(posts["url"], posts["source"], strict=True)]
    own = posts["source"].isin(own_spaces(study)) & posts["kind"].isin(PUBLISHED)
    heard = posts[(posts["original"] == "") & ~pd.Series(home, posts.index, dtype=bool) & ~own] if entities else posts[:0]
    place = communities.set_index("source")["community"]
    rows = []
    for post, title in zip(heard.itertuples(), headings(heard), strict=True):
        text, community = fold(post.text), place.get(post.source, "")
        for entity, pattern in entities.items():
            if said := about(title, text, pattern):
                rows.append((post.post, entity, post.published[:10], community, tone(said)))
    return pd.DataFrame(rows, columns=["post", "entity", "date", "community", "tone"])


def tones(found: pd.DataFrame) -> pd.DataFrame:
    """Return by name its posts, its mean tone, and the 95 % interval of that mean (normal): entity, posts, tone, low, high.

    The interval is that of chance; that the lexicon misreads single sentences comes on top, and is measured apart. One post
    tells nothing: its interval is all there is.

    Parameters
    ----------
    found : table mentions.
    """
    told = found.groupby("entity")["tone"].agg(["size", "mean", "sem"]).rename(columns={"size": "posts", "mean": "tone"})
    half = (1.96 * told.pop("sem")).fillna(2.0)
    made = told.assign(low=(told["tone"] - half).clip(lower=-1), high=(told["tone"] + half).clip(upper=1)).reset_index()
    return made.sort_values(["posts", "entity"], ascending=[False, True], ignore_index=True)
