"""A small niche of French food blogs, written straight into the tables: what the report is tried on."""

import ast
import functools
import hashlib
import itertools
import random
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from helpers import manifest, maps, tables

COMMUNITIES = {
    "c01": ("Pâtisserie et gourmandise", ["brioche", "praliné", "pâte feuilletée", "ganache", "moule"], 34),
    "c02": ("Cuisine du quotidien", ["poêlée", "restes", "gratin", "batch cooking", "cocotte"], 30),
    "c03": ("Végétal et bio", ["pois chiche", "tofu", "légumineuses", "épeautre", "potager"], 24),
    "c04": ("Vins et accords", ["cépage", "carafe", "tanins", "accord", "millésime"], 20),
    "c05": ("Cuisines du monde", ["gingembre", "coriandre", "wok", "curry", "tortilla"], 16),
    "c06": ("Sans gluten", ["sarrasin", "millet", "farine de riz", "cœliaque", "manioc"], 10),
}
FIRST = ["Le carnet de", "Chez", "Tout", "Un jour, une", "Ma petite", "Les folies", "La table de", "Au bonheur du"]
NEEDS = [
    ("c06", "pâte à pain sans gluten qui ne lève pas, mie compacte", 14, 5, 0.14, True),
    ("c01", "thermomètre de cuisson fiable pour le chocolat à moins de 40 €", 11, 4, 0.27, True),
    ("c02", "congeler un gratin sans qu'il rende de l'eau", 9, 4, 0.78, False),
    ("c03", "remplacer l'œuf dans une meringue cuite", 7, 3, 0.86, False),
    ("c04", "conserver une bouteille entamée plus de trois jours", 5, 2, 0.0, True),
]
NICHE = """\
client: Moulins de la Vesle
question: Qui anime la blogosphère culinaire française, et par qui commencer ?
title: Blogs de cuisine
lang: {lang}
languages: [fr]
brief: farines, pain, pâtisserie maison, sans gluten
brand: {{name: Moulins de la Vesle, aliases: [Vesle]}}
competitors: [Grand Moulin]
objective: launch
purpose: étude de marché
legal_basis: intérêt légitime
date: "2026-03-01"
"""
EDITORIAL = """\
notes:
  - section: communities
    text: Les pâtissiers se lisent entre eux depuis le salon de novembre.
    about: sources
    value: 12
"""
CHAIN = [
    "02-build-graph",
    "03-find-communities",
    "04-score-influence",
    "05-read-conversations",
    "06-choose-influencers",
]


def digest(text: str) -> str:
    """Return a SHA-256 to stand for the hash of a page."""
    return hashlib.sha256(text.encode()).hexdigest()


def make_sources(dice: random.Random) -> pd.DataFrame:
    """Return the sources, community by community, with two forums and a few nobody cites."""
    rows = []
    for community, (_, terms, size) in COMMUNITIES.items():
        for number, (first, term) in zip(range(size), itertools.cycle(itertools.product(FIRST, terms))):
            key = f"{community}-{number:02}.example"
            rows.append(
                {
                    "source": key,
                    "title": f"{first} {term}",
                    "url": f"https://{key}/",
                    "space": "own",
                    "lang": "fr",
                    "kind": "forum" if number == 7 and community in ("c01", "c06") else "blog",
                    "pages": dice.randint(3, 60),
                    "posts": dice.randint(2, 50),
                    "first_post": f"2024-0{dice.randint(1, 9)}-11",
                    "seed": number < 5,
                    "last_post": f"2026-02-{dice.randint(10, 28)}",
                    "alive": "asleep" if number % 11 == 10 else "alive",
                }
            )
    lone = [
        {
            "source": f"seul-{n}.example",
            "title": f"Carnet perdu {n}",
            "url": f"https://seul-{n}.example/",
            "kind": "blog",
            "space": "own",
            "lang": "fr",
            "pages": 3,
            "alive": "gone",
        }
        for n in range(5)
    ]
    return pd.DataFrame(rows + lone).fillna({"first_post": "", "last_post": "", "posts": 0, "seed": False})


