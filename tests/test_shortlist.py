"""Whom to approach: the score, the gates, the spread, the words, the contacts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import shortlist, tables, texts
from helpers.niche import Niche
from helpers.shortlist import choice, wording

# source, community, combined, relevant, kind, alive
CAST = [
    ("a.example", "c01", 0.99, 0.90, "blog", "alive"),
    ("b.example", "c01", 0.98, 0.90, "blog", "alive"),
    ("c.example", "c01", 0.97, 0.90, "blog", "alive"),
    ("d.example", "c02", 0.80, 0.80, "blog", "alive"),
    ("forum.example", "c02", 0.95, 0.85, "forum", "alive"),
    ("no.example", "c02", 0.96, 0.95, "blog", "alive"),
    ("slow.example", "c03", 0.94, 0.90, "blog", "asleep"),
    ("gone.example", "c03", 0.93, 0.90, "blog", "gone"),
    ("famous.example", "c03", 1.00, 0.10, "blog", "alive"),
    ("shop.example", "c03", 0.99, 0.99, "shop", "alive"),
    ("ring.example", "c04", 0.90, 0.95, "site", "alive"),
    ("brand.example", "c03", 0.99, 0.99, "blog", "alive"),
]
RING = ["ring.example", "r2.example", "r3.example", "r4.example", "r5.example"]
SIZES = {"c01": 30, "c02": 25, "c03": 20, "c04": 9}
RULES = [("forum.example", "forbidden", "La publicité est interdite.")]


def study(**values: object) -> Niche:
    brand = {"name": "Molvane", "spaces": ["https://brand.example/"]}
    plain = {
        "name": "test",
        "question": "Qui ?",
        "objective": "launch",
        "client": "les Moulins",
        "brand": brand,
        "brief": "farine de teff et levain",
        "legal_basis": "legitimate interest",
    }
    return Niche.model_validate(plain | values)


def niche_tables() -> dict[str, pd.DataFrame]:
    """Return the tables that the stage reads, small."""
    sources = pd.DataFrame(
        [
            {"source": name, "title": name, "kind": kind, "alive": alive, "last_post": "2026-02-03"}
            for name, _, _, _, kind, alive in CAST
        ]
    )
    influence = pd.DataFrame(
        [
            {
                "source": name,
                "definition": definition,
                "percentile": value,
                "score": 12.0,
                "rank": place,
                "rank_low": 1,
                "rank_high": place + 2,
            }
            for place, (name, _, combined, relevant, _, _) in enumerate(CAST, start=1)
            for definition, value in (
                ("combined", combined),
                ("relevant", relevant),
                ("cited", combined),
                ("bridging", 0.5),
            )
        ]
    )
    post = {"parent": "", "original": "", "kind": "article", "title": "Le levain"}
    given_frames = {
        "sources": sources,
        "influence": influence,
        "edges": pd.DataFrame(
            [{"source": a, "target": b, "layer": "link", "weight": 1.0} for a in RING for b in RING if a != b]
            + [{"source": a, "target": "a.example", "layer": "link", "weight": 1.0} for a, *_ in CAST]
        ),
        "communities": pd.DataFrame([{"source": name, "community": community} for name, community, *_ in CAST]),
        "community_names": pd.DataFrame(
            [{"community": name, "name": name, "size": size, "stability": 0.9} for name, size in SIZES.items()]
        ),
        "partition": pd.DataFrame([{"measure": "ambiguous_links", "value": 0.02, "words": "clear"}]),
        "posts": pd.DataFrame([{"post": "1", "source": "a.example", "text": "Farine de teff au levain"} | post]),
        "rules": pd.DataFrame(RULES, columns=["source", "promotion", "sentence"]),
        "refusals": pd.DataFrame([{"source": "no.example", "sentence": "Je n'accepte pas de partenariat."}]),
        "pages": pd.DataFrame([{"page": "p1", "url": "https://a.example/contact", "captured_at": "2026-03-01T09:00:00Z"}]),
        "contacts_seen": pd.DataFrame(
            [
                {"source": "a.example", "channel": "email", "value": "a@a.example", "page": "p1"},
                {"source": "a.example", "channel": "feed", "value": "https://a.example/feed", "page": "p1"},
                {"source": "no.example", "channel": "email", "value": "no@no.example", "page": "p1"},
            ]
        ),
    }
    given_frames |= {name: tables.empty(name) for name in ("crises", "crisis_voices", "topics")}
    return {name: filled(frame, name) for name, frame in given_frames.items()}


def filled(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a frame as its table, without its keys' order being touched."""
    return tables.conform(frame, name)


