"""The answers: each call reads the niche's tables as they are now and returns a table."""

from difflib import get_close_matches
from typing import Any

import pandas as pd

from helpers import communities, graph, influence, niche, tables
from helpers.ask import decisions
from helpers.communities.identity import renamed
from helpers.paths import AireError
from helpers.report import kernels

PASSAGE = 300  # characters around the words that were asked for
RANK = ["rank", "rank_low", "rank_high"]


class Answers:
    """The questions that a niche answers, by its name: ``ask = Answers("demo")``, then ``ask.source("Tarte fine")``.

    A source is named by its key or its title, a community by its identifier or its name.
    """

    def __init__(self, name: str) -> None:
        self.study = niche.load(name)
        self.name = name
        kernels.prepare()  # while the analyst reads and asks

    def _table(self, table: str) -> pd.DataFrame:
        return tables.read(self.name, table)

    def _titles(self) -> "pd.Series[str]":
        return self._table("sources").set_index("source")["title"]

    def _known(self, asked: str) -> str:
        titles = self._titles()
        return _found(
            asked, {**dict(zip(titles.str.casefold(), titles.index, strict=True)), **{key: key for key in titles.index}}
        )

    def _community(self, asked: str) -> str:
        names = self._table("community_names").set_index("community")["name"]
        return _found(asked, {**dict(zip(names.str.casefold(), names.index, strict=True)), **{key: key for key in names.index}})

    def source(self, asked: str) -> pd.DataFrame:
        """Return what is known of a source: one row a fact."""
        key, edges = self._known(asked), self._counted()
        row = self._table("sources").set_index("source").loc[key]
        place = self._table("communities").set_index("source").loc[key]
        facts = {"source": key, **row[["title", "url", "kind", "lang", "alive", "first_post", "last_post", "pages", "posts"]]}
        facts |= {"community": place["community"], "confidence": round(float(place["confidence"]), 2)}
        facts |= {"chance to be in the core": round(float(place["core"]), 2)}
        facts |= {"cited by": edges.loc[edges["target"] == key, "source"].nunique()}
        facts |= {"cites": edges.loc[edges["source"] == key, "target"].nunique()}
        ranks = self.why(asked).set_index("definition")
        facts |= {f"rank, {name}": f"{one['rank']} ({one['rank_low']}–{one['rank_high']})" for name, one in ranks.iterrows()}
        return pd.DataFrame({"fact": list(facts), "value": [str(value) for value in facts.values()]})

    def _counted(self) -> pd.DataFrame:
        edges = self._table("edges")
        return edges[(edges["weight"] > 0) & (edges["source"] != edges["target"])]

    def links(self, one: str, other: str) -> pd.DataFrame:
        """Return the links between two sources, either way, each with its passage and the page that holds it."""
        ends = {self._known(one), self._known(other)}
        links = self._table("links")
        between = links[
            links["source"].isin(ends) & links["target_source"].isin(ends) & (links["source"] != links["target_source"])
        ]
        pages = self._table("pages").set_index("page")["url"]
        told = between.assign(url=between["page"].map(pages)).rename(columns={"target_source": "target"})
        columns = ["source", "target", "published", "type", "editorial", "context", "url"]
        return told.sort_values(["editorial", "published", "link"], ascending=[False, True, True])[columns].reset_index(drop=True)

    def passages(self, words: str) -> pd.DataFrame:
        """Return the posts that say these words, whatever their case, with at most 300 characters around the first time."""
        posts = self._table("posts")
        said = (posts["title"] + " . ").where(posts["title"] != "", "") + posts["text"]
        place = said.str.casefold().str.find(words.casefold())
        told = posts[place >= 0].assign(place=place[place >= 0], said=said[place >= 0])
        told["passage"] = [_around(text, at) for text, at in zip(told["said"], told["place"], strict=True)]
        told = told.sort_values(["published", "post"], ascending=[False, True])
        return told[["source", "published", "kind", "passage", "url"]].reset_index(drop=True)

    def topics(self, asked: str) -> pd.DataFrame:
        """Return what a community or a source speaks of, the foremost theme first, its course, and a text that shows it."""
        names = self._table("community_names")
        is_community = asked.casefold() in {one.casefold() for one in [*names["community"], *names["name"]]}
        unit, name = ("community", self._community(asked)) if is_community else ("source", self._known(asked))
        own = self._table("topics").query("unit == @unit and name == @name")
        shown = self._table("passages").query("place == 1").drop(columns=["source", "place", "post"])
        told = own.merge(shown, how="left", on=["unit", "name", "topic"], validate="one_to_one").sort_values("rank")
        columns = ["rank", "terms", "posts", "first", "last", "trend", "ratio", "season", "passage", "date", "url"]
        return told[columns].fillna("").reset_index(drop=True)

    def between(self, one: str, other: str) -> pd.DataFrame:
        """Return the edges between two communities, either way, the heaviest first."""
        ends = [self._community(one), self._community(other)]
        place = self._table("communities").set_index("source")["community"]
        edges = self._counted().assign(
            **{"from": lambda rows: rows["source"].map(place), "to": lambda rows: rows["target"].map(place)}
        )
        crossing = edges[edges["from"].isin(ends) & edges["to"].isin(ends) & (edges["from"] != edges["to"])]
        crossing = crossing.sort_values(["weight", "source", "target"], ascending=[False, True, True])
        return crossing[["source", "from", "target", "to", "editorial_pages", "weight"]].reset_index(drop=True)

    def crossroads(self, starts: int = 4_000) -> pd.DataFrame:
        """Return the share of shortest paths on which each source lies, and how far off it may be: 0 up to so many sources."""
        network = graph.build(self._table("edges"), self._table("sources"))
        share, bound = graph.betweenness(graph.undirected(network), starts, self.study.seed)
        found = pd.DataFrame({"source": network.names, "share": share, "bound": bound}).round(9)
        return found.sort_values(["share", "source"], ascending=[False, True], ignore_index=True)

    def why(self, asked: str) -> pd.DataFrame:
        """Return why a source ranks as it does: its score, percentile, contribution, rank and interval by each definition."""
        rows = self._table("influence")
        own = rows[rows["source"] == self._known(asked)]
        own = own.assign(weight=own["definition"].map(influence.definitions_used(self.study)).fillna(0.0))
        columns = ["definition", "weight", "score", "percentile", "contribution", *RANK, "tier"]
        return own.sort_values(["contribution", "definition"], ascending=[False, True])[columns].reset_index(drop=True)

    def what_if(self, drop: list[str] | str, runs: int = 100) -> pd.DataFrame:
        """Return whom it would move if these sources were not there: place and community, with and without them.

        ``moved`` tells who would leave the interval of its rank, or its community. Nothing is written.
        """
        gone = [self._known(one) for one in ([drop] if isinstance(drop, str) else drop)]
        made = {name: self._table(name) for name in ("sources", "edges", "posts", "links")}
        without = {name: frame[~frame["source"].isin(gone)] for name, frame in made.items()}
        without["edges"] = without["edges"][~without["edges"]["target"].isin(gone)]
        found = communities.detect(without["edges"], without["sources"], self.study).communities
        before = self._table("communities")[["source", "community"]]
        names = renamed(before, found)
        now = found.assign(community=found["community"].map(lambda name: names.get(name, "")))
        scores = influence.score({**without, "communities": now}, self.study, runs)
        return _compared(self._table("influence"), before, scores, now).merge(
            made["sources"][["source", "title"]], on="source", validate="one_to_one"
        )

    def merge(self, asked: str, into: str, reason: str) -> pd.DataFrame:
        """Count the pages and links of a source for another; write it to editorial.yml and run what depends on it."""
        return self._decided({"source": self._known(asked), "merge_into": self._known(into), "reason": reason})

    def rename(self, asked: str, title: str, reason: str) -> pd.DataFrame:
        """Give a source another title; see ``merge``."""
        return self._decided({"source": self._known(asked), "title": title, "reason": reason})

    def move(self, asked: str, to: str, reason: str) -> pd.DataFrame:
        """Put a source into the community of another source; see ``merge``."""
        return self._decided({"source": self._known(asked), "move_to": self._known(to), "reason": reason})

    def drop(self, asked: str, reason: str) -> pd.DataFrame:
        """Leave a source out of the analysis; see ``merge``."""
        return self._decided({"source": self._known(asked), "hide": True, "reason": reason})

    def _decided(self, decision: dict[str, Any]) -> pd.DataFrame:
        ran = decisions.take(self.name, decision)
        self.study = niche.load(self.name)
        return ran


