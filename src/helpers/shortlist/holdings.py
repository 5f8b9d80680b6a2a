"""Where everything lives: owned or rented, what a closure would take, where to be."""

from collections import Counter

import pandas as pd

from helpers import urls
from helpers.conversations import own_spaces
from helpers.niche import Niche
from helpers.parse.frames import looked_up
from helpers.shortlist.plan import asked
from helpers.texts import Texts

CLIENT, HOME = "client", "own"  # HOME: no platform, as the table sources says it
FREE = {"forbidden": 0.25, "limited": 0.75}  # what a rule leaves of the worth of being there


def _parent(source: str) -> str:
    """Return the domain under which a source would be rented: that of a path, or of a subdomain."""
    host, _, path = source.partition("/")
    return host if path else host.partition(".")[2]


def platforms(sources: pd.DataFrame) -> dict[str, str]:
    """Return source → the platform it is hosted on, "" where it is at home.

    A platform is one that our rules know, or a domain under which five sources of the niche live (``plan.yml``).
    """
    parents = sources["source"].map(_parent)
    crowd = {name for name, count in Counter(parents).items() if "." in name and count >= asked()["platform_from"]}
    known = sources["space"].where(~sources["space"].isin(["", HOME]), "")
    shared = parents.where(parents.isin(crowd), "")
    return dict(zip(sources["source"], known.where(known != "", shared), strict=True))


def owned(study: Niche) -> list[str]:
    """Return the sources of the brand's own spaces, those of its competitors left out."""
    return own_spaces(study.model_copy(update={"competitors": []}))


def _profiles(tables: dict[str, pd.DataFrame], owners: dict[str, str]) -> pd.DataFrame:
    """Return owner and space of the profiles that the owners' own pages say are theirs (``rel="me"``)."""
    seen = tables["contacts_seen"]
    own = seen[(seen["channel"] == "profile") & seen["source"].isin(owners)]
    spaces = [urls.source_of(value) or value for value in own["value"]]
    return pd.DataFrame({"owner": [owners[one] for one in own["source"]], "space": spaces}, dtype="str")


def unique(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the publications that no other source holds a copy of; rules of spaces apart."""
    copied = set(posts.loc[posts["original"] != "", "original"])
    opens = (posts["parent"] == "") & (posts["original"] == "") & (posts["kind"] != "rules")
    return posts[opens & ~posts["post"].isin(copied)]


def ledger(tables: dict[str, pd.DataFrame], chosen: list[str], study: Niche) -> pd.DataFrame:
    """Return the table ledger: the spaces of the client and of each chosen source, owned or rented, with what they hold.

    Parameters
    ----------
    tables : sources, contacts_seen, edges, rules.
    """
    words, hosted = Texts(study.lang, unit=study.unit), platforms(tables["sources"])
    owners = {**{source: source for source in chosen}, **dict.fromkeys(owned(study), CLIENT)}
    own = pd.DataFrame({"owner": list(owners.values()), "space": list(owners)}, dtype="str")
    made = pd.concat([own, _profiles(tables, owners)], ignore_index=True).drop_duplicates()
    platform = [hosted.get(space) or urls.space_of(space).platform for space in made["space"]]
    platform = ["" if name == HOME else name for name in platform]
    nature = [urls.nature_of(space) or ("host" if on else "") for space, on in zip(made["space"], platform, strict=True)]
    cited = tables["edges"][tables["edges"]["editorial_pages"] > 0].groupby("target")["source"].nunique()
    rented = pd.Series([bool(on or kind) for on, kind in zip(platform, nature, strict=True)], made.index)
    made = made.assign(platform=platform, nature=nature, held=rented.map({True: "rented", False: "owned"}))
    return made.assign(
        publications=looked_up(made["space"], tables["sources"].set_index("source")["posts"], 0),
        cited=looked_up(made["space"], cited, 0),
        promotion=looked_up(made["space"], tables["rules"].set_index("source")["promotion"]),
        privacy=[words(f"space.privacy.{kind or 'owned'}") for kind in made["nature"]],
    )


def dependence(held: pd.DataFrame) -> pd.DataFrame:
    """Return, by owner, its spaces, those rented, and the share of its publications that exists on those alone."""
    rented = held["held"] == "rented"
    counts = held.assign(rented=rented, there=held["publications"].where(rented, 0)).groupby("owner")
    made = counts.agg(
        spaces=("space", "size"), rented=("rented", "sum"), publications=("publications", "sum"), there=("there", "sum")
    )
    by_posts = made["there"] / made["publications"].clip(lower=1)
    return made.assign(share=by_posts.where(made["publications"] > 0, made["rented"] / made["spaces"])).reset_index()


def closures(tables: dict[str, pd.DataFrame], chosen: list[str], contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the table closures: what goes if a platform closes, and what the saved base still reaches.

    Parameters
    ----------
    tables : sources, posts, edges. contacts : the base.
    """
    hosted, only = platforms(tables["sources"]), unique(tables["posts"])
    base = contacts.assign(platform=looked_up(contacts["source"], hosted))
    lost = [name != "" and name in value for name, value in zip(base["platform"], base["value"], strict=True)]
    base = base.assign(lost=pd.Series(lost, base.index, dtype="bool"))
    cited = looked_up(tables["edges"].loc[tables["edges"]["editorial_pages"] > 0, "target"], hosted)
    known = pd.DataFrame({"source": list(hosted), "platform": list(hosted.values())}, dtype="str")
    living = known[known["platform"] != ""].groupby("platform")["source"]
    made = pd.DataFrame({"sources": living.size(), "names": living.agg(lambda names: " | ".join(sorted(names)))})
    counts = {
        "chosen": known[known["source"].isin(chosen)]["platform"].value_counts(),
        "publications": looked_up(only["source"], hosted).value_counts(),
        "contacts": base["platform"].value_counts(),
        "lost": base.loc[base["lost"], "platform"].value_counts(),
        "restored": base[~base["lost"]].groupby("platform")["source"].nunique(),
    }
    made = made.assign(**{name: made.index.map(count).fillna(0).astype("int64") for name, count in counts.items()})
    reach = cited.value_counts(normalize=True)
    return made.assign(reach=made.index.map(reach).fillna(0.0)).rename_axis("platform").reset_index()


def presence(tables: dict[str, pd.DataFrame], study: Niche) -> pd.DataFrame:
    """Return the table presence: where the conversation is, ranked; rules weigh, and what is owned comes first at equal worth.

    A place of exchange stands for itself, blogs for their platform, those at home together.
    """
    sources, posts = tables["sources"], tables["posts"]
    hosted, forums = platforms(sources), sources["kind"].isin(["forum", "board", "wiki"])
    place = [name if forum else hosted[name] or HOME for name, forum in zip(sources["source"], forums, strict=True)]
    where = looked_up(posts["source"], dict(zip(sources["source"], place, strict=True)))
    heard = posts.assign(place=where)[(where != "") & ~posts["source"].isin(own_spaces(study)) & (posts["kind"] != "rules")]
    counts = pd.DataFrame({"posts": heard["place"].value_counts(), "people": heard.groupby("place")["author"].nunique()})
    rules = tables["rules"].set_index("source")["promotion"]
    made = counts.rename_axis("place").reset_index()
    made["promotion"] = looked_up(made["place"], rules)
    made["share"] = made["posts"] / max(made["posts"].sum(), 1)
    made["score"] = made["share"] * made["promotion"].map(FREE).astype("float64").fillna(1.0)
    made = made.sort_values(["score", "place"], ascending=[False, True], ignore_index=True)
    return made.assign(rank=range(1, len(made) + 1))
