"""The plan: rules kept and compared, gates in words, who suits the objective, what to decide, what would tell that it worked."""

import math
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_shortlist import niche_tables, study

from helpers import conversations, forgotten, paths, shortlist, tables, texts
from helpers.conversations import spaces
from helpers.niche import load
from helpers.paths import AireError
from helpers.shortlist import aptitude, choice, decision, greedy
from helpers.shortlist.plan import asked

TODAY = "2026-03-31"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Toute publicité entraîne la fermeture du compte.", "promotion"),
        ("Les comptes qui font de la pub seront supprimés.", "promotion"),
        ("Les insultes vaudront une exclusion définitive du forum.", "conduct"),
        ("Le membre sera banni.", "conduct"),
        ("Accounts that advertise may be terminated.", "promotion"),
        ("We ban users who harass others.", "conduct"),
        ("Les liens commerciaux seront retirés.", ""),
        ("Le forum ferme la nuit.", ""),
        ("Restez polis.", ""),
    ],
)
def test_what_may_close_an_account_is_read_with_the_rule_that_does(text, kind):
    assert spaces.closure(f"Bonjour.\n{text}") == (kind, text if kind else "")


@pytest.mark.parametrize(
    ("kind", "sentence", "most"),
    [
        ("forbidden", "Pas de pub.", 0),
        ("limited", "La promotion est tolérée une fois par mois.", 1),
        ("limited", "Deux annonces par semaine, pas plus.", 8),
        ("limited", "Self-promotion once a week.", 4),
        ("limited", "Une annonce par an.", 1),
        ("limited", "La promotion est réservée à la rubrique Annonces.", 1),
        ("unsaid", "", 2),
        ("allowed", "La promotion est la bienvenue.", 4),
    ],
)
def test_a_space_bears_so_many_approaches_a_month(kind, sentence, most):
    assert spaces.cap(kind, sentence) == most


def edition(home, day, text, columns=("source", "promotion", "date", "text")):
    """Write an edition that holds nothing but communities and rules."""
    folder = home / "reports" / "essai" / day / "tables"
    folder.mkdir(parents=True)
    (folder / "communities.csv").write_text("source,community\n")
    row = pd.DataFrame([{"source": "forum.example", "promotion": "limited", "date": day, "text": text}])
    row[list(columns)].to_csv(folder / "rules.csv", index=False)


NOW = pd.DataFrame(
    [{"source": "forum.example", "promotion": "forbidden", "date": TODAY, "text": "Restez polis.\nAucune publicité."}]
)


def test_a_rule_that_changed_is_told_with_its_sentence_and_both_dates(home):
    edition(home, "2025-09-01", "Restez polis.\nUne annonce par mois.")
    found = tables.conform(shortlist.rule_changes(NOW, "essai", TODAY), "rule_changes")
    assert found[["change", "sentence", "since", "date", "promotion_before", "promotion"]].to_numpy().tolist() == [
        ["added", "Aucune publicité.", "2025-09-01", TODAY, "limited", "forbidden"],
        ["removed", "Une annonce par mois.", "2025-09-01", TODAY, "limited", "forbidden"],
    ]


@pytest.mark.parametrize("before", ["none", "older", "same"])
def test_without_a_text_to_compare_nothing_is_said_to_have_changed(home, before):
    if before == "older":
        edition(home, "2025-09-01", "", columns=("source", "promotion"))
    if before == "same":
        edition(home, "2025-09-01", NOW["text"].iloc[0])
    assert shortlist.rule_changes(NOW, "essai", TODAY).empty


LOG = "date,source,kind,what,value,objective\n"


def logged(new_niche, rows: str) -> pd.DataFrame:
    name = new_niche(relations_csv=LOG + rows)
    return shortlist.relations(study().model_copy(update={"name": name}))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("hier,a.example,listened,,,", "line 2, column 'date': expected a day such as 2026-03-01; found 'hier'"),
        ("2026-03-01,a.example,spied,,,", "line 2, column 'kind': expected one of listened, helped"),
        ("2026-03-01,,helped,,,", "line 2, column 'source'"),
        ("2026-03-01,a.example,given,four,cher,", "line 2, column 'value': expected a sum in euros"),
        ("2026-03-01,a.example,given,four,-3,", "line 2, column 'value'"),
    ],
)
def test_a_fault_of_the_relation_log_is_told_by_line_and_column(new_niche, rows, said):
    with pytest.raises(AireError, match=said.replace("(", r"\(")):
        logged(new_niche, rows)