def _found(asked: str, known: dict[str, str]) -> str:
    """Return what a name stands for; where there is no such name, say which come near."""
    name = asked if asked in known else asked.casefold()
    if name in known:
        return known[name]
    near = get_close_matches(name, list(known), 3, 0.5)
    raise AireError(f"{asked!r}: unknown; expected a name of the niche" + (f", such as {', '.join(near)}" if near else ""), 2)


def _around(text: str, place: int) -> str:
    start = max(0, place - PASSAGE // 3)
    passage = text[start : start + PASSAGE - 4]
    return ("… " if start else "") + passage.strip() + (" …" if start + len(passage) < len(text) else "")


def _compared(scores: pd.DataFrame, placed: pd.DataFrame, others: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return place and community of each source in both analyses, those that would move first."""
    both = [
        rows[rows["definition"] == "combined"][["source", *RANK]].merge(where[["source", "community"]], on="source")
        for rows, where in ((scores, placed), (others, now))
    ]
    told = both[0].merge(both[1][["source", "rank", "community"]], on="source", suffixes=("", "_without"))
    beyond = (told["rank_without"] < told["rank_low"]) | (told["rank_without"] > told["rank_high"])
    told["moved"] = beyond | (told["community"] != told["community_without"])
    return told.sort_values(["moved", "rank"], ascending=[False, True], ignore_index=True)
