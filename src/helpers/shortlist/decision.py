"""Join, start, support or leave alone: what was measured, for and against each."""

import pandas as pd

from helpers.niche import Niche
from helpers.shortlist.plan import asked
from helpers.texts import Texts

OPTIONS = ("join", "start", "support", "leave")
SHARES = ("answered", "unanswered", "refusing", "solicited", "asleep", "scattered")
SPACES = ("forum", "board", "wiki")


def facts(tables: dict[str, pd.DataFrame], parties: list[str]) -> dict[str, float]:
    """Return what was measured of a niche, each fact that ``plan.yml`` weighs.

    Parameters
    ----------
    tables : sources, rules, refusals, needs, questions, links, communities, pressure.
    parties : spaces of the brand and its competitors: no part of the community.
    """
    sources = tables["sources"][~tables["sources"]["source"].isin(parties)]
    voices = sources[~sources["kind"].isin(["shop", "brand"])]
    spaces = voices[voices["kind"].isin(SPACES) & (voices["alive"] != "gone")]
    forbidden = tables["rules"].loc[tables["rules"]["promotion"] == "forbidden", "source"]
    closed = spaces["source"].isin(forbidden)
    answered, posted = tables["questions"]["answered"], tables["pressure"][tables["pressure"]["unit"] == "source"]
    events = tables["links"][tables["links"]["type"] == "event"]
    joined = set(events["source"]) | set(events["target_source"])
    open_needs = float(tables["needs"]["open"].sum())
    placed = tables["communities"].set_index("source")["community"]
    asked_any = len(answered) > 0
    return {
        "lively_space": float(((spaces["alive"] == "alive") & ~closed).sum()),
        "closed_space": float(closed.sum()),
        "answered": float(answered.mean()) if asked_any else 0.0,
        "unanswered": float(1 - answered.mean()) if asked_any else 0.0,
        "open_needs": open_needs,
        "no_open_need": float(open_needs == 0),
        "refusing": float(voices["source"].isin(tables["refusals"]["source"]).mean()) if len(voices) else 0.0,
        "solicited": float(posted["commercial"].sum() / max(posted["posts"].sum(), 1)),
        "events": float(voices["source"].isin(joined).sum()),
        "asleep": float(voices["alive"].isin(["asleep", "gone"]).mean()) if len(voices) else 0.0,
        "scattered": float((voices["source"].map(placed).fillna("") == "").mean()) if len(voices) else 0.0,
    }


def decide(measured: dict[str, float], study: Niche) -> pd.DataFrame:
    """Return the table decision: each fact that speaks for or against an option, the balance, and which is advised.

    The community is left alone at a tie, and where no other option has more for it than against it.
    """
    words = Texts(study.lang, unit=study.unit)
    speaking = {name: weights for name, weights in asked()["decision"].items() if measured[name] >= weights["from"]}
    rows = [
        {
            "option": option,
            "fact": name,
            "value": measured[name],
            "weight": float(weights[option]),
            "words": words(f"decision.{name}", value=_told(words, name, measured[name])),
        }
        for option in OPTIONS
        for name, weights in speaking.items()
        if option in weights
    ]
    balance = {option: sum(row["weight"] for row in rows if row["option"] == option) for option in OPTIONS}
    best = max(balance.values())
    advised = next((one for one in OPTIONS[:3] if balance[one] == best and best > max(0, balance["leave"])), "leave")
    silent = [option for option in OPTIONS if not any(row["option"] == option for row in rows)]
    rows += [{"option": option, "fact": "", "value": 0.0, "weight": 0.0, "words": ""} for option in silent]
    made = pd.DataFrame(rows)
    return made.assign(balance=made["option"].map(balance), advised=made["option"] == advised)


def _told(words: Texts, fact: str, value: float) -> str:
    return words.percent(value) if fact in SHARES else words.number(value)
