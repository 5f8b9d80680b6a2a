"""The runner: what it refuses, what it skips, what it redoes, and what it takes out of an executed notebook."""

import re
import time
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import manifest, paths, tables
from helpers.paths import AireError
from helpers.report import kernels, parameters, stages

ASK = "question: Qui ?\n"
BEFORE = manifest.STAGES[:-1]
NUMBERS = {"size": "size = 3   # names on the list, 1 to 15", "share": "share = 0.5   # of all, 0 to 1"}


def notebook_of(*cells, parameters=()):
    """Return a notebook: its parameters, then its code."""
    first = new_code_cell("\n".join(['niche = "demo"', *parameters]), id="parameters", metadata={"tags": ["parameters"]})
    code = [new_code_cell(source, id=f"cell-number-{number}") for number, source in enumerate(cells)]
    return new_notebook(cells=[new_markdown_cell("# Who?", id="title"), first, *code])


def saving(stage):
    """Return code that writes the tables of a stage, all empty."""
    return (
        "from helpers import tables\n"
        f"tables.save(niche, {stage!r}, {{t: tables.empty(t) for t in tables.owned({stage!r})}}, "
        "{'niche': niche, **({'size': size} if 'size' in globals() else {})})"
    )


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """Give the stages small notebooks of their own; only the choice of names has a parameter."""
    folder = tmp_path / "notebooks {x}"
    folder.mkdir()
    for stage in manifest.STAGES:
        parameters = [NUMBERS["size"]] if stage.startswith("06") else []
        code = saving(stage) if tables.owned(stage) else "1 + 1"
        nbformat.write(notebook_of(code, parameters=parameters), folder / f"{stage}.ipynb")
    monkeypatch.setattr(paths, "notebooks_folder", lambda: folder)
    return folder


@pytest.fixture
def here(monkeypatch):
    """Run the cells in this process instead of a kernel, and keep the list of the stages that ran."""
    ran = []

    def execute(stage, chosen, kernel=None):
        notebook, names = parameters.read_notebook(stage), {}
        manifest.forget_readings()  # as a kernel of its own would
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)  # noqa: S102 - the test's own notebook
                if "parameters" in cell.metadata.get("tags", []):
                    names.update(chosen)
        ran.append(stage)
        return notebook

    monkeypatch.setattr(stages, "execute", execute)
    return ran


def run(name, **given):
    """Run the stages of a niche in silence."""
    return stages.run_stages(name, given, say=None)


REFUSED = [
    ({"colour": "red"}, "parameter 'colour': no stage has it; they have size"),
    ({"size": "three"}, "parameter 'size': expected int; found 'three'"),
    ({"size": 0.5}, "parameter 'size': expected int; found 0.5"),
    ({"size": None}, "parameter 'size': expected int; found None"),
    ({"size": True}, "parameter 'size': expected int; found True"),
    ({"size": 0}, "parameter 'size': expected 1 to 15; found 0"),
    ({"size": 16}, "parameter 'size': expected 1 to 15; found 16"),
    ({"niche": "autre"}, "parameter 'niche': no stage has it"),
]


@pytest.mark.parametrize(("given", "words"), REFUSED)
def test_a_parameter_that_no_stage_has_is_refused_before_any_stage_runs(new_niche, notebooks, here, given, words):
    with pytest.raises(AireError, match=re.escape(words)) as raised:
        run(new_niche(ASK), **given)
    assert raised.value.exit_code == 2 and here == []


def test_a_whole_number_stands_for_a_decimal_one(notebooks):
    nbformat.write(notebook_of(parameters=[NUMBERS["share"]]), notebooks / "03-find-communities.ipynb")
    parameters.refuse_unknown({"share": 1}, BEFORE)


def test_the_comment_beside_a_parameter_says_what_is_allowed():
    stated = [
        "least = 3  # posts, 2 or more",
        "workers = 2  # processes, 1 to the number of cores",
        "share = .5  # 0.1 to 0.9",
        "a = 1  # ?",
    ]
    inf = float("inf")
    assert parameters.bounds(notebook_of(parameters=stated)) == {"least": (2, inf), "workers": (1, inf), "share": (0.1, 0.9)}


def test_the_defaults_are_the_literals_of_the_tagged_cell(notebooks):
    notebook = notebook_of("late = 1", parameters=["size = 3", "share = -.5", "word = 'pain'", "deep = False"])
    assert parameters.defaults(notebook) == {"niche": "demo", "size": 3, "share": -0.5, "word": "pain", "deep": False}
    assert parameters.defaults(new_notebook(cells=[])) == {}