def make_edges(sources: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    """Return who cites whom: mostly inside a community, mostly the first of it."""
    names = [name for name in sources["source"] if name.startswith("c")]
    pairs: dict[tuple[str, str], int] = {}
    for source in names:
        for _ in range(dice.randint(3, 12)):
            mates = [name for name in names if (name[:3] == source[:3]) == (dice.random() < 0.72)] or names
            target = mates[min(int(dice.expovariate(0.16)), len(mates) - 1)]
            if target != source:
                pairs[source, target] = pairs.get((source, target), 0) + 1
    rows = [
        {
            "source": a,
            "target": b,
            "layer": "link",
            "pages": n + 1,
            "links": n + dice.randint(1, 6),
            "editorial_pages": n,
            "weight": float(n),
        }
        for (a, b), n in sorted(pairs.items())
    ]
    return pd.DataFrame(rows)


def make_pages(sources: pd.DataFrame) -> pd.DataFrame:
    """Return one page a source, enough to carry evidence."""
    frame = sources[["source", "lang"]].copy()
    frame["url"] = "https://" + frame["source"] + "/2026/pain-au-levain"
    frame["page"] = [digest(url)[:16] for url in frame["url"]]
    frame["title"] = "Pain au levain du dimanche"
    frame["captured_at"], frame["published"], frame["words"] = "2026-02-27T08:00:00Z", "2026-01-15", 640
    frame["sha256"] = [digest(url + "body") for url in frame["url"]]
    frame["warc"], frame["offset"] = "crawl/demo.warc.gz", range(len(frame))
    frame["record"] = [f"urn:uuid:{digest(url)[:8]}-0000-4000-8000-000000000000" for url in frame["url"]]
    return frame


def make_links(edges: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """Return an editorial link for each edge, and as much furniture."""
    page_of = dict(zip(pages["source"], pages["page"], strict=True))
    kinds = ["editorial", "blogroll", "navigation", "footer", "badge", "attribution", "event"]
    rows = []
    for number, edge in enumerate(edges.to_dict("records")):
        for kind in ("editorial", kinds[number % 7]):
            rows.append(
                {
                    "link": f"l{number:05}-{kind}",
                    "page": page_of[edge["source"]],
                    "source": edge["source"],
                    "known": True,
                    "target_source": edge["target"],
                    "target_url": f"https://{edge['target']}/",
                    "zone": "content",
                    "type": kind,
                    "editorial": kind in ("editorial", "attribution"),
                    "anchor": "ce blog",
                    "published": "2026-01-15",
                    "context": "Pour la pâte, j'ai suivi pas à pas la méthode donnée sur ce blog, en gardant le pliage "
                    "à froid et une nuit entière au frais : la mie est bien plus alvéolée qu'à l'ordinaire.",
                }
            )
    return pd.DataFrame(rows).drop_duplicates("link")


def make_influence(sources: pd.DataFrame, edges: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    """Return scores under each definition; the combined one is their weighted percentiles."""
    cited = edges.groupby("target")["source"].nunique().reindex(sources["source"], fill_value=0).astype(float)
    scores = {
        "cited": cited,
        "cited_all": cited + [dice.randint(0, 6) for _ in cited],
        "authority": cited / cited.sum(),
        "bridging": cited * [dice.random() for _ in cited],
        "active": cited * 0 + [dice.randint(1, 50) for _ in cited],
        "relevant": cited * 0 + [dice.random() for _ in cited],
    }
    weights = {"cited": 0.4, "authority": 0.2, "bridging": 0.15, "active": 0.1, "relevant": 0.15}
    ranks = {name: score.rank(pct=True) for name, score in scores.items()}
    scores["combined"] = sum(ranks[name] * weight for name, weight in weights.items())
    frames = []
    for name, score in scores.items():
        place = score.rank(ascending=False, method="first").astype(int)
        frames.append(
            pd.DataFrame(
                {
                    "source": score.index,
                    "definition": name,
                    "score": score.to_numpy(),
                    "percentile": score.rank(pct=True).to_numpy(),
                    "contribution": (score.rank(pct=True) * weights.get(name, 0)).to_numpy(),
                    "rank": place.to_numpy(),
                    "rank_low": (place - place // 3).clip(lower=1).to_numpy(),
                    "rank_high": (place + 1 + place // 2).clip(upper=len(place)).to_numpy(),
                    "tier": (place // 6 + 1).to_numpy(),
                }
            )
        )
    return pd.concat(frames)


def make_communities(sources: pd.DataFrame, verdict: str, dice: random.Random) -> dict[str, pd.DataFrame]:
    """Return the tables of stage 03."""
    inside = sources["source"].str.startswith("c")
    place = pd.DataFrame(
        {
            "source": sources["source"],
            "community": sources["source"].str[:3].where(inside, ""),
            "confidence": [round(dice.uniform(0.4, 1), 2) if one else 0.0 for one in inside],
            "core": [dice.random() for _ in inside],
        }
    )
    place["plain"], place["ambiguous"] = place["community"], (place["confidence"] < 0.5) & inside
    names = pd.DataFrame(
        [
            {
                "community": key,
                "name": name,
                "size": size,
                "stability": 0.9 - 0.05 * rank,
                "density": 0.08 + 0.01 * rank,
                "inside": 0.7 - 0.04 * rank,
                "leaders": " | ".join(f"{key}-{n:02}.example" for n in range(3)),
                "terms": " | ".join(terms),
                "colour": rank,
            }
            for rank, (key, (name, terms, size)) in enumerate(COMMUNITIES.items())
        ]
    )
    terms = [
        {"community": key, "term": term, "score": 1.0 - n / 10, "sources": 9 - n}
        for key, (_, words, _) in COMMUNITIES.items()
        for n, term in enumerate(words)
    ]
    partition = [
        ("modularity", 0.52, ""),
        ("modularity_null", 0.19, ""),
        ("ambiguous_links", 0.11, verdict),
        ("communities", 6, ""),
        ("runs", 100, ""),
        ("agreement", 0.93, ""),
    ]
    return {
        "communities": place,
        "community_names": names,
        "terms": pd.DataFrame(terms),
        "partition": pd.DataFrame(partition, columns=["measure", "value", "words"]),
    }


def make_posts(pages: pd.DataFrame) -> pd.DataFrame:
    """Return one article a page, and the questions that the needs are read from."""
    articles = pd.DataFrame(
        {
            "post": "a-" + pages["page"],
            "page": pages["page"],
            "source": pages["source"],
            "url": pages["url"],
            "thread": "a-" + pages["page"],
            "kind": "article",
            "published": "2026-01-15",
            "lang": "fr",
            "title": pages["title"],
            "text": "Un texte de blog.",
        }
    )
    asked = [
        {
            "post": f"q-{n}-{m}",
            "page": pages["page"].iloc[7 + m],
            "source": pages["source"].iloc[7 + m],
            "thread": f"q-{n}-{m}",
            "url": f"{pages['url'].iloc[7 + m]}#q{m}",
            "kind": "question",
            "published": f"2025-1{m % 3}-0{n + 1}",
            "lang": "fr",
            "author": "person-3fa2c19b",
            "title": f"Question {n}",
            "text": "Les mots d'une personne, jamais cités.",
        }
        for n, need in enumerate(NEEDS)
        for m in range(need[2])
    ]
    return pd.concat([articles, pd.DataFrame(asked)]).fillna({"author": ""})


def make_conversations() -> dict[str, pd.DataFrame]:
    """Return the tables of stage 05."""
    needs = [
        {
            "need": f"n{n + 1:02}",
            "community": community,
            "text": text,
            "posts": posts,
            "sources": sources,
            "answered": answered,
            "open": opened,
            "first": "2025-02-03",
            "last": "2026-02-11",
            "votes": posts * 3,
            "examples": " | ".join(f"q-{n}-{m}" for m in range(3)),
        }
        for n, (community, text, posts, sources, answered, opened) in enumerate(NEEDS)
    ]
    questions = [
        {"post": f"q-{n}-{m}", "need": f"n{n + 1:02}", "kind": "question", "answers": m % 2, "why": "comment"}
        for n, need in enumerate(NEEDS)
        for m in range(need[2])
    ]
    mentions = [
        {
            "post": f"q-{n}-{m}",
            "entity": entity,
            "date": f"2026-0{1 + m % 2}-1{m}",
            "community": "c01",
            "tone": 0.2 - m / 9,
        }
        for n, entity in enumerate(["Moulins de la Vesle", "Grand Moulin"])
        for m in range(5 - n)
    ]
    said = {"url": "https://c01-07.example/charte", "date": "2026-02-27"}
    burst = {"crisis": "k01", "entity": "Grand Moulin", "nature": "crisis", "first": "2026-01-10", "last": "2026-01-14"}
    voices = [
        {"crisis": "k01", "post": f"q-{n}-0", "step": n + 1, "date": f"2026-01-1{n}", "side": side, "named": True}
        | {"source": "c01-07.example" if n else "c02-03.example", "community": f"c0{1 + n % 2}"}
        for n, side in enumerate(["attacks", "doubts", "defends", "neutral"])
    ]
    return {
        "crises": pd.DataFrame(
            [
                {**burst, "mentions": 4, "expected": 0.4, "chance": 0.005, "sources": 2, "communities": 2}
                | {"first_post": "q-0-0", "attacks": 1, "doubts": 1, "defends": 1, "days": 2, "answer": "q-0-1"}
            ]
        ),
        "crisis_voices": pd.DataFrame(voices),
        "readiness": pd.DataFrame({"part": ["ground", "speed"], "measured": [1.0, 2.0], "score": [1.0, 0.7]}),
        "service": pd.DataFrame(
            [
                {"source": "c01-07.example", "questions": 9, "answered": 0.5, "days": 2.0, "personal": 0.5, "staff": 0.0}
                | {"before": 1, "after": 2, "present": 4, "helpers": 1}
            ]
        ),
        "own_voice": pd.DataFrame(
            {"community": [""], "month": ["2026-01"], "purpose": ["promotes"], "posts": [2], "share": [1.0]}
        ),
        "namesakes": pd.DataFrame(
            [
                {"source": "grandmoulin-les-fans.example", "title": "Grand Moulin, les fans", "status": "unofficial"}
                | {"evidence": "says", "sentence": "Site non officiel.", "cited": 2, "held": True}
            ]
        ),
        "queries": pd.DataFrame(
            [
                {"query": "grand moulin avis", "date": "2026-03-01", "results": 10, "owned": 0.1, "earned": 0.3, "hostile": 0.4}
                | {"other": 0.1, "unknown": 0.1, "worst": 1, "task": "answer", "url": "https://c01-07.example/1", "first": 1}
            ]
        ),
        "needs": pd.DataFrame(needs),
        "ideas": pd.DataFrame(
            [
                {
                    "community": "c02",
                    "need": "n01",
                    "text": "farine, gluten",
                    "posts": 6,
                    "covered": 1,
                    "season": "11",
                    "weight": 6.0,
                }
                | {"adds": "un tableau des farines", "examples": "q-0-0"},
                {
                    "community": "c01",
                    "need": "n02",
                    "text": "trop, traité",
                    "posts": 3,
                    "covered": 60,
                    "season": "",
                    "weight": 0.05,
                }
                | {"adds": "", "examples": "q-1-0"},
            ]
        ),
        "questions": pd.DataFrame(questions),
        "mentions": pd.DataFrame(mentions),
        "listening": pd.DataFrame({"measure": ["posts", "off_topic", "copies", "answered"], "value": [180.0, 6, 4, 21]}),
        "rules": pd.DataFrame(
            [{"source": "c01-07.example", "promotion": "limited", "sentence": "Une annonce par mois.", **said}]
        ),
        "refusals": pd.DataFrame([{"source": "c02-03.example", "sentence": "Pas de partenariat ici.", **said}]),
    }


def make_shortlist(influence: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of stage 06."""
    best = influence[influence["definition"] == "combined"].sort_values("rank").head(15)
    gates = ["open"] * 12 + ["refusal", "promotion-forbidden", "asleep"]
    rows = [
        {
            "rank": n + 1,
            "source": row["source"],
            "community": row["source"][:3],
            "score": 0.9 - n / 40,
            "influence": row["percentile"],
            "relevance": 0.8,
            "gate": gates[n],
            "reason": "Citée par 21 sources de 4 communautés, parle de farines et de levain dans un article sur trois.",
            "approach": "Proposer un essai de la farine de sarrasin, en disant qui vous êtes, sans demander d'article.",
        }
        for n, row in enumerate(best.to_dict("records"))
    ]
    return {
        "shortlist": pd.DataFrame(rows),
        "contacts": pd.DataFrame(
            {
                "source": [rows[0]["source"]],
                "channel": ["email"],
                "value": ["bonjour@secret.example"],
                "origin": ["https://x.example/"],
            }
        ),
    }


COVERAGE = ["measure", "value", "low", "high", "words"]


def make_prospects() -> pd.DataFrame:
    """Return a likely prospect, a refused one and a platform of everybody."""
    rows = [("marmiton.example", "sources | company", "", False), ("refuse.example", "home", "refused", False)]
    rows += [("compteur.example", "", "", True)]
    frame = pd.DataFrame(rows, columns=["source", "why", "decision", "ubiquitous"])
    counts = {"rank": [1, 2, 3], "score": 0.5, "sources": 41, "editorial_sources": 38, "pages": 66, "wave": 1, "evidence": ""}
    return tables.conform(frame.assign(**counts), "prospects")


def make_themes() -> dict[str, pd.DataFrame]:
    """Return the themes of a community and of its first source, one that rises, one that comes back, and what newcomers say."""
    course = {"trend": ["rise", "steady", ""], "ratio": [2.4, 1.1, 0.0], "season": ["none", "12", ""]}
    rows = pd.DataFrame(
        {"topic": ["levain", "galette", "seigle"], "terms": ["levain | farine", "galette", "seigle"], "rank": [1, 2, 3], **course}
    )
    units = [rows.assign(unit="community", name="c01"), rows.assign(unit="source", name="c01-00.example")]
    topics = pd.concat(units).assign(posts=9, share=0.3, sources=4, weight=0.1)
    said = {"place": 1, "source": "c01-00.example", "passage": "Le levain demande de la patience.", "date": "2026-01-06"}
    passages = topics[["unit", "name", "topic"]].assign(**said, post="a-0", url="https://c01-00.example/levain")
    newcomers = pd.DataFrame(
        {"topic": ["", "levain"], "people": [5, 3], "posts": [7, 3], "questions": [4, 2], "answered": [0.5, 0.4]}
    )
    return {
        "topics": topics.assign(ratio_low=1.0, ratio_high=3.0, chance=0.01, season_chance=0.01),
        "passages": passages,
        "newcomers": newcomers,
    }


def make_tables(verdict: str = "clear") -> dict[str, pd.DataFrame]:
    """Return every table of the niche, filled; whatever else the contracts hold stays empty."""
    return {table: frame.copy() for table, frame in _made(verdict).items()}


@functools.cache
def _made(verdict: str) -> dict[str, pd.DataFrame]:
    dice = random.Random(7)
    sources = make_sources(dice)
    edges, pages = make_edges(sources, dice), make_pages(sources)
    links, influence = make_links(edges, pages), make_influence(sources, edges, dice)
    off_map = pd.DataFrame(
        [
            ("instagram.com", "instagram", 96, 310, 12),
            ("marmiton.example", "", 41, 66, 38),
            ("pinterest.com", "pinterest", 33, 90, 3),
            ("boutique-four.example", "", 12, 15, 9),
        ],
        columns=["target_source", "space", "sources", "pages", "editorial_sources"],
    )
    skips = pd.DataFrame(
        [("crawl/demo.warc.gz", "not-html", 42, "https://c01-00.example/feed")],
        columns=["input", "reason", "count", "example"],
    )
    made = {
        "sources": sources,
        "edges": edges,
        "pages": pages,
        "links": links,
        "posts": make_posts(pages),
        "off_map": off_map,
        "prospects": make_prospects(),
        "coverage": tables.conform(pd.DataFrame([("held", 0.8, 0.7, 0.87, "")], columns=COVERAGE), "coverage"),
        "skips": skips,
        "influence": influence,
        **make_communities(sources, verdict, dice),
        **make_conversations(),
        **make_themes(),
        **make_shortlist(influence),
    }
    made["positions"] = maps.positions(made)
    return {table: tables.conform(made.get(table, tables.empty(table)), table) for table in tables.contracts()}


def write_niche(home: Path, frames: dict[str, pd.DataFrame], niche_yml: str, editorial: str = EDITORIAL) -> None:
    """Write niche.yml, its decisions and every table under ``home`` (AIRE_HOME), as the stages would."""
    folder = home / "data" / "raw" / "cuisine"
    folder.mkdir(parents=True)
    (folder / "niche.yml").write_text(niche_yml, encoding="utf-8")
    (folder / "editorial.yml").write_text(editorial, encoding="utf-8")
    (folder / "people.key").write_text("0" * 32, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    for stage in manifest.STAGES[:-1]:
        owned = {table: frames[table] for table, about in tables.contracts().items() if about["stage"] == stage}
        if owned:
            tables.save("cuisine", stage, owned, parameters={"niche": "cuisine"})


def shown(value: object) -> dict[str, object]:
    """Return what a notebook keeps of a displayed value."""
    if hasattr(value, "_repr_mimebundle_"):
        return dict(value._repr_mimebundle_())
    makers = {"text/html": "_repr_html_", "text/plain": "__repr__"}
    return {kind: getattr(value, maker)() for kind, maker in makers.items() if hasattr(value, maker)}


def run_notebook(path: Path, niche: str = "cuisine") -> Any:
    """Return the notebook as a kernel would leave it, without the second that a kernel takes to start."""
    notebook, names = nbformat.read(path, as_version=4), {"niche": niche}
    for cell in notebook.cells:
        if cell.cell_type != "code" or "parameters" in cell.metadata.get("tags", []):
            continue
        statements = ast.parse(cell.source).body
        last = statements.pop() if isinstance(statements[-1], ast.Expr) else None
        exec(compile(ast.Module(statements, []), str(path), "exec"), names)  # noqa: S102 (our own notebook)
        if last:
            value = eval(compile(ast.Expression(last.value), str(path), "eval"), names)  # noqa: S307 (our own notebook)
            cell.outputs = [nbformat.v4.new_output("execute_result", data=shown(value))]
    return notebook


def build(
    home: Path, frames: dict[str, pd.DataFrame], patch: Any, niche_yml: str = NICHE.format(lang="fr"), editorial: str = EDITORIAL
) -> Path:
    """Write a niche from its tables and render its edition, without running a stage; return the edition's folder."""
    from helpers import niche, paths
    from helpers.report import render

    patch.setenv("AIRE_HOME", str(home))
    patch.setattr(manifest, "fingerprint", lambda *_: "of no stage")
    write_niche(home, frames, niche_yml, editorial)
    report = run_notebook(paths.notebooks_folder() / "10-client-report.ipynb")
    folder = home / "reports" / "cuisine" / "2026-03-01"
    render.write_edition(niche.load("cuisine"), {"02-build-graph": WORK, "10-client-report": report}, folder)
    render.write_index()
    return folder


def said(home: Path, frames: dict[str, pd.DataFrame], patch: Any, lang: str = "fr") -> dict[str, str]:
    """Return the words of each section of the report by its anchor, the maps left out: nothing is drawn or written."""
    from selectolax.lexbor import LexborHTMLParser

    from helpers import niche
    from helpers.report import material, sections

    patch.setenv("AIRE_HOME", str(home))
    patch.setattr(manifest, "fingerprint", lambda *_: "of no stage")
    for name in sections.figures.__all__:
        patch.setattr(sections.figures, name, lambda *_: None)
    write_niche(home, frames, NICHE.format(lang=lang))
    read = material.read(niche.load("cuisine"))
    told = (
        "cover",
        "brief",
        "numbers",
        "off_map",
        "communities",
        "influencers",
        "conversations",
        "plan",
        "method",
        "limits",
        "verify",
    )
    blocks = [getattr(sections, name)(read) for name in (*told, "glossary", "origins")]
    return {block.anchor: " ".join(LexborHTMLParser(block.html).text(separator=" ").split()) for block in blocks if block.html}


def output(**data: Any) -> Any:
    """Return what a cell displayed: ``html=``, ``text=`` or ``markdown=``."""
    kinds = {"html": "text/html", "text": "text/plain", "markdown": "text/markdown"}
    return nbformat.v4.new_output("execute_result", data={kinds[key]: value for key, value in data.items()})


EVIL = "https://evil.example/"
PAYLOADS = [
    f"<script>top.pwned = 1; fetch('{EVIL}')</script>",
    f"<img src='{EVIL}x.png' onerror='top.pwned = 1'>",
    f"</script></title></style><svg onload='top.pwned = 1'><image href='{EVIL}'></svg>",
    "'\"><iframe srcdoc='<script>top.pwned = 1</script>'></iframe>",
    "javascript:top.pwned=1//",
    "{{ 7 * 7 }}{% for x in [1] %}${top.pwned = 1}",
    f'=HYPERLINK("{EVIL}";"ici")',
    f"<style>body {{ background: url({EVIL}) }}</style><p style='background:url({EVIL})'>",
    "\u202emoc.live\x00\x07 <a href='data:text/html,<script>top.pwned=1</script>'>x</a>",
    f"`\\'\"-->]]>${{top.pwned = 1}}</textarea></noscript></template><img src={EVIL}m onerror=top.pwned=1>",
    f"[x](javascript:top.pwned=1) ![y]({EVIL}md.png) <{EVIL}auto> <img name=body><form id=querySelectorAll>",
    "\u2028top.pwned = 1\u2029\u2066&lt;script&gt;top.pwned=1&lt;/script&gt; +ADw-script+AD4-top.pwned=1",
    "prix;=1+1\t=2\n@SUM(1)|cmd %matplotlib {0} %(x)s $(id) __proto__ constructor",
]
LOGO = f"""<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30" onload="top.pwned = 1"><script>top.pwned = 1</script>\
<image href="{EVIL}logo.png"/><rect width="90" height="30" fill="#0052AD"/></svg>
"""
NICHE_OF_PAYLOADS = """\
client: "<script>top.pwned = 1</script>"
question: "Qui </h1><script>top.pwned = 1</script><img src=https://evil.example/q onerror=top.pwned=1> ?"
title: "</title><script>top.pwned = 1</script>"
brief: farines
brand: {name: "<img src=x onerror=top.pwned=1>"}
purpose: "<script>top.pwned = 1</script>"
objective: launch
date: "2026-03-01"
legal_basis: "<img src=x onerror=top.pwned=1>"
keywords: ["<script>top.pwned = 1</script>"]
competitors: [{name: "</script><svg onload=top.pwned=1>", aliases: ["<b>"]}]
branding: {name: "</p><script>top.pwned = 1</script>\\\"}", logo: logo.svg}
people: named
people_reason: "<iframe srcdoc='<script>top.pwned = 1</script>'></iframe>"
"""
EDITORIAL_OF_PAYLOADS = f"""\
notes:
  - {{section: map, text: "<script>top.pwned = 1</script><img src={EVIL}n onerror=top.pwned=1>", about: sources, value: "<svg onload=top.pwned=1>"}}
  - {{section: limits, text: "[x](javascript:top.pwned=1) <a href='javascript:top.pwned=1'>x</a>"}}
findings:
  - {{id: concentration, text: "<b onclick=top.pwned=1>x</b></li></ol><script>top.pwned = 1</script>", order: 1, reason: "<script>top.pwned = 1</script>"}}
actions:
  - {{id: read, text: "{{{{ 7 * 7 }}}}<img src=x onerror=top.pwned=1>", order: 1, reason: "<svg onload=top.pwned=1>"}}
"""
# keys of sources, as a graph file gives them: any text on one line
KEYS = [" ".join("".join(letter for letter in payload if letter.isprintable()).split()) for payload in PAYLOADS]


def rekeyed(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with an attack for the key of every third source, wherever it stands."""
    names = {source: f"{KEYS[row % len(KEYS)]} {row}" for row, source in enumerate(frames["sources"]["source"]) if row % 3 == 0}
    columns = ("source", "target", "target_source")
    return {
        table: tables.conform(frame.assign(**{name: frame[name].replace(names) for name in columns if name in frame}), table)
        for table, frame in frames.items()
    }


def hostile(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with an attack in every text that is not a key, a date or a word of the contracts."""
    spoiled = {
        "sources": ["title", "url", "declared_label"],
        "pages": ["title", "url", "warc", "record"],
        "posts": ["title", "text", "url", "author", "terms"],
        "links": ["context", "anchor", "rel", "target_url"],
        "edges": ["record"],
        "prospects": ["source"],
        "mentions": ["entity"],
        "crises": ["entity"],
        "community_names": ["name", "terms"],
        "terms": ["term"],
        "topics": ["terms"],
        "passages": ["passage", "url"],
        "needs": ["text"],
        "ideas": ["text", "adds"],
        "namesakes": ["title", "sentence", "url"],
        "queries": ["query", "url"],
        "shortlist": ["reason", "approach"],
        "rules": ["sentence", "url"],
        "refusals": ["sentence", "url"],
        "off_map": ["space"],
        "skips": ["example", "reason"],
    }
    frames = rekeyed(frames)
    made = dict(frames)
    for table, columns in spoiled.items():
        length = len(frames[table])
        texts = {
            column: [f"{PAYLOADS[(row + place) % len(PAYLOADS)]} {row}" for row in range(length)]
            for place, column in enumerate(columns)
        }
        made[table] = tables.conform(frames[table].assign(**texts), table)
    return made


WORK = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_markdown_cell(
            "# What is there?\n\n" + "\n\n".join(PAYLOADS) + f"\n\n[a](javascript:top.pwned=1) ![b]({EVIL}b.png)",
            id="words",
        ),
        nbformat.v4.new_raw_cell("<script>top.pwned = 1</script><p>raw cell</p>", id="raw"),
        nbformat.v4.new_code_cell(
            "tables.read('cuisine', 'sources')  # </details><script>top.pwned = 1</script>",
            id="table",
            outputs=[
                output(html=pd.DataFrame({payload: [payload] for payload in PAYLOADS}).to_html(escape=False)),
                output(text="<object at 0x7f3a2b1c> </pre><script>top.pwned = 1</script>"),
                output(markdown="It says **42** of them. " + " ".join(PAYLOADS), text="<IPython.core.display.Markdown object>"),
            ],
        ),
        nbformat.v4.new_code_cell(
            "{'sources': 3}", id="recorded", metadata={"tags": ["remove_cell"]}, outputs=[output(text="RECORDED")]
        ),
    ]
)
