"""The sections of the client report, each a block of the page made from the tables."""

import re
from typing import Any

from helpers import figures, maps, urls
from helpers.communities import told as communities_told
from helpers.conversations import tones
from helpers.graph.cores import SURE
from helpers.parse.frames import looked_up
from helpers.report import access, agreement, branding, checks, crises, evidence, facts, points, provenance, sheet, themes, voice
from helpers.report import plan as plans
from helpers.report.blocks import Block, Frame
from helpers.report.material import Material, rules
from helpers.report.parts import figure_of, section
from helpers.texts import LANGUAGES, Texts

BRIDGES = 2  # named of each community
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\w)")


def cover(m: Material) -> Block:
    """The question, for whom, about what, when."""
    first, last, outside = facts.period(m.tables["posts"])
    return section(m, "cover", in_contents=False, first=first, last=last, outside=outside, logo=branding.logo(m.study))


def brief(m: Material) -> Block:
    """Three to five findings, three actions, all computed."""
    return section(m, "brief", findings=points.findings(m), actions=[] if m.public else points.actions(m))


def numbers(m: Material) -> Block:
    """Four key numbers, each defined; the sheet of the niche, folded."""
    said = m.tables["partition"].set_index("measure")
    like = said.loc["reference"].to_dict() if "reference" in said.index else None
    return section(m, "numbers", in_contents=False, sheet=sheet.rows(m.t, m.tables, m.date), like=like, measured=said["value"])


def static_map(m: Material) -> Block:
    """How to read the map, the map, and the table that doubles it."""
    known = m.sources[m.sources["cited_rank"] > 0].sort_values(["cited_rank", "combined_rank"]).head(rules()["table"])
    rows = [{"source": source, **row} for source, row in known.to_dict("index").items()]
    return section(m, "map", figure=figure_of(m.t, maps.static(m.tables, m.t, m.date)), rows=rows)


def interactive_map(m: Material) -> Block | Frame:
    """The map that answers: search, follow a link, see who cites whom."""
    drawn = maps.interactive(m.tables, m.t, m.date)
    if drawn is None:
        return Block("interactive", "", "")
    return Frame(m.t("map.explore"), drawn.document, list(drawn.scripts), drawn.height)


def off_map(m: Material) -> Block:
    """What the niche points to and the map does not show."""
    elsewhere = m.tables["off_map"][~m.tables["off_map"]["target_source"].isin(facts.likely(m.tables)["source"])]
    spaces = elsewhere.sort_values(["sources", "target_source"], ascending=[False, True]).head(rules()["off_map"])
    pairs = maps.citations(m.tables)
    lone = [m.name(source) for source in m.sources.index.difference([*pairs["source"], *pairs["target"]], sort=False)]
    told = {"spaces": spaces.to_dict("records"), "rented": _rented(m), "unread": len(elsewhere), "lone": lone}
    return section(m, "off-map", in_contents=False, **told)


def _rented(m: Material) -> list[dict[str, Any]]:
    """Return, by nature of rented space (``urls.nature_of``), how many spaces there are and how many sources point to one."""
    links = m.tables["links"][lambda rows: ~rows["known"] & (rows["type"] != "share")]
    natures = {source: urls.nature_of(source) for source in links["target_source"].unique()}
    links = links.assign(nature=looked_up(links["target_source"], natures))
    counted = links[links["nature"] != ""].groupby("nature")[["source", "target_source"]].nunique().reset_index()
    return counted.sort_values(["source", "nature"], ascending=[False, True]).to_dict("records")


def prospects(m: Material) -> Block:
    """Sources that the niche cites and does not hold, why they look like its own, and what share of it is held."""
    rows = facts.likely(m.tables).head(rules()["prospects"]).to_dict("records")
    for row in rows:
        plainly = "editorial_pages" if row["editorial_sources"] else "sources"
        row |= {"reasons": (row["why"] or plainly).split(" | "), "proof": evidence.towards(m, row["source"], 2)}
    if not rows:
        return Block("prospects", "", "")
    measured = m.tables["coverage"].set_index("measure").to_dict("index")
    return section(m, "prospects", False, rows=rows, held=measured.get("held"), last=measured.get("yield"))