def gated(niche: Niche) -> pd.DataFrame:
    made = niche_tables()
    found = shortlist.candidates(made, niche)
    return found.assign(gate=shortlist.gates(found, made, niche.objective))


def listed(niche: Niche, size: int = 4) -> pd.DataFrame:
    found = gated(niche)
    return shortlist.shortlist(found, shortlist.choose(found, size), niche_tables(), niche)


def test_who_is_raised_by_sites_that_all_say_the_same_is_gated_though_they_do_not_cite_each_other():
    made = niche_tables()
    echo = [
        {"source": f"echo{n}.example", "target": target, "layer": "link", "weight": 1.0}
        for n in range(6)
        for target in ("b.example", "x1.example", "x2.example")
    ]
    kept = made["edges"][~made["edges"][["source", "target"]].isin(["b.example"]).any(axis=1)]
    made["edges"] = pd.concat([kept, filled(pd.DataFrame(echo), "edges")], ignore_index=True)
    found = shortlist.candidates(made, study())
    assert dict(zip(found["source"], shortlist.gates(found, made, "launch"), strict=True))["b.example"] == "closed-circle"


@pytest.mark.parametrize(("budget", "count"), [(None, 2), (3.0, 1)])
def test_the_seeds_of_a_word_are_names_that_may_be_approached_within_the_budget(budget, count):
    niche = study(budget=budget)
    found, made = gated(niche).assign(cost=2.0), niche_tables()
    cited = made["influence"].query("definition == 'cited'")
    made["influence"] = pd.concat([made["influence"], cited.assign(definition="authority")], ignore_index=True)
    told = shortlist.spread(found, shortlist.choose(found, 4), made, niche)
    seeds = told[told["strategy"].isin(["best", "cited", "random"])]["names"].str.split(" | ", regex=False)
    free = set(found.loc[found["gate"] == "open", "source"])
    assert len(seeds) >= 3 and all(set(names) <= free and len(names) == count for names in seeds)


@pytest.mark.parametrize(("verdict", "told"), [("clear", True), ("blurred", False)])
def test_nobody_is_said_to_join_communities_that_are_in_doubt(verdict, told):
    made = niche_tables()
    bridging = made["influence"]["definition"] == "bridging"
    made["influence"] = made["influence"].assign(percentile=made["influence"]["percentile"].mask(bridging, 0.95))
    made["partition"] = made["partition"].assign(words=verdict)
    found = shortlist.candidates(made, study())
    found = found.assign(gate=shortlist.gates(found, made, "launch"))
    reasons = shortlist.shortlist(found, shortlist.choose(found, 3), made, study())["reason"]
    said = texts.Texts("fr")("shortlist.reason.bridge")
    assert reasons.str.contains(said, regex=False).any() == told


def test_shops_and_the_brands_own_spaces_are_no_candidates():
    assert {"shop.example", "brand.example"}.isdisjoint(gated(study())["source"])


@pytest.mark.parametrize(
    ("source", "gate"),
    [
        ("a.example", "open"),
        ("no.example", "refusal"),
        ("slow.example", "asleep"),
        ("gone.example", "gone"),
        ("forum.example", "promotion-forbidden"),
        ("famous.example", "off-brief"),
        ("ring.example", "closed-circle"),
    ],
)
def test_each_gate_closes_on_its_own_reason(source, gate):
    assert gated(study()).set_index("source").loc[source, "gate"] == gate


def test_a_space_that_forbids_promotion_can_still_be_listened_to():
    assert gated(study(objective="listen")).set_index("source").loc["forum.example", "gate"] == "open"