def test_a_log_without_its_columns_says_which(new_niche):
    name = new_niche(relations_csv="date,who\n")
    with pytest.raises(AireError, match=r"line 1: expected the columns date, source, kind; source, kind is absent"):
        shortlist.relations(study().model_copy(update={"name": name}))


def rows_of(*days: str, source: str = "a.example", kind: str = "listened") -> str:
    return "".join(f"{day},{source},{kind},,,\n" for day in days)


DAYS = [f"2026-03-{day:02}" for day in range(1, 15)]
READY = rows_of(*DAYS) + rows_of(*DAYS[:3], kind="helped")


def planned(log: pd.DataFrame, promotion: str = "", objective: str = "launch") -> pd.Series:
    made, niche = niche_tables(), study(objective=objective)
    made["pressure"] = tables.empty("pressure")
    made["needs"] = tables.empty("needs")
    said = {"source": ["a.example"], "promotion": [promotion], "sentence": ["Une fois par mois."], "cap": [1]}
    made["rules"] = tables.conform(pd.DataFrame(said if promotion else {"source": []}), "rules")
    listed = pd.DataFrame([{"source": "a.example", "rank": 1, "gate": "open", "community": "c01"}])
    found = tables.conform(shortlist.plan(listed, made, log, niche, TODAY), "plan")
    return found.set_index("source").loc["a.example"]


@pytest.mark.parametrize(
    ("rows", "promotion", "objective", "ready"),
    [
        ("", "", "launch", "listen-first"),
        (rows_of(*DAYS), "", "launch", "listen-first"),
        (rows_of(*(DAYS[:1] * 14)) + rows_of(*DAYS[:3], kind="helped"), "", "launch", "listen-first"),
        (READY, "", "launch", "now"),
        (READY, "forbidden", "launch", "promotion-forbidden"),
        (READY + rows_of("2026-03-20", kind="approached"), "limited", "launch", "cap-reached"),
        (READY + rows_of("2026-02-20", kind="approached"), "limited", "launch", "now"),
        ("", "forbidden", "listen", "now"),
    ],
)
def test_the_plan_waits_for_listening_for_help_given_and_for_the_rules(new_niche, rows, promotion, objective, ready):
    assert planned(logged(new_niche, rows), promotion, objective)["ready"] == ready


def test_not_yet_is_said_in_days_and_contributions(new_niche):
    why = planned(logged(new_niche, rows_of(*DAYS[:2])))["why"]
    assert "2 sur 14" in why and "0 sur 3" in why


@pytest.mark.parametrize(
    ("rows", "in_kind", "total", "contract"),
    [
        ("2026-01-02,a.example,given,four,999.99,\n", 999.99, 999.99, False),
        ("2026-01-02,a.example,given,four,600,\n2026-02-02,a.example,promised,séjour,400,launch\n", 1000, 1000, True),
        ("2026-01-02,a.example,given,four,600,\n2026-02-02,a.example,paid,texte,500,\n", 600, 1100, True),
        ("2025-12-31,a.example,given,four,2000,\n", 0, 0, False),
        ("2026-01-02,a.example,given,four,2000,event\n", 0, 0, False),
        ("2026-01-02,b.example,given,four,2000,\n", 0, 0, False),
    ],
)
def test_a_written_contract_is_called_for_from_a_thousand_euros_a_year_and_objective_in_kind_included(
    new_niche, rows, in_kind, total, contract
):
    row = planned(logged(new_niche, rows))
    assert row[["in_kind", "total", "contract"]].tolist() == [in_kind, total, contract]
    assert "Collaboration commerciale" in row["marking"] and "2023-451" in row["sources"] and "2025-1137" in row["sources"]


def test_who_asks_for_nothing_in_return_has_nothing_to_mark(new_niche):
    assert planned(logged(new_niche, ""), objective="listen")[["marking", "sources"]].tolist() == ["", ""]


def test_a_refusal_in_the_log_and_an_opt_out_are_obeyed_as_one_that_is_published(new_niche):
    log = logged(new_niche, "2026-02-02,a.example,refused,par courriel,,\n")
    made, niche = niche_tables(), study().model_copy(update={"name": "essai"})
    folder = paths.niche_folder("essai")
    (folder / forgotten.OPTED_OUT).write_bytes(forgotten.added(folder, ["b.example"], forgotten.OPTED_OUT))
    found = shortlist.obeyed(made["refusals"], log, made["sources"]["source"], niche)
    made["refusals"] = tables.conform(found, "refusals")
    candidates = shortlist.candidates(made, niche)
    gate = shortlist.gates(candidates, made, niche.objective)
    assert set(candidates.loc[gate == "refusal", "source"]) == {"a.example", "b.example", "no.example"}