def _core(m: Material) -> dict[str, Any]:
    """Return the size of the core, its density, that of the periphery, the chance of such a core, and whether there is one."""
    measures = m.tables["partition"].set_index("measure")
    values = measures["value"].reindex(["core_size", "core_density", "periphery_density", "core_p"], fill_value=0.0)
    words = measures["words"].reindex(["core_size"], fill_value="")
    told = dict(zip(("size", "density", "periphery", "p"), values, strict=True))
    return told | {"words": "" if told["p"] <= SURE and not told["size"] else words.iloc[0]}  # of too few, nothing is said


def _bridges(m: Material, key: str) -> list[str]:
    """Return the members of a community that cite, or are cited, farthest into the others; nobody where groups are in doubt."""
    members = m.sources[(m.sources["community"] == key) & (m.sources["bridging_score"] > 0)].rename_axis("source").reset_index()
    first = members.sort_values(["bridging_score", "source"], ascending=[False, True]).head(BRIDGES)
    return [m.name(source) for source in first["source"]] if m.verdict == "clear" else []


def communities(m: Material) -> Block:
    """A card for each community, told by its leaders and its words."""
    shown = m.communities[communities_told(m.communities["size"])].head(rules()["communities"])
    cards = [
        {**row, "id": key, "evidence": evidence.inside(m, key, 2), "themes": themes.of(m, "community", key)}
        | {"bridges": _bridges(m, key)}
        for key, row in shown.to_dict("index").items()
    ]
    figure = figure_of(m.t, figures.exchanges(m.tables, m.t, m.date)) if cards and m.verdict == "clear" else None
    return section(m, "communities", core=_core(m), cards=cards, others=m.communities.drop(shown.index), figure=figure)


def _parts(row: dict[str, Any]) -> list[tuple[str, float]]:
    """Return (definition, what it brings to the combined score), those that bring nothing left out."""
    return [(name, row[f"{name}_contribution"]) for name in facts.DEFINITIONS if row[f"{name}_contribution"] > 0]


def _said_once(rows: list[dict[str, Any]]) -> str:
    """Take out of each approach the sentences that all of them share; return these, to be printed once."""
    parts = [SENTENCE_END.split(row["approach"]) for row in rows]
    shared = [one for one in parts[0] if all(one in others for others in parts)] if len(parts) > 1 else []
    for row, own in zip(rows, parts, strict=True):
        row["approach"] = " ".join(one for one in own if one not in shared)
    return " ".join(shared)


def influencers(m: Material) -> Block:
    """At most fifteen sources to approach, with score in parts, interval, tier, why, how, and what proves it.

    The community's own edition tells who animates it, and nothing of an approach; so does that of persons or topics.
    """
    if m.public or not m.study.approachable:
        return _animators(m)
    listed = m.tables["shortlist"].sort_values("rank").to_dict("records")
    rows = [{**m.sources.loc[row["source"]].to_dict(), **row} for row in listed]
    chosen = [row for row in rows if row["gate"] == "open"][: rules()["influencers"]]
    for row in chosen:
        row |= {
            "parts": _parts(row),
            "seen": agreement.ranks(row),
            "evidence": evidence.citations(m, row["source"], rules()["passages"]),
            "themes": themes.of(m, "source", row["source"]),
        }
    used = [name for name in facts.DEFINITIONS if m.sources[f"{name}_contribution"].sum() > 0]
    drawn = [figures.ranking(m.tables, m.t, m.date), figures.standing(m.tables, m.t, m.date)] if chosen else []
    apart = [row for row in rows if row["gate"] != "open"]
    told: dict[str, Any] = {"always": _said_once(chosen), "doors": access.doors(m, [row["source"] for row in chosen])}
    told |= {"spaces": access.spaces(m), "refusals": access.refusals(m)}
    told |= {"disagree": agreement.sentence(m) if chosen else "", "reach": agreement.reach(m)}
    told["figures"] = [figure_of(m.t, one) for one in drawn if one]
    return section(m, "influencers", rows=chosen, apart=apart, used=used, **told)