@pytest.mark.parametrize("objective", sorted(choice.settings()["objectives"]))
def test_a_refusal_is_obeyed_under_every_objective(objective):
    niche = study(objective=objective)
    assert "no.example" not in shortlist.choose(gated(niche), 15)


def test_the_list_reaches_further_than_the_best_scores():
    assert shortlist.choose(gated(study()), 3) == ["a.example", "d.example"]
    best_three = gated(study())[lambda x: x["gate"] == "open"].head(3)
    assert best_three["community"].nunique() == 1


@given(st.lists(st.tuples(st.sampled_from(["c01", "c02", "c03"]), st.floats(0, 1)), max_size=30), st.integers(1, 15))
def test_no_community_gives_more_than_its_share_and_no_name_comes_twice(cast, size):
    found = pd.DataFrame(
        [(f"s{n:02d}", c, x, "open") for n, (c, x) in enumerate(cast)], columns=["source", "group", "score", "gate"]
    )
    chosen = shortlist.choose(found, size)
    group = found.set_index("source")["group"]
    share = group.value_counts(normalize=True).clip(lower=choice.settings()["most_of_one"])
    taken = group[chosen].value_counts()
    assert len(set(chosen)) == len(chosen) <= size
    assert all(taken[one] <= max(1, round(size * share[one])) for one in taken.index)


def test_the_choice_does_not_depend_on_the_order_of_the_candidates():
    found = gated(study())
    assert shortlist.choose(found, 4) == shortlist.choose(found.sample(frac=1, random_state=1), 4)


def test_names_come_first_and_those_left_alone_follow_with_the_sentence_that_closes_the_door():
    made = listed(study())
    assert tables.conform(made, "shortlist")["rank"].sort_values().tolist() == list(range(1, len(made) + 1))
    assert made["gate"].tolist()[0] == "open" and made.sort_values("rank")["gate"].ne("open").is_monotonic_increasing
    refused = made.set_index("source").loc["no.example"]
    assert "« Je n'accepte pas de partenariat »".replace(" »", "\u00a0»").replace("« ", "«\u00a0") in refused["reason"]
    assert "Ne pas solliciter" in refused["approach"]


def test_a_reason_says_who_cites_and_what_is_written_about_and_leaves_the_rank_to_its_own_line():
    reason = listed(study()).set_index("source").loc["a.example", "reason"]
    assert "12 sources distinctes" in reason and "rang" not in reason
    assert "teff" in reason and "3 février 2026" in reason


@pytest.mark.parametrize(
    ("lang", "disclosure"), [("fr", "Je vous écris pour les Moulins"), ("en", "I write on behalf of les Moulins")]
)
def test_every_approach_discloses_who_is_behind_it(lang, disclosure):
    made = listed(study(lang=lang))
    assert made.loc[made["gate"] == "open", "approach"].str.contains(disclosure, regex=False).all()


def test_no_address_travels_in_the_words():
    made = listed(study())
    assert not (made["reason"] + made["approach"]).str.contains("@", regex=False).any()


def test_only_the_chosen_are_contacted_with_page_day_and_basis():
    made = niche_tables()
    found = shortlist.contacts(["a.example"], made["contacts_seen"], made["pages"], "legitimate interest")
    assert set(found["source"]) == {"a.example"} and set(found["basis"]) == {"legitimate interest"}
    assert tables.conform(found, "contacts")[["origin", "date"]].iloc[0].tolist() == [
        "https://a.example/contact",
        "2026-03-01",
    ]


def test_a_niche_of_links_alone_still_gives_a_list():
    made = niche_tables()
    made["influence"] = made["influence"][made["influence"]["definition"] != "relevant"]
    for name in ("posts", "rules", "refusals", "contacts_seen", "pages"):
        made[name] = tables.empty(name)
    niche = study(lang="en")
    found = shortlist.candidates(made, niche)
    found["gate"] = shortlist.gates(found, made, niche.objective)
    chosen = shortlist.choose(found, 3)
    listed = shortlist.shortlist(found, chosen, made, niche)
    assert chosen and "words with the brief" not in "".join(listed["reason"])
    assert "Comment under" not in "".join(listed["approach"])  # nobody knows whether there is anything to comment on


