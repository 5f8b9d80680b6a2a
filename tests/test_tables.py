"""The tables: their contracts, and what a kill, a full disk or a hand does to them."""

import errno
import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import manifest, paths, tables
from helpers.paths import AireError

STAGE = "06-choose-influencers"
OWNED = tables.owned(STAGE)
EMPTY = {name: tables.empty(name) for name in OWNED}
NOTHING: dict[str, object] = {}
# what design.md promises to anybody who reads our tables; further columns are allowed
LEAST = {
    "sources": "source title url kind space lang pages declared_label alive",
    "posts": "post page source thread parent author kind published title text",
    "pages": "page source url captured_at published lang sha256 warc offset",
    "links": "link page source target_source target_url zone rel type context",
    "edges": "source target layer pages links editorial_pages weight",
    "communities": "source community confidence core ambiguous",
    "community_names": "community name size stability",
    "influence": "source definition score rank rank_low rank_high tier",
    "terms": "community term score",
    "needs": "need community text posts answered first last",
    "mentions": "post entity date tone",
    "shortlist": "rank source community reason gate",
    "contacts": "source channel value origin date basis",
}
WRONG = [
    ("pages", [1.5], "expected int64; found"),
    ("pages", ["12"], "expected int64; found '12'"),
    ("pages", ["many"], "expected int64"),
    ("pages", [None], "row 0: no value"),
    ("pages", [float("inf")], "expected int64"),
    ("weight", ["heavy"], "expected float64"),
    ("weight", [float("nan")], "row 0: no value"),
    ("layer", [None], "row 0: no value"),
]
KILL = """
import json, os, signal, sys
from pathlib import Path
import pandas as pd
from helpers import manifest, paths, tables

def frames(names):
    empty = {name: tables.empty(name) for name in tables.owned("06-choose-influencers")}
    return {**empty, "shortlist": pd.DataFrame({"source": names})}

def save(names):
    tables.save("essai", "06-choose-influencers", frames(names), parameters={})

def hashes():
    folder = paths.processed_folder("essai")
    return {path.name: manifest.file_hash(path) for path in sorted(folder.glob("*.parquet"))}

def die_at(moment):
    real_fsync, real_replace, left = os.fsync, Path.replace, [moment]
    def step():
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def fsync(number):
        if left[0] == 0:
            os.ftruncate(number, os.fstat(number).st_size // 2)
        step()
        real_fsync(number)
    def replace(path, target):
        step()
        return real_replace(path, target)
    os.fsync, Path.replace = fsync, replace

said = []
save(["b"]); new = hashes()
for moment in range(100):
    save(["a"]); old = hashes()
    child = os.fork()
    if child == 0:
        die_at(moment); save(["b"]); os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    vouched = manifest.load("essai").get("06-choose-influencers", {}).get("tables", {})
    left = hashes()
    whole = all(digest in (old[name], new[name]) for name, digest in left.items())
    true = all(left[f"{table}.parquet"] == about["sha256"] for table, about in vouched.items())
    save(["b"])
    said.append({"killed": killed, "whole": whole, "true": true, "again": hashes() == new, "vouched": len(vouched)})
    if not killed:
        break
print(json.dumps(said))
"""


def frame_of(table):
    """Return a strategy: frames that keep the contract of a table, their key unique, in any order, with any index."""
    types = tables.column_types(table)
    values = {
        "str": st.text(st.characters(codec="utf-8"), max_size=8),
        "int64": st.integers(-(2**40), 2**40),
        "float64": st.floats(-1e9, 1e9),
        "bool": st.booleans(),
    }
    rows = st.fixed_dictionaries({column: values[dtype] for column, dtype in types.items()})
    key = tables.contract(table)["key"]
    listed = st.lists(rows, max_size=6, unique_by=lambda row: tuple(row[column] for column in key))
    return listed.map(lambda found: pd.DataFrame(found, columns=list(types)))


def edges(**columns):
    """Return one row of the table ``edges``, with other values in some columns."""
    return pd.DataFrame({"source": ["a"], "target": ["b"], "layer": ["link"], **columns})


def small():
    """Return the tables of a stage with one name in them."""
    shortlist = pd.DataFrame({"rank": [1], "source": ["a.example"], "score": [0.123456789]})
    return {**EMPTY, "shortlist": shortlist}