def _animators(m: Material) -> Block:
    """The sources that the niche cites first, with their intervals and the pages that cite them."""
    first = m.sources[m.sources["combined_rank"] > 0].sort_values("combined_rank").head(rules()["influencers"])
    rows = [{"source": key, **row, "evidence": evidence.citations(m, key, 2)} for key, row in first.to_dict("index").items()]
    return section(m, "influencers", rows=rows, figure=figure_of(m.t, figures.ranking(m.tables, m.t, m.date)))


def conversations(m: Material) -> Block:
    """What people ask, what nobody has answered, and where the brand is named."""
    needs = m.tables["needs"].sort_values(["open", "posts", "need"], ascending=[False, False, True]).head(rules()["needs"])
    rows = [{**row, "asked": evidence.asked(m, row["examples"])} for row in needs.to_dict("records")]
    voices = tones(m.tables["mentions"])
    measured = m.tables["listening"].set_index("measure")["value"]
    heard = measured.reindex(["posts", "off_topic", "copies", "answered"], fill_value=0).to_dict()
    drawn = {"activity": figures.activity(m.tables, m.t, m.date), "voice": figures.voice(m.tables, m.t, m.date)}
    said: dict[str, Any] = {name: figure_of(m.t, figure) for name, figure in drawn.items()}
    met = m.tables["solutions"].query("solution != ''").merge(m.tables["needs"][["need", "text", "posts"]], on="need")
    met = met.sort_values(["posts", "need"], ascending=[False, True])
    told: dict[str, Any] = {"met": met.to_dict("records"), "ideas": crises.product_ideas(m), "contents": themes.ideas(m)}
    told |= {"replay": figure_of(m.t, figures.replay(m.tables, m.t, m.date)), "crisis": crises.crisis(m)}
    told |= {
        "newcomers": themes.newcomers(m),
        "readiness": crises.readiness(m),
        "service": crises.service(m),
        "own_voice": voice.own_voice(m),
    }
    told |= {"namesakes": voice.namesakes(m), "page_one": voice.page_one(m)}
    return section(m, "conversations", needs=rows, voices=voices.to_dict("records"), heard=heard, **said, **told)


def plan(m: Material) -> Block:
    """What to decide, whether the time has come, and what would tell that it worked; nothing where no name was chosen."""
    made = None if m.public else plans.told(m)
    return section(m, "plan", **made) if made else Block("plan", "", "")


def method(m: Material) -> Block:
    """What was counted, with which weights, and what the ranking would be otherwise."""
    links = m.tables["links"][m.tables["links"]["known"]]
    types = links.groupby(["type", "editorial"], as_index=False).agg(links=("link", "size"), sources=("source", "nunique"))
    types = types.sort_values(["editorial", "links", "type"], ascending=[False, False, True])
    partition = dict(m.tables["partition"][["measure", "value"]].itertuples(index=False))
    first = m.sources[m.sources["cited_rank"] > 0].sort_values(["cited_rank", "cited_all_rank"]).head(10)
    rows = [{"source": source, **row} for source, row in first.to_dict("index").items()]
    weights = {name: m.sources[f"{name}_contribution"].max() for name in facts.DEFINITIONS}
    return section(
        m,
        "method",
        partition=partition,
        types=types.to_dict("records"),
        first=rows,
        recent=bool(m.sources["cited_recent_rank"].any()),
        weights={k: v for k, v in weights.items() if v > 0},
    )


def limits(m: Material) -> Block:
    """What the report cannot say, rated by what was measured."""
    return section(m, "limits", limits=checks.limits(m))


def verify(m: Material) -> Block:
    """The claims most likely to fall, and what would overturn each."""
    return section(m, "verify", claims=checks.fragile(m))


def glossary(m: Material) -> Block:
    """The words of the report in French and in English."""
    words = [word for word in rules()["glossary"] if not m.graph or word not in rules()["of_texts"]]
    return section(m, "glossary", words=words, languages={lang: Texts(lang, unit=m.study.unit) for lang in LANGUAGES})


def origins(m: Material) -> Block:
    """Parameters, counts at each step, hashes, versions and the command that makes the report again."""
    return section(
        m,
        "provenance",
        parameters=provenance.parameters(m),
        steps=provenance.steps(m),
        inputs=provenance.inputs(m),
        versions=provenance.versions(),
    )