def test_an_empty_niche_gives_an_empty_list():
    made = {name: tables.empty(name) for name in niche_tables()}
    found = shortlist.candidates(made, study())
    found["gate"] = shortlist.gates(found, made, "listen")
    assert shortlist.choose(found, 5) == []
    assert tables.conform(shortlist.shortlist(found, [], made, study()), "shortlist").empty


def test_every_gate_and_objective_has_its_words_in_both_languages():
    for lang in texts.LANGUAGES:
        words = texts.Texts(lang)
        gates = ["refusal", "promotion-forbidden", "asleep", "gone", "closed-circle", "off-brief"]
        assert all(words.has(f"shortlist.{part}.{gate}") for part in ("why", "leave", "gate") for gate in gates)
        assert all(words.has(f"shortlist.how.{objective}") for objective in choice.settings()["objectives"])


@pytest.mark.parametrize(("first", "share", "kept"), [(36, 0.25, 10), (3, 0.25, 2), (3, 0.5, 4), (3, 1, 10)])
def test_who_comes_far_down_by_influence_is_not_proposed_however_its_community_needs_a_name(monkeypatch, first, share, kept):
    monkeypatch.setitem(choice.settings(), "least_influence", {"first": first, "share": share})
    found = shortlist.candidates(niche_tables(), study())  # of twelve, a shop and a space of the brand among the first four
    assert len(found) == kept and ("d.example" in set(found["source"])) == (kept == 10)


@pytest.mark.parametrize(("words", "group"), [("clear", {"", "c01", "c02", "c03"}), ("blurred", {""}), ("none", {""})])
def test_a_list_is_spread_over_nothing_but_large_communities_of_a_clear_partition(words, group):
    made = niche_tables()
    made["partition"]["words"] = words
    made["community_names"]["size"] = made["community_names"]["size"].where(made["community_names"]["community"] != "c04", 2)
    assert set(shortlist.candidates(made, study())["group"]) == group


def test_a_list_is_not_spread_over_a_community_that_the_runs_hardly_find_again():
    made = niche_tables()
    made["community_names"]["stability"] = made["community_names"]["stability"].where(
        made["community_names"]["community"] != "c02", 0.42
    )
    assert set(shortlist.candidates(made, study())["group"]) == {"", "c01", "c03", "c04"}


def test_without_groups_the_list_is_that_of_the_best_scores():
    found = pd.DataFrame([(f"s{n}", "", 1 - n / 20, "open") for n in range(20)], columns=["source", "group", "score", "gate"])
    assert shortlist.choose(found, 6) == [f"s{n}" for n in range(6)]


def test_a_source_of_no_group_never_comes_before_a_better_one_for_want_of_neighbours():
    crowd = [(f"a{n}", "c01", 1 - n / 100, "open") for n in range(9)] + [("lone", "", 0.7, "open")]
    found = pd.DataFrame(crowd, columns=["source", "group", "score", "gate"])
    assert shortlist.choose(found, 8).index("lone") == 7  # when the group has given its nine tenths


def test_those_left_alone_are_few_and_prominent():
    found = pd.DataFrame({"source": [f"s{n:02}" for n in range(60)], "gate": "asleep", "score": 1 - np.arange(60) / 60})
    told = wording.left_alone(found.assign(influence=found["score"]))
    assert told == [f"s{n:02}" for n in range(choice.settings()["prominent"])]


def test_nobody_is_recommended_for_being_cited_by_nobody():
    made = niche_tables()
    made["influence"]["score"] = 0.0
    found = shortlist.candidates(made, study()).assign(gate="open")
    assert "0 source" not in " ".join(shortlist.shortlist(found, ["a.example"], made, study())["reason"])


def test_a_reason_names_subjects_of_the_brief_and_neither_the_client_nor_small_talk():
    made = niche_tables()
    made["posts"]["text"] = "Molvane : nous voulons parler de levain"
    niche = study(brief="Molvane veut parler de levain")
    assert wording.shared_terms(["a.example"], made["posts"], niche) == {"a.example": ["levain"]}
