"""The figures: a finding as title, words for those who cannot see, the same as a table."""

import pandas as pd
import pytest

import report_material as made
from helpers import figures
from helpers import tables as contracts
from helpers.texts import Texts

DATE = "2026-03-01"
EMPTY = {name: contracts.empty(name) for name in contracts.contracts()}


RANKS = ["rank_before", "rank_low_before", "rank_high_before", "rank", "rank_low", "rank_high", "cause"]
REACHED = ["strategy", "seeds", "reached", "low", "high", "gain", "gain_low", "gain_high"]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    filled = made.make_tables()
    one, two, three = filled["sources"]["source"].head(3)
    moves = [(one, 30, 20, 40, 4, 2, 9, "community"), (two, 3, 1, 5, 22, 12, 33, "coverage"), (three, 0, 0, 0, 7, 5, 9, "born")]
    spread = [
        ("best", 8, 60.4, 40, 82, 0, 0, 0),
        ("cited", 8, 50.0, 30, 70, 10.4, 6.2, 14.6),
        ("random", 8, 9, 8, 12, 51, 49, 53),
    ]
    filled["moves"] = contracts.conform(pd.DataFrame(moves, columns=["source", *RANKS]), "moves")
    filled["spread"] = contracts.conform(pd.DataFrame(spread, columns=REACHED).assign(chance=0.1), "spread")
    return filled


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_ranking_shows_each_rank_with_its_interval(tables: dict[str, pd.DataFrame], lang: str) -> None:
    figure = figures.ranking(tables, Texts(lang), "2026-03-01")
    assert figure is not None
    ranks = tables["influence"].query("definition == 'combined'").sort_values(["rank", "source"]).head(15)
    assert list(figure.table.iloc[:, 1]) == list(ranks["rank"])
    assert list(figure.table.iloc[:, 2]) == [
        Texts(lang).interval(low, high) for low, high in zip(ranks["rank_low"], ranks["rank_high"], strict=True)
    ]
    assert figure.png.startswith(b"\x89PNG")
    assert len(figure.png) <= 60_000
    assert all(word for word in (figure.title, figure.caption, figure.alt))


def test_the_title_names_a_leader_only_where_the_data_can_tell(tables: dict[str, pd.DataFrame]) -> None:
    first = tables["influence"].query("definition == 'combined'").nsmallest(1, "rank")["source"].iloc[0]
    alone = tables["influence"].assign(tier=lambda frame: (frame["source"] != first).astype(int) + 1)
    tied = tables["influence"].assign(tier=1)
    french = Texts("fr")
    title = tables["sources"].set_index("source").at[first, "title"]
    told = figures.ranking({**tables, "influence": alone}, french, "2026-03-01")
    untold = figures.ranking({**tables, "influence": tied}, french, "2026-03-01")
    assert told is not None and untold is not None
    assert told.title.startswith(title)
    assert untold.title.startswith("15 sources se partagent la tête")


@pytest.mark.parametrize("name", figures.__all__)
def test_without_material_there_is_no_figure(name: str) -> None:
    assert getattr(figures, name)(EMPTY, Texts("fr"), DATE) is None


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", figures.__all__)
def test_each_figure_has_its_finding_its_words_and_its_table_and_gives_the_same_bytes(
    tables: dict[str, pd.DataFrame], name: str, lang: str
) -> None:
    one, two = (getattr(figures, name)(tables, Texts(lang), DATE) for _ in range(2))
    assert (one.png, one.svg) == (two.png, two.svg)
    assert one.png.startswith(b"\x89PNG") and len(one.png) <= 60_000
    assert all((one.title, one.subtitle, one.caption, one.alt)) and len(one.table)
    assert not [column for column in one.table if str(column) in ("title", "name", "n")]  # named in the reader's words


def test_the_matrix_shares_out_the_citations_of_each_community(tables: dict[str, pd.DataFrame]) -> None:
    figure = figures.exchanges(tables, Texts("en"), DATE)
    place = tables["communities"].set_index("source")["community"]
    cited = tables["edges"].query("weight > 0").drop_duplicates(["source", "target"])
    first = tables["community_names"].sort_values(["size", "community"], ascending=[False, True])["community"].iloc[0]
    own = cited[cited["source"].map(place) == first]
    assert figure is not None
    assert figure.table.iloc[0, 1] == Texts("en").percent((own["target"].map(place) == first).mean())
    kept = (cited["source"].map(place) == cited["target"].map(place)) & (cited["source"].map(place) != "")
    assert figure.title.startswith(f"{Texts('en').percent(kept.mean())} of the citations stay")


