"""Whose words are the brand's own: what stands on its spaces, and what its team answers anywhere."""

import pandas as pd

from helpers import urls
from helpers.niche import Brand, Niche

REGULAR = 3  # threads


def spaces_of(brand: Brand | None, site: str = "") -> list[str]:
    """Return the sources that are a brand's own spaces, as niche.yml names them."""
    addresses = [site, *(brand.spaces if brand else [])]
    named = [(urls.prefix_of(x), urls.source_of(urls.canonical(x))) for x in addresses if x]
    return sorted({source for pair in named for source in pair})


def team(posts: pd.DataFrame, study: Niche) -> frozenset[str]:
    """Return the pseudonyms of the brand's team.

    They are its own names used as an author's, who writes articles on its spaces, and whoever opens no thread there but
    answers in half of the threads that are answered, in ``REGULAR`` threads or more: the voice that answers ideas on a board.
    """
    if study.brand is None:
        return frozenset()
    names = {study.pseudonym(name) for name in [study.brand.name, *study.brand.aliases]}
    own = posts[posts["source"].isin(spaces_of(study.brand, study.site)) & (posts["author"] != "")]
    replies = own[own["parent"] != ""]
    threads = replies[~replies["author"].isin(own.loc[own["parent"] == "", "author"])].groupby("author")["thread"].nunique()
    often = threads[(threads >= REGULAR) & (threads >= replies["thread"].nunique() / 2)].index
    return frozenset(names | set(own.loc[own["kind"] == "article", "author"]) | set(often))


def own_words(posts: pd.DataFrame, study: Niche) -> pd.Series:
    """Tell which posts are the brand's: pages and articles of its spaces, and whatever its team writes."""
    published = posts["source"].isin(spaces_of(study.brand, study.site)) & posts["kind"].isin(["article", "page"])
    return (published & (study.brand is not None)) | posts["author"].isin(team(posts, study))