@pytest.mark.parametrize("table", tables.contracts())
def test_a_contract_says_stage_key_types_and_meanings(table):
    about = tables.contract(table)
    assert set(about) == {"stage", "about", "key", "columns"} and about["stage"] in manifest.STAGES
    assert set(about["key"]) <= set(about["columns"])
    said = [words.split(", ", 1) for words in about["columns"].values()]
    assert all(len(pair) == 2 and pair[0] in tables.DTYPES and len(pair[1]) > 3 for pair in said)


@pytest.mark.parametrize(("table", "columns"), LEAST.items())
def test_the_promised_columns_are_there(table, columns):
    assert set(columns.split()) <= set(tables.column_types(table))


@pytest.mark.parametrize("table", tables.contracts())
def test_an_empty_table_keeps_its_contract(table):
    made = tables.empty(table)
    assert made.dtypes.astype(str).to_dict() == tables.column_types(table)
    pd.testing.assert_frame_equal(tables.conform(made, table), made)


@pytest.mark.parametrize("table", ["edges", "sources", "influence", "shortlist"])
@given(data=st.data())
def test_conforming_twice_changes_nothing(table, data):
    made = tables.conform(data.draw(frame_of(table)), table)
    pd.testing.assert_frame_equal(tables.conform(made, table), made)
    assert made.dtypes.astype(str).to_dict() == tables.column_types(table)


@pytest.mark.parametrize("table", ["edges", "sources", "influence", "shortlist"])
@given(data=st.data())
def test_the_order_of_rows_columns_and_index_does_not_matter(table, data):
    frame = data.draw(frame_of(table))
    rows, columns = (data.draw(st.permutations(range(size))) for size in frame.shape)
    shuffled = frame.iloc[rows, columns].set_axis([7] * len(frame))
    pd.testing.assert_frame_equal(tables.conform(shuffled, table), tables.conform(frame, table))


@given(data=st.data())
def test_a_table_reads_back_as_it_was_written(data):
    name, frames = "essai", {**small(), "shortlist": data.draw(frame_of("shortlist"))}
    (paths.home() / "data" / "raw" / name).mkdir(parents=True, exist_ok=True)
    (paths.home() / "data" / "raw" / name / "niche.yml").write_text("question: Qui ?\n")
    tables.save(name, STAGE, frames, NOTHING)
    pd.testing.assert_frame_equal(tables.read(name, "shortlist"), tables.conform(frames["shortlist"], "shortlist"))


def test_what_may_be_left_out_is_empty_zero_or_false():
    made = tables.conform(pd.DataFrame({"source": ["a"], "pages": [3]}), "sources")
    assert made.loc[0, ["title", "pages", "posts", "seed"]].tolist() == ["", 3, 0, False]


def test_numbers_are_kept_to_six_decimals_and_zero_has_no_sign():
    made = tables.conform(edges(weight=[0.123456789]), "edges")
    assert made["weight"].tolist() == [0.123457]
    assert str(tables.conform(edges(weight=[-1e-9]), "edges")["weight"][0]) == "0.0"


@pytest.mark.parametrize(("column", "values", "words"), WRONG)
def test_a_value_of_another_type_is_refused_by_table_and_column(column, values, words):
    with pytest.raises(AireError) as raised:
        tables.conform(edges(**{column: values}), "edges")
    assert f"table edges, column {column!r}" in str(raised.value) and words in str(raised.value)


def test_an_unknown_column_and_a_missing_key_are_told_together():
    with pytest.raises(AireError, match="key column 'layer' is absent; column 'wait' is not in the contract"):
        tables.conform(edges(wait=[1]).drop(columns="layer"), "edges")


def test_a_key_given_twice_is_told_with_its_values_and_how_often():
    twice = pd.concat([edges(), edges(), edges(target=["c"]), edges(target=["c"]), edges(target=["c"])])
    with pytest.raises(AireError, match=r"key \{'source': 'a', 'target': 'b', 'layer': 'link'\} is given 2 times"):
        tables.conform(twice, "edges")


def test_a_table_that_is_none_is_told_with_those_that_are():
    with pytest.raises(AireError, match="table 'edge': unknown; the tables are .*edges") as raised:
        tables.read("essai", "edge")
    assert raised.value.exit_code == 2