def test_a_stage_takes_the_parameters_that_it_knows_and_no_others(notebooks):
    given = {"niche": "essai", "size": 5}
    assert parameters.parameters_of("06-choose-influencers", given) == given
    assert parameters.parameters_of("02-build-graph", given) == {"niche": "essai"}


def test_a_second_run_with_nothing_changed_does_nothing(new_niche, notebooks, here):
    name = new_niche(ASK)
    assert run(name) == BEFORE == here
    before = {path: path.stat().st_mtime_ns for path in sorted(paths.processed_folder(name).rglob("*"))}
    assert run(name) == [] and here == BEFORE
    assert {path: path.stat().st_mtime_ns for path in sorted(paths.processed_folder(name).rglob("*"))} == before


def test_force_redoes_every_stage_and_changes_no_byte(new_niche, notebooks, here):
    name = new_niche(ASK)
    run(name)
    before = {path.name: manifest.file_hash(path) for path in paths.processed_folder(name).glob("*.*")}
    assert stages.run_stages(name, {}, force=True, say=None) == BEFORE
    assert {path.name: manifest.file_hash(path) for path in paths.processed_folder(name).glob("*.*")} == before


def test_another_parameter_runs_the_stage_that_has_it(new_niche, notebooks, here):
    name = new_niche(ASK)
    run(name)
    assert run(name, size=4) == ["06-choose-influencers"]
    assert run(name, size=4) == [] and run(name) == ["06-choose-influencers"]


def test_another_question_runs_every_stage(new_niche, notebooks, here):
    name = new_niche(ASK)
    run(name)
    new_niche("question: Où ?\n")
    assert run(name) == BEFORE


def test_a_table_edited_by_hand_is_made_again_and_the_line_says_so(new_niche, notebooks, here):
    name, said = new_niche(ASK), []
    run(name)
    path = tables.table_path(name, "edges")
    path.write_bytes(path.read_bytes() + b" ")
    assert stages.run_stages(name, {}, say=said.append) == ["02-build-graph"]
    assert "02-build-graph" in said[0] and "again: edges changed since it was written" in said[0]
    assert tables.read(name, "edges").empty


@pytest.mark.parametrize("how", ["removed", "edited"])
def test_an_executed_notebook_that_is_not_the_one_that_ran_is_made_again(new_niche, notebooks, here, how):
    name = new_niche(ASK)
    run(name)
    path = stages.executed_path(name, "04-score-influence")
    path.unlink() if how == "removed" else path.write_text("{}")
    assert run(name) == ["04-score-influence"]