def posts_of(rows: list[tuple[str, str, str, str, str]]) -> pd.DataFrame:
    """Return posts: post, source, author, text, parent."""
    made = pd.DataFrame(rows, columns=["post", "source", "author", "text", "parent"])
    made = made.assign(
        thread=made["parent"].where(made["parent"] != "", made["post"]), published="2026-01-0" + made["post"].str[-1]
    )
    return tables.conform(made.assign(kind=made["parent"].map(lambda one: "comment" if one else "article")), "posts")


TESTED = [
    ("p1", "a", "anna", "J'ai testé le panier vapeur.", ""),
    ("p2", "b", "bob", "Nous avons essayé la marmite.", ""),
    ("p3", "c", "cleo", "J'ai enfin testé la cocotte.", ""),
    ("p4", "d", "dan", "Une soupe.", ""),
    ("p5", "a", "zoe", "Et le joint ?", "p1"),
    ("p6", "b", "bob", "J'ajoute une photo.", "p2"),
    ("p7", "c", "zoe", "Merci !", "p3"),
    ("p8", "d", "zoe", "Miam.", "p4"),
]


def test_a_tester_published_a_test_that_somebody_else_answered():
    assert aptitude.tests(posts_of(TESTED))[["tests", "replies"]].to_numpy().tolist() == [[1, 1], [1, 1]]
    assert list(aptitude.tests(posts_of(TESTED)).index) == ["a", "c"]


def test_a_launch_raises_those_who_tested_early_and_nobody_where_none_did():
    found = pd.DataFrame({"source": ["d", "c", "a"], "score": [0.5, 0.5, 0.5]})
    made = {"posts": posts_of(TESTED), "links": tables.empty("links")}
    assert shortlist.fitted(found, made, "launch")["source"].tolist() == ["a", "c", "d"]
    none = {**made, "posts": posts_of(TESTED[3:4])}
    assert shortlist.fitted(found, none, "launch")["score"].tolist() == [0.5] * 3


def test_an_event_raises_those_who_take_part_in_events_with_most_others():
    links = pd.DataFrame({"link": ["1", "2", "3"], "source": list("aab"), "target_source": list("bcb"), "type": "event"})
    found = pd.DataFrame({"source": ["c", "b", "a"], "score": [0.5, 0.5, 0.5]})
    made = {"posts": tables.empty("posts"), "links": tables.conform(links, "links")}
    assert shortlist.fitted(found, made, "event")["source"].tolist()[0] == "a"


CASTS = st.lists(st.tuples(st.sampled_from(["c01", "c02", "c03"]), st.floats(0.01, 1)), min_size=2, max_size=7)


@given(CASTS, st.integers(1, 4))
def test_greedy_choice_keeps_its_guarantee_and_nothing_exceeds_the_bound(cast, size):
    found = pd.DataFrame([(f"s{n}", c, x, "open") for n, (c, x) in enumerate(cast)], columns=["source", "group", "score", "gate"])
    chosen = shortlist.choose(found, size)
    told = shortlist.strategies(found, chosen, tables.empty("influence")).set_index("strategy")
    best = max(greedy.worth(list(some), found) for some in combinations(found["source"], min(len(chosen), len(found))))
    assert best <= told["bound"].iloc[0] + 1e-9 and told.loc["greedy", "worth"] >= 0.5 * best - 1e-9


@given(CASTS)
def test_a_list_is_worth_more_for_each_name_and_each_name_adds_less_to_more(cast):
    found = pd.DataFrame([(f"s{n}", c, x) for n, (c, x) in enumerate(cast)], columns=["source", "group", "score"])
    names = list(found["source"])
    for at in range(1, len(names)):
        small, large, new = names[: at - 1], names[:at], names[-1]
        gain = [greedy.worth([*some, new], found) - greedy.worth(some, found) for some in (small, large) if new not in some]
        assert all(one >= -1e-9 for one in gain) and (len(gain) < 2 or gain[0] >= gain[1] - 1e-9)


COSTLY = st.lists(
    st.tuples(st.sampled_from(["c01", "c02", "c03"]), st.floats(0.01, 1), st.sampled_from([0, 0.5, 1, 2, 3.5])),
    min_size=2,
    max_size=7,
)


