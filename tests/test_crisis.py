"""The day it goes wrong, and the service of every day: bursts, sides, readiness, helpers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_conversations import post, study, table

from helpers import conversations, figures, tables
from helpers.conversations import crisis, service, team
from helpers.conversations.bursts import bursts
from helpers.texts import Texts

SIDES = [
    ("Quelle arnaque, je ne commanderai plus jamais chez eux.", "attacks"),
    ("Leur service client ne répond à personne, j'exige un remboursement.", "attacks"),
    ("Total scam, never again.", "attacks"),
    ("I want my money back.", "attacks"),
    ("On exagère : une erreur, oui, pas la fin du monde.", "defends"),
    ("Restons calmes, ils m'ont toujours bien dépanné.", "defends"),
    ("Not the end of the world, they apologised and mine works fine.", "defends"),
    ("Depuis hier le site est bloqué. Vous aussi ?", "doubts"),
    ("Is it true? Anyone else?", "doubts"),
    ("J'ai posé le mien sur l'étagère.", "neutral"),
]
INTENTS = [
    ("J'hésite entre deux moulins, lequel choisir ?", "before"),
    ("Which grinder should I buy on a budget?", "before"),
    ("Ça vaut le coup ?", "before"),
    ("Je viens de recevoir la mienne et elle fuit", "after"),
    ("My kettle stopped working after a month", "after"),
    ("Combien de temps au four ?", ""),
]


def quiet(seed: int, days: int = 200, told: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Return a history in which mentions follow the rhythm of the niche and nothing else."""
    rng = np.random.default_rng(seed)
    rhythm = rng.poisson(4, days) * (1 + (np.arange(days) % 7 > 4))
    return rng.multinomial(told, np.maximum(rhythm, 1) / np.maximum(rhythm, 1).sum()), rhythm


@pytest.mark.parametrize(("text", "expected"), SIDES)
def test_a_voice_is_read_as_attacking_doubting_or_defending(text, expected):
    assert crisis.side(text) == expected


@pytest.mark.parametrize(("text", "expected"), INTENTS)
def test_a_question_comes_before_or_after_a_purchase(text, expected):
    assert service.intent(text) == expected


def test_the_rate_of_false_alarms_on_quiet_histories_is_the_one_stated():
    alarms = sum(bool(bursts(*quiet(seed), alpha=0.05, most=1, seed=seed)) for seed in range(200))
    assert 2 <= alarms <= 20  # 10 expected, and 0.2 % of binomial counts lie outside


def test_a_busy_day_of_the_whole_niche_is_no_burst_of_a_name():
    told, rhythm = quiet(3)
    told[100], rhythm[100] = 12, 120
    assert bursts(told, rhythm) == []


@pytest.mark.parametrize("length", [1, 3, 11])
def test_a_burst_is_found_on_its_days(length):
    told, rhythm = quiet(5)
    told[80 : 80 + length] += 12 // length + 2
    (found,) = bursts(told, rhythm)
    assert (found.first, found.last) == (80, 79 + length) and found.chance <= 0.01


def test_two_bursts_are_found_one_after_the_other():
    told, rhythm = quiet(6)
    told[20:23], told[150:154] = 8, 6
    assert [(one.first, one.last) for one in bursts(told, rhythm)] == [(20, 22), (150, 153)]


@given(st.lists(st.integers(0, 5), max_size=30))
def test_any_history_can_be_scanned(told):
    counts = np.array(told, dtype=int)
    assert all(0 <= one.first <= one.last < len(counts) for one in bursts(counts, counts))


def niche(**values: object):
    own = {"name": "Molvane", "spaces": ["https://molvane.example/"]}
    return study(brand=own, people="named", people_reason="a test", **values)


def history(*extra: dict[str, object]) -> pd.DataFrame:
    """Return a year of talk, a mention of the brand each month, then what is given."""
    days = pd.date_range("2025-01-01", "2025-12-31").strftime("%Y-%m-%d")
    rows = [post(f"d{n:03d}", "On parle de pain.", published=day) for n, day in enumerate(days)]
    rows += [post(f"m{n:02d}", "Molvane, pourquoi pas.", published=days[n * 30], source="b.example") for n in range(12)]
    return table([*rows, *extra])