def test_a_stage_writes_all_its_tables_and_no_others(new_niche):
    name = new_niche()
    with pytest.raises(AireError, match=f"writes {', '.join(OWNED)}; it was given shortlist"):
        tables.save(name, STAGE, {"shortlist": small()["shortlist"]}, NOTHING)
    with pytest.raises(AireError, match=f"it was given {', '.join(sorted([*OWNED, 'edges']))}"):
        tables.save(name, STAGE, {**small(), "edges": edges()}, NOTHING)


def test_saving_says_where_and_how_much_without_naming_the_machine(new_niche):
    said = tables.save(new_niche(), STAGE, small(), NOTHING)
    assert said["path"].tolist() == [f"data/processed/essai/{name}.parquet" for name in OWNED]
    assert said[["rows", "columns"]].to_numpy().tolist() == [
        [rows, len(tables.column_types(name))] for name, rows in ((name, int(name == "shortlist")) for name in OWNED)
    ]


def test_the_same_tables_give_the_same_bytes(new_niche):
    found = []
    for name in (new_niche(name="un"), new_niche(name="deux")):
        tables.save(name, STAGE, small(), NOTHING)
        found.append([tables.table_path(name, table).read_bytes() for table in ("contacts", "shortlist")])
    assert found[0] == found[1]


def test_a_table_that_was_never_written_names_the_notebook_to_run(new_niche):
    with pytest.raises(AireError, match=f"not there yet; run notebook {STAGE} first"):
        tables.read(new_niche(), "shortlist")


def damage(how, name):
    """Do to a table, or to the manifest, what hands and killed runs do."""
    path, said = tables.table_path(name, "shortlist"), manifest.manifest_path(name)
    content = path.read_bytes()
    if how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "a byte changed":
        path.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    elif how == "edited by hand":
        pd.read_parquet(path).assign(rank=9).to_parquet(path, index=False)
    elif how == "removed":
        path.unlink()
    elif how == "the manifest cut":
        said.write_bytes(said.read_bytes()[:-30])
    elif how == "the manifest of another kind":
        said.write_text('[{"06-choose-influencers": 3}]')
    elif how == "an entry of another kind":
        said.write_text('{"06-choose-influencers": 3}')
    else:
        said.unlink()


HOWS = [
    "cut", "a byte changed", "edited by hand", "removed", "the manifest cut", "the manifest of another kind",
    "an entry of another kind", "the manifest removed",
]  # fmt: skip


@pytest.mark.parametrize("how", HOWS)
def test_a_table_that_nothing_vouches_for_is_never_used(new_niche, how):
    name = new_niche()
    tables.save(name, STAGE, small(), NOTHING)
    assert manifest.up_to_date(name, STAGE, NOTHING)
    damage(how, name)
    with pytest.raises(AireError, match=f"run notebook {STAGE}"):
        tables.read(name, "shortlist")
    assert not manifest.up_to_date(name, STAGE, NOTHING)
    tables.save(name, STAGE, small(), NOTHING)
    assert tables.read(name, "shortlist")["rank"].tolist() == [1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a kill is tried on a forked process: this system has none")
def test_a_kill_at_any_moment_leaves_each_table_old_or_new_and_vouches_for_no_part(new_niche):
    new_niche()
    done = subprocess.run([sys.executable, "-c", KILL], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    said, many = json.loads(done.stdout), len(OWNED)
    # one write takes two moments: the bytes on disk, the rename; the manifest loses its entry first and gains it last
    assert [moment["killed"] for moment in said] == [True] * (2 * many + 4) + [False]
    assert all(moment["whole"] and moment["true"] and moment["again"] for moment in said)
    assert [moment["vouched"] for moment in said] == [many, many, *[0] * (2 * many + 2), many]


FULL = OSError(errno.ENOSPC, "No space left on device")
DISKS = [(FULL, "No space left on device"), (OSError(errno.EROFS, "Read-only file system"), "Read-only file system")]


@pytest.mark.parametrize(("error", "words"), DISKS)
def test_a_disk_that_refuses_is_one_sentence_and_the_old_bytes_stay(tmp_path, monkeypatch, error, words):
    path = tmp_path / "table.parquet"
    tables.write_file(path, b"old")

    def refuse(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(AireError, match=f"table.parquet: cannot be written .{words}") as raised:
        tables.write_file(path, b"new")
    assert raised.value.exit_code == 3 and path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path):
    (tmp_path / "reports").write_text("")
    with pytest.raises(AireError, match="cannot be written") as raised:
        tables.write_file(tmp_path / "reports" / "x", b"")
    assert raised.value.exit_code == 3