def uncapped(cast: list[tuple[str, float, float]], budget: float) -> tuple[pd.DataFrame, list[str], float]:
    """Return candidates with costs, the list chosen when no group is capped, and the worth of the best list by trying all."""
    rows = [(f"s{n}", group, score, "open", cost) for n, (group, score, cost) in enumerate(cast)]
    found = pd.DataFrame(rows, columns=["source", "group", "score", "gate", "cost"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(choice.settings(), "most_of_one", 1.0)
        chosen = shortlist.choose(found, len(found), budget)
    price = found.set_index("source")["cost"]
    every = [list(some) for size in range(len(found) + 1) for some in combinations(found["source"], size)]
    return found, chosen, max(greedy.worth(some, found) for some in every if price[some].sum() <= budget)


@given(COSTLY, st.floats(0.4, 8))
def test_where_names_cost_more_or_less_the_list_keeps_its_budget_and_its_guarantee(cast, budget):
    found, chosen, best = uncapped(cast, budget)
    assert found.set_index("source")["cost"][chosen].sum() <= budget + 1e-9
    assert greedy.worth(chosen, found) >= (1 - 1 / math.e) / 2 * best - 1e-9
    told = shortlist.strategies(found, chosen, tables.empty("influence"), budget).set_index("strategy")
    assert best <= told["bound"].iloc[0] + 1e-9 or found["cost"].nunique() == 1  # one cost: of that length only
    assert (told["cost"] <= budget + 1e-9).all()


@given(CASTS, st.sampled_from([0.5, 1, 3]), st.floats(0.4, 8))
def test_at_one_cost_for_all_the_better_guarantee_holds(cast, cost, budget):
    found, chosen, best = uncapped([(*one, cost) for one in cast], budget)
    assert greedy.worth(chosen, found) >= (1 - 1 / math.e) * best - 1e-9


@pytest.mark.parametrize(
    ("cast", "chosen"),
    [
        ([("c00", 1.0, 10.0), *((f"c{n:02d}", 0.9, 1.0) for n in range(1, 11))], [f"s{n}" for n in range(1, 11)]),
        ([("c00", 1.0, 10.0), ("c01", 0.01, 0.001)], ["s0"]),
    ],
    ids=["many cheap ones", "one dear one"],
)
def test_neither_the_best_name_nor_the_best_bargain_leads_the_choice_astray(cast, chosen):
    assert sorted(uncapped(cast, 10)[1]) == sorted(chosen)


def test_what_each_name_costs_is_read_from_the_analysts_file_and_is_1_where_it_is_silent(new_niche):
    given_ = "question: Qui ?\nbudget: 300\ncosts: {file: costs.csv, says: euros}\n"
    asked_for = load(new_niche(given_, costs_csv="url;value\nhttps://a.example/;250\n"))
    sources = pd.Series(["a.example", "b.example"])
    assert shortlist.costs(sources, asked_for).tolist() == [250, 1] and asked_for.budget == 300
    assert shortlist.costs(sources, study()).tolist() == [1, 1]
    name = new_niche(given_, costs_csv="url,value\nhttps://a.example/,cher\n")
    with pytest.raises(AireError, match=r"costs.csv, line 2, key 'value': expected a number from 0 on; found 'cher'"):
        shortlist.costs(sources, load(name))


QUIET = dict.fromkeys(asked()["decision"], 0.0)


@pytest.mark.parametrize(
    ("measured", "advised"),
    [
        ({"lively_space": 2, "answered": 0.7}, "join"),
        ({"open_needs": 4, "unanswered": 0.8}, "start"),
        ({"events": 9, "answered": 0.8, "lively_space": 0}, "support"),
        ({"refusing": 0.4, "solicited": 0.3, "no_open_need": 1}, "leave"),
        ({"closed_space": 2, "refusing": 0.3, "lively_space": 1}, "leave"),
        ({}, "leave"),
    ],
)
def test_the_decision_follows_what_was_measured_and_leaves_alone_where_nothing_speaks_for_more(measured, advised):
    made = tables.conform(shortlist.decide(QUIET | measured, study(lang="en")), "decision")
    assert set(made["option"]) == set(decision.OPTIONS)
    assert made.loc[made["advised"], "option"].unique().tolist() == [advised]
    assert all(row.words for row in made.itertuples() if row.fact)


def test_a_niche_that_refuses_is_left_alone_from_its_tables_on():
    made = niche_tables()
    made |= {name: tables.empty(name) for name in ("questions", "needs", "links", "pressure")}
    made["rules"] = made["rules"].assign(promotion="forbidden")
    made["refusals"] = tables.conform(pd.DataFrame({"source": made["sources"]["source"]}), "refusals")
    told = shortlist.decide(shortlist.facts(made, []), study())
    assert told.loc[told["advised"], "option"].unique().tolist() == ["leave"]


def test_outcomes_are_stated_before_with_value_day_and_one_that_the_community_gains_by():
    made = niche_tables() | {"needs": tables.empty("needs")}
    made["questions"] = tables.conform(pd.DataFrame({"post": ["1", "2"], "answered": [True, False]}), "questions")
    mentions = [{"post": "1", "entity": "Molvane", "tone": 0.5}, {"post": "2", "entity": "Autre", "tone": 0.0}]
    made["mentions"] = tables.conform(pd.DataFrame(mentions), "mentions")
    found = tables.conform(shortlist.outcomes(made, ["brand.example"], study(), TODAY), "outcomes")
    assert 3 <= len(found) <= 5 and found["community"].any() and (found["again"] == "2026-09-30").all()
    assert found.set_index("measure").loc[["answered", "voice"], "baseline"].tolist() == [0.5, 0.5]


def test_every_word_of_the_plan_is_there_in_both_languages():
    for lang in texts.LANGUAGES:
        words = texts.Texts(lang)
        assert all(words.has(f"plan.ready.{one}") for one in ("now", "listen-first", "cap-reached", "promotion-forbidden"))
        assert all(words.has(f"plan.{part}.{one}") for part in ("bring", "avoid") for one in choice.settings()["objectives"])
        assert all(words.has(f"decision.{one}") for one in [*asked()["decision"], *decision.OPTIONS])


def test_the_report_tells_the_plan_and_a_niche_without_one_has_no_section_for_it(tmp_path, monkeypatch):
    from tests import report_material

    frames = report_material.make_tables()
    assert "plan" not in report_material.said(tmp_path / "none", frames, monkeypatch)
    first = frames["shortlist"]["source"].iloc[0]
    row = {
        "source": first,
        "rank": 1,
        "ready": "listen-first",
        "why": "Jours d’écoute : 2 sur 14.",
        "cares": "levain",
        "bring": "x",
    }
    frames["plan"] = tables.conform(pd.DataFrame([row]), "plan")
    frames["decision"] = tables.conform(shortlist.decide(QUIET | {"open_needs": 3, "unanswered": 0.9}, study()), "decision")
    frames["outcomes"] = tables.conform(
        pd.DataFrame([{"measure": "answered", "words": "Part", "baseline": 0.5, "again": TODAY}]), "outcomes"
    )
    harm = {"harm": "durability", "target": "makers", "posts": 3, "sources": 2}
    frames["reproaches"] = tables.conform(pd.DataFrame([harm]), "reproaches")
    told = report_material.said(tmp_path / "told", frames, monkeypatch)["plan"].replace("\xa0", " ")
    parts = (
        "Ouvrir un lieu",
        "1 nom",
        "2 sur 14",
        "levain",
        "50",
        "31 mars 2026",
        "durabilité, fabricants en général (3 messages)",
    )
    assert [one for one in parts if one not in told] == []


@pytest.mark.heavy
def test_planted_rules_are_all_found_and_the_one_that_closes_accounts_with_them(planted):
    made, truth = planted.tables, planted.truth
    found = conversations.space_rules(made["posts"], made["pages"]).set_index("source")
    closing = [rule["source"] for rule in truth["rules"] if "fermeture du compte" in rule["sentence"]]
    assert {rule["source"] for rule in truth["rules"]} == set(found.index)
    assert found.index[found["closure"] == "promotion"].tolist() == closing
    assert (found["cap"] == 0).sum() == sum(rule["promotion"] == "forbidden" for rule in truth["rules"])


def test_who_criticised_the_brand_in_a_crisis_is_answered_before_anything_is_proposed(new_niche):
    made = niche_tables() | {"pressure": tables.empty("pressure"), "needs": tables.empty("needs")}
    niche = study(brand={"name": "Mijolie"}, lang="en")
    made["crises"] = tables.conform(pd.DataFrame([{"crisis": "k01", "entity": "Mijolie"}]), "crises")
    voice = {"crisis": "k01", "post": "1", "date": "2026-07-06", "source": "a.example", "named": True}
    listed = pd.DataFrame([{"source": "a.example", "rank": 1, "gate": "open", "community": "c01"}])
    found = shortlist.candidates(made, niche).assign(gate="open")
    for side, said in (("attacks", True), ("defends", False)):
        made["crisis_voices"] = tables.conform(pd.DataFrame([voice | {"side": side}]), "crisis_voices")
        line = shortlist.plan(listed, made, logged(new_niche, ""), niche, TODAY).iloc[0]
        told = shortlist.shortlist(found, ["a.example"], made, niche).set_index("source").loc["a.example", "approach"]
        assert ("before answering the criticism of July 6, 2026" in line["avoid"]) is said
        assert ("Criticised Mijolie on July 6, 2026: answer that first." in told) is said
