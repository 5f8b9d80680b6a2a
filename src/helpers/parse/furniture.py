"""What the other pages of a site tell of a link: what repeats everywhere is furniture, a copied passage counts once."""

import functools

import pandas as pd

from helpers import urls
from helpers.parse.frames import looked_up
from helpers.parse.places import rules

IN_TEXT = ("editorial", "attribution")
FOR_OTHERS = (*IN_TEXT, "event")
PUBLISHES = 6  # posts from which a source that others link to for money is a publication all the same


def _repeated(links: pd.DataFrame, pages: pd.DataFrame) -> pd.Series:
    """Tell the links of the text that stand, in the same words, on most pages of their site.

    Fewer pages do for a link beside the main text where no element tells its zone; on a lone page such a link is
    furniture at once.
    """
    least = rules()["repeat"]
    size = looked_up(links["source"], pages.groupby("source").size(), 0)
    text = links["type"].isin(FOR_OTHERS)
    same = [links[name] for name in ("source", "target_url", "anchor")]
    beside = (links["told"] == "nothing").groupby(same).transform("any") & (links["told"] != "element")
    share = links["page"].where(text).groupby(same).transform("nunique") / size
    enough = (size >= least["pages"]) | (beside & (size >= least["unmarked_pages"]))
    return text & ((enough & (share >= least["share"])) | ((size == 1) & beside))


def _retold(links: pd.DataFrame, pages: pd.DataFrame) -> pd.Series:
    """Tell the links of copies: of a post of another source, of a post that the page lists, of the same passage.

    The original is the passage on the page that is no list, is dated first, comes first by address.
    """
    known = pages.set_index("page")
    where = links[["page", "source", "target_url", "context"]].assign(
        listing=looked_up(links["page"], known["listing"], False),
        copied=looked_up(links["page"], known["copied"], False),
        published=looked_up(links["page"], known["published"].where(known["published"] != "", "9999")),
        url=looked_up(links["page"], known["url"]),
    )
    where = where[links["type"].isin(FOR_OTHERS)].sort_values(["listing", "copied", "published", "url"], kind="stable")
    original = where.groupby(["source", "target_url", "context"])["page"].transform("first")
    passage = (where["page"] != original) & (where["context"].str.len() >= rules()["copied_passage"])
    own = set(where.loc[~where["listing"], ["source", "target_url"]].itertuples(index=False, name=None))
    pairs = pd.Series(list(zip(where["source"], where["target_url"], strict=True)), where.index, dtype=object)
    listed = where["listing"] & pairs.isin(own)
    return (where["copied"] | passage | listed).reindex(links.index, fill_value=False)


@functools.cache
def _furniture(target: str) -> str:
    """Return what a link that repeats in the text is: a line that says where else its author is, or a list of friends."""
    return "footer" if urls.space_of(target).kind == "profile" else "blogroll"


def settle(links: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """Return the links with the types that the whole of their site gives them.

    Parameters
    ----------
    pages: page, source, url, published, listing (made of parts of other pages), copied (its post is a copy).
    """
    if links.empty:  # as in a niche that starts from a graph
        return links.assign(editorial=pd.Series(dtype=bool))
    made = links.copy()
    everywhere = _repeated(made, pages)
    made.loc[everywhere, "type"] = [_furniture(source) for source in made.loc[everywhere, "target_source"]]
    made.loc[everywhere & (made["zone"] == "content"), "zone"] = "aside"
    made.loc[_retold(made, pages), "type"] = "syndicated"
    return made.assign(editorial=made["type"].isin(IN_TEXT))


def shops(links: pd.DataFrame, known: pd.DataFrame) -> set[str]:
    """Return the shops among the sources: those known as such, and those that several sources are paid to send to."""
    paid = links[links["type"].isin(["affiliate", "shop"])].groupby("target_source")["source"].nunique()
    publishes = set(known.loc[known["posts"] >= PUBLISHES, "source"])
    return set(known.loc[known["kind"] == "shop", "source"]) | (set(paid.index[paid > 1]) - publishes)


def to_shops(links: pd.DataFrame, shops: set[str]) -> pd.DataFrame:
    """Return the links with those of the text that lead to a known shop typed so."""
    sold = links["target_source"].isin(shops) & links["type"].isin(IN_TEXT)
    return links.assign(type=links["type"].mask(sold, "shop"), editorial=links["editorial"] & ~sold)