def storm(day: int, count: int = 4, text: str = "Molvane, quelle honte, une arnaque.") -> list[dict[str, object]]:
    sources = ("a.example", "b.example", "forum.example")
    told = {"published": f"2025-06-{day:02d}"}
    return [post(f"s{day}{n}", text, source=sources[n % 3], author=f"person-{day}{n}", **told) for n in range(count)]


def found_in(posts: pd.DataFrame, asked=None) -> tuple[pd.DataFrame, pd.DataFrame]:
    places = pd.DataFrame({"source": ["a.example", "b.example"], "community": ["c01", "c02"]})
    asked = asked or niche()
    mentions = conversations.mentions(posts, places, asked)
    return conversations.crises(posts, mentions, places, asked)


def test_a_crisis_has_its_days_its_first_voice_its_sides_and_the_answer_of_the_brand():
    calm = post("calm", "Restons calmes, Molvane s'est excusée.", source="b.example", kind="article", published="2025-06-12")
    answer = post("ans", "Nous nous sommes trompés.", source="molvane.example", kind="article", published="2025-06-13", author="")
    found, voices = found_in(history(*storm(10), *storm(11), *storm(12, 2), calm, answer))
    row = tables.conform(found, "crises").iloc[0]
    assert (row["nature"], row["first"], row["last"], row["days"], row["answer"]) == (
        "crisis",
        "2025-06-10",
        "2025-06-12",
        3,
        "ans",
    )
    assert row["first_post"] in {"s100", "s101", "s102"} and (row["attacks"], row["defends"]) == (10, 1)
    assert tables.conform(voices, "crisis_voices").set_index("post").loc["calm", "side"] == "defends"
    assert voices["date"].is_monotonic_increasing and "ans" not in set(voices["post"])


def test_a_week_of_praise_is_interest_and_no_crisis():
    found, _ = found_in(history(*storm(10, 5, "Molvane, délicieux, je recommande."), *storm(11, 5, "Molvane, superbe.")))
    assert found["nature"].tolist() == ["interest"]


def test_one_thread_that_runs_on_is_no_crisis():
    alone = [one | {"source": "a.example"} for day in (10, 11) for one in storm(day)]
    assert found_in(history(*alone))[0].empty


def test_a_year_without_a_storm_has_no_crisis():
    assert all(frame.empty for frame in found_in(history()))


def test_the_replay_is_drawn_in_both_languages_and_only_where_there_was_a_crisis():
    made = {name: tables.empty(name) for name in ("crises", "crisis_voices", "community_names")}
    assert figures.replay(made, Texts("fr")) is None
    made["crises"], made["crisis_voices"] = found_in(history(*storm(10), *storm(11)))
    drawn = [figures.replay(made, Texts(lang), "2025-12-31") for lang in ("fr", "en")]
    assert all(one and one.table.iloc[:, 1].sum() == 8 for one in drawn)


def test_the_team_is_whoever_answers_on_the_brands_own_board():
    rows = []
    for n in range(4):
        rows.append(post(f"i{n}", "Une idée.", kind="idea", source="molvane.example"))
        rows.append(post(f"r{n}", "Bien reçu.", kind="comment", source="molvane.example", parent=f"i{n}", thread=f"i{n}"))
        rows[-1]["author"] = "person-team" if n else "person-visitor"
    assert "person-team" in team.team(table(rows), niche()) and "person-visitor" not in team.team(table(rows), niche())


def test_helpers_answer_others_again_and_again_and_service_is_counted_in_days():
    rows = []
    for n in range(5):
        opened = {"published": f"2025-03-{n + 1:02d}"}
        rows.append(post(f"q{n}", "Quelqu'un sait comment faire ? Mon moulin est en panne.", **opened))
        said = {"parent": f"q{n}", "thread": f"q{n}", "published": f"2025-03-{n + 3:02d}"}
        rows.append(post(f"a{n}", f"Tu peux serrer la vis numéro {n}.", **said) | {"author": "person-helper"})
        rows.append(post(f"b{n}", f"Sinon, une autre piste, la {n}e, chez le marchand.", **said))
    posts = table(rows)
    asking = conversations.asked(posts)
    answered = conversations.given(asking, posts, niche())
    regular = tables.conform(conversations.regulars(answered), "helpers")
    assert regular[["author", "answers", "days", "staff"]].to_numpy().tolist() == [["person-helper", 5, 5, False]]
    served = tables.conform(conversations.served(asking, answered, regular), "service").iloc[0]
    assert (served["questions"], served["answered"], served["days"], served["after"]) == (5, 1, 2, 5)
    assert (served["personal"], served["helpers"], served["staff"]) == (0.5, 1, 0)