def test_the_months_count_each_dated_text_once(tables: dict[str, pd.DataFrame]) -> None:
    posts = tables["posts"].head(4).assign(published=["2026-01-31", "2026-01-01", "2025-12-24", ""], parent=["", "x", "", ""])
    figure = figures.activity({**tables, "posts": posts}, Texts("en"), DATE)
    assert figure is not None
    assert figure.table.values.tolist() == [
        ["December 2025", 1, 0],
        ["January 2026", 1, 1],
        ["February 2026", 0, 0],
        ["March 2026", 0, 0],
    ]
    assert figure.title == "The busiest month is January 2026, with 2 texts"


def test_needs_that_are_open_come_first_and_are_counted_in_the_title(tables: dict[str, pd.DataFrame]) -> None:
    needs = (
        tables["needs"]
        .head(2)
        .assign(open=[False, True], posts=[9, 4], answered=[0.5, 0.0], text=["lames, rouille", "joint, pièce"])
    )
    figure = figures.needs({**tables, "needs": needs}, Texts("fr"), DATE)
    assert figure is not None
    assert figure.title == "1 besoin sur 2 reste sans réponse"
    assert figure.table.iloc[:, 0].tolist() == ["joint, pièce", "lames, rouille"]


def test_the_share_of_voice_is_that_of_the_name_most_often_said(tables: dict[str, pd.DataFrame]) -> None:
    columns = {"post": list("abcd"), "entity": ["Mijolie"] * 3 + ["Vaporine"], "date": DATE, "community": "", "tone": 0.0}
    figure = figures.voice({**tables, "mentions": pd.DataFrame(columns)}, Texts("en"), DATE)
    assert figure is not None
    assert figure.title == "Mijolie draws 75% of the mentions of brands"
    alone = pd.DataFrame(columns).query("entity == 'Mijolie'")
    assert figures.voice({**tables, "mentions": alone}, Texts("en"), DATE) is None  # one name has no share


def test_names_beyond_the_fifth_are_added_up_and_the_share_is_that_of_all_mentions(tables: dict[str, pd.DataFrame]) -> None:
    names = [*"AAAA", *"BBB", *"CC", *"DD", *"EE", *"FF", "G"]
    columns = {"post": [str(place) for place in range(len(names))], "entity": names, "date": DATE, "community": "", "tone": 0.0}
    figure = figures.voice({**tables, "mentions": pd.DataFrame(columns)}, Texts("en"), DATE)
    assert figure is not None
    assert figure.title == "A draws 25% of the mentions of brands"  # 4 of 16
    assert figure.table.iloc[0, 1:].to_dict() == {"A": 4, "B": 3, "C": 2, "D": 2, "Others": 5}


def test_a_bridge_is_told_by_the_sources_that_it_meets_in_other_communities(tables: dict[str, pd.DataFrame]) -> None:
    figure = figures.bridges(tables, Texts("en"), DATE)
    first = tables["influence"].query("definition == 'bridging'").sort_values(["rank", "source"])["source"].iloc[0]
    place = tables["communities"].set_index("source")["community"]
    cited = tables["edges"].query("weight > 0")
    met = {*cited.loc[cited["source"] == first, "target"], *cited.loc[cited["target"] == first, "source"]}
    assert figure is not None
    assert figure.table.iloc[0, 1:].sum() == len([other for other in met if place.get(other, "") not in ("", place[first])])


def test_close_to_the_brief_is_said_of_the_closest_quarter_alone(tables: dict[str, pd.DataFrame]) -> None:
    influence = tables["influence"].copy()
    influence.loc[influence["definition"] == "relevant", "percentile"] = 0.7
    far = figures.standing({**tables, "influence": influence}, Texts("en"), DATE)
    influence.loc[influence["definition"] == "relevant", "percentile"] = 0.8
    near = figures.standing({**tables, "influence": influence}, Texts("en"), DATE)
    assert far is not None and near is not None
    told = "of the 15 most influential sources are close to the brief"
    assert (far.title, near.title) == (f"0 {told}", f"15 {told}")


def test_the_moves_drawn_are_those_beyond_chance_and_the_title_parts_the_community_from_the_coverage(
    tables: dict[str, pd.DataFrame],
) -> None:
    figure = figures.changed(tables, Texts("en"), DATE)
    assert figure is not None and len(figure.table) == 2
    assert figure.title == "Ranks that changed with the niche: 1; with the collection alone: 1"
    assert figures.changed({**tables, "moves": tables["moves"].query("cause == 'born'")}, Texts("en"), DATE) is None


def test_a_gain_that_may_be_nil_is_said_to_be_none(tables: dict[str, pd.DataFrame]) -> None:
    sure = figures.spread(tables, Texts("en"), DATE)
    nil = figures.spread({**tables, "spread": tables["spread"].assign(gain_low=-1.0)}, Texts("en"), DATE)
    assert sure is not None and nil is not None
    assert sure.title == "The computed seeds carry a word to 6 to 15 sources more than the most cited do"
    assert nil.title == "Choosing by computation carries a word no farther than choosing the most cited"
    assert sure.table.iloc[:, 1].tolist() == [60.4, 50.0, 9.0]