@pytest.mark.parametrize("stage", BEFORE)
def test_a_run_that_died_in_a_stage_goes_on_from_there(new_niche, notebooks, here, monkeypatch, stage):
    name, execute = new_niche(ASK), stages.execute

    def dies(asked, parameters, kernel=None):
        if asked == stage:
            raise KeyboardInterrupt
        return execute(asked, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(stages, "execute", dies)
        with pytest.raises(KeyboardInterrupt):
            run(name)
    assert run(name) == BEFORE[BEFORE.index(stage) :]


def test_what_a_killed_run_left_half_written_is_swept_away(new_niche, notebooks, here):
    name = new_niche(ASK)
    run(name)
    half = paths.processed_folder(name) / ".edges.parquet.part"
    half.write_bytes(b"half")
    run(name)
    assert not half.exists()


def test_progress_names_each_stage_its_time_and_what_is_left(new_niche, notebooks, here):
    said: list[str] = []
    stages.run_stages(new_niche(ASK), {}, say=said.append)
    assert [re.match(r"  (\d)/6  (\S+) +\d+\.\d s", line).groups() for line in said] == [
        (str(number), stage) for number, stage in enumerate(BEFORE, 1)
    ]
    assert all("s left" in line for line in said[:4]) and "left" not in said[-1]


def test_what_differs_from_run_to_run_is_taken_out():
    notebook = notebook_of("1", "2")
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook.metadata.update(kernelspec=kernel, papermill={"duration": 3.1}, widgets={})
    notebook.cells[2].metadata.update(papermill={"start_time": time.time()}, execution={}, collapsed=True)
    streams = [nbformat.v4.new_output("stream", name=name, text=name) for name in ("stderr", "stdout")]
    notebook.cells[2].outputs = streams
    notebook.cells.insert(2, new_code_cell("niche = 'x'", metadata={"tags": ["injected-parameters"]}))
    cleaned = stages.clean(notebook)
    assert cleaned.metadata == {"kernelspec": kernel}
    assert [cell.metadata for cell in cleaned.cells[3:]] == [{"tags": []}, {"tags": []}]
    assert cleaned.cells[2].id == "injected-parameters"
    assert [output["name"] for output in cleaned.cells[3].outputs] == ["stdout"]
    nbformat.validate(nbformat.reads(nbformat.writes(cleaned), as_version=4))


# one kernel takes two or three seconds: what only a kernel can show is asked of few of them
def test_a_kernel_gets_the_parameters_and_gives_the_same_bytes_each_time(new_niche, notebooks, home, capfd):
    stage = "03-find-communities"
    word = 'é"\\ {x} $y'
    code = "import sys; print(niche, word, size, 'own' in globals()); own = 1; print('aside', file=sys.stderr)"
    nbformat.write(notebook_of(code, parameters=["word = ''", "size = 1"]), notebooks / f"{stage}.ipynb")
    home.mkdir(exist_ok=True)
    given = {"niche": "essai", "word": word, "size": 2}
    with kernels.one_kernel() as shared:
        ran = [stages.clean(stages.execute(stage, given, kernel)) for kernel in (None, shared, shared)]
    assert nbformat.writes(ran[0]) == nbformat.writes(ran[1]) == nbformat.writes(ran[2])
    assert [output.text for output in ran[0].cells[-1].outputs] == [f"essai {word} 2 False\n"]
    assert "duration" not in nbformat.writes(ran[0]) and capfd.readouterr().err == ""
    nbformat.validate(ran[0])


# IPython needs files of its own to show an error
UNSHOWN = """import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
kept = [open("/dev/null") for _ in range(99)]"""
SILENT = """import sys
class Mute(BaseException):
    def _render_traceback_(self):
        sys.stderr = open("/dev/null", "w")
        raise ValueError
raise Mute"""
STOPS = [
    (
        "from helpers.paths import AireError; raise AireError('edges: none\\nsecond line', 3)",
        "edges: none\nsecond line",
        3,
    ),
    ("assert 1 > 2, 'more links than pages'", "03-find-communities, cell 3: AssertionError: more links than pages", 1),
    ("assert 1 > 2", "03-find-communities, cell 3: AssertionError", 1),
    ("raise ValueError('two\\n  lines')", "03-find-communities, cell 3: ValueError: two lines", 1),
    (
        "open('/not/there')",
        "03-find-communities, cell 3: FileNotFoundError: [Errno 2] No such file or directory: '/not/there'",
        1,
    ),
    ("raise PermissionError('no right')", "03-find-communities, cell 3: PermissionError: no right", 3),
    ("raise MemoryError('no room')", "03-find-communities, cell 3: MemoryError: no room", 3),
    ("raise ExceptionGroup('two', [KeyError('a'), OSError('full')])", "03-find-communities, cell 3: OSError: full", 3),
    (UNSHOWN, "03-find-communities, cell 3: OSError: [Errno 24] Too many open files", 3),
    (SILENT, "03-find-communities, cell 3: it stopped without a word, most often for want of memory", 1),
    ("import os; os._exit(1)", "03-find-communities: its kernel died, most often for want of memory", 3),
]


@pytest.mark.parametrize(("code", "words", "status"), STOPS, ids=lambda value: str(value)[:24])
def test_a_notebook_that_stops_is_one_sentence_and_a_status(notebooks, home, code, words, status):
    stage = "03-find-communities"
    nbformat.write(notebook_of(code), notebooks / f"{stage}.ipynb")
    with pytest.raises(AireError) as raised:
        stages.execute(stage, {"niche": "essai"})
    told = str(raised.value)
    assert told.startswith(words) and raised.value.exit_code == status and not told.endswith(": ")


def test_a_notebook_that_follows_another_in_its_kernel_shows_tables_as_one_in_a_kernel_of_its_own():
    shell = SimpleNamespace(user_ns={"__name__": "__main__", "niche": "demo"}, execution_count=9)
    shell.reset = lambda new_session: shell.user_ns.clear()
    with pd.option_context("display.max_colwidth", 400):
        kernels.afresh(shell)
        assert pd.get_option("display.max_colwidth") == 50
    assert shell.user_ns == {"__name__": "__main__"} and shell.execution_count == 1