def test_readiness_states_its_parts_and_there_is_none_without_a_brand():
    idea = post("i", "Une idée.", kind="idea", source="molvane.example", published="2025-12-01")
    reply = post("r", "C'est fait.", kind="comment", source="molvane.example", parent="i", thread="i", published="2025-12-02")
    rows = history(idea, reply | {"author": niche().pseudonym("Molvane")})
    mentions = conversations.mentions(rows, tables.empty("communities"), niche())
    parts = tables.conform(conversations.ready(rows, mentions, niche(), "2025-12-31"), "readiness").set_index("part")
    assert parts.loc["answers", "score"] == 1 and parts.loc["speed", "measured"] == 1 and parts.loc["present", "measured"] == 1
    assert conversations.ready(rows, mentions, study(), "2025-12-31").empty


def test_a_niche_without_text_has_no_crisis_and_no_service():
    posts, asking = tables.empty("posts"), conversations.asked(tables.empty("posts"))
    answered = conversations.given(asking, posts, niche())
    assert all(frame.empty for frame in found_in(posts)) and conversations.regulars(answered).empty
    assert conversations.served(asking, answered, tables.empty("helpers")).empty


@pytest.mark.heavy
def test_the_planted_crisis_its_path_defenders_and_helpers_are_found(planted):
    asked, made, truth = planted
    posts, told = made["posts"], truth["crisis"]
    places = made["sources"].assign(community="")
    found, voices = conversations.crises(posts, conversations.mentions(posts, places, asked), places, asked)
    row = found[found["nature"] == "crisis"].iloc[0]
    assert len(found) == 1 and row["entity"] == asked.brand.name
    days, true = (
        set(pd.date_range(*ends).strftime("%Y-%m-%d")) for ends in ((row["first"], row["last"]), (told["first"], told["last"]))
    )
    voices = voices.merge(posts[["post", "url", "kind", "text"]], on="post")
    articles = voices[voices["kind"].isin(["article", "page"])]
    defenders = set(articles.loc[articles["side"] == "defends", "url"])
    against = set(voices.loc[voices["side"].isin(crisis.AGAINST), "url"])
    print(f"days {len(days & true)} of {len(true)}, {len(days - true)} more; {len(defenders)} defenders, {row['days']} days")
    print(row[["first", "last", "chance"]].tolist(), told["first"], told["last"])
    assert len(days & true) >= 0.9 * len(true)
    assert posts.set_index("post").at[row["first_post"], "source"] == told["first_mover"]
    assert len(defenders & set(told["defenders"])) >= 0.9 * len(told["defenders"])
    assert len(defenders & set(told["defenders"])) >= 0.9 * len(defenders)
    assert len(against & set(told["attackers"])) >= 0.9 * len(told["attackers"])
    spoke = voices.drop_duplicates("source").set_index("source")["date"]
    print([(source, date, spoke.get(source)) for date, _, source in told["path"] if spoke.get(source) != date])
    right = [spoke.get(source) == date for date, _, source in told["path"]]
    assert sum(right) >= 0.9 * len(right)
    answered = conversations.given(conversations.asked(posts), posts, asked)
    regular = conversations.regulars(answered).query("not staff")
    true_helpers = {(source, asked.pseudonym(name)) for source, names in truth["helpers"].items() for name in names}
    named = set(zip(regular["source"], regular["author"], strict=True))
    print(f"helpers {len(named & true_helpers)} of {len(true_helpers)}, {len(named - true_helpers)} more")
    assert len(named & true_helpers) >= 0.9 * len(true_helpers)
    assert len(named - true_helpers) <= 1  # someone may answer four times by chance: one did, of both seeds' seventeen
