"""The notebooks read well: order, budget and manners (CONTRIBUTING.md); that they run is checked elsewhere."""

import ast
import re
import statistics
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers import manifest, tables
from helpers.report import parameters

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
EXPECTED = {"00-index", *manifest.STAGES, "20-ask-the-niche", "21-turn-the-dials", "90-validate-methods", "template"}
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
STAGES = [name for name in NOTEBOOKS if name in manifest.STAGES]
# the stages that write tables, and so end in a write cell
WRITERS = sorted({about["stage"] for about in tables.contracts().values()})
LITERAL = (str, int, float, bool)


def read(name: str) -> Any:
    """Return a notebook."""
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code_cells(name: str) -> list[Any]:
    """Return the code cells of a notebook."""
    return [cell for cell in read(name).cells if cell.cell_type == "code"]


def tree_of(name: str) -> ast.Module:
    """Return all the code of a notebook, parsed."""
    return ast.parse("\n".join(cell.source for cell in code_cells(name)))


def sizes(name: str) -> list[int]:
    """Return the number of lines of each code cell, blank ones left out."""
    return [sum(1 for line in cell.source.splitlines() if line.strip()) for cell in code_cells(name)]


def prose(name: str) -> str:
    """Return the prose of a notebook."""
    return "\n\n".join(cell.source for cell in read(name).cells if cell.cell_type == "markdown")


def tagged(name: str, tag: str) -> list[Any]:
    """Return the cells that carry a tag."""
    return [cell for cell in read(name).cells if tag in cell.metadata.get("tags", [])]


def headings(name: str) -> list[str]:
    """Return the second headings of a notebook, in order."""
    return re.findall(r"^## (.+)$", prose(name), re.M)


def calls(tree: ast.AST, attribute: str) -> list[ast.Call]:
    """Return the calls of a method or function by its name."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in found if isinstance(node.func, ast.Attribute) and node.func.attr == attribute]


each = pytest.mark.parametrize("name", NOTEBOOKS)


def test_the_notebooks_of_the_layout_are_there_and_no_others():
    assert set(NOTEBOOKS) == EXPECTED


@each
def test_a_notebook_is_valid_and_its_cells_are_named(name):
    notebook = read(name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec == {"name": "python3", "language": "python", "display_name": "Python 3"}
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    # random identifiers (8 hexadecimal digits) change at every save and say nothing
    assert [x for x in ids if not re.fullmatch(r"[a-z][a-z0-9-]{2,63}", x) or re.fullmatch(r"[0-9a-f]{8}", x)] == []


@each
def test_a_notebook_holds_no_outputs(name):
    assert [cell.id for cell in code_cells(name) if cell.outputs or cell.execution_count is not None] == []


@each
def test_a_notebook_opens_with_its_question_and_what_it_learns_reads_and_writes(name):
    first = read(name).cells[0]
    assert first.cell_type == "markdown" and re.match(r"# .+\?\n", first.source)
    assert all(f"**{word}" in first.source for word in ("You learn", "Reads", "Writes"))


@each
def test_the_parameters_come_next_as_at_most_eight_commented_literals(name):
    cells = [cell for cell in read(name).cells if cell.cell_type == "code"]
    assert [cell.id for cell in tagged(name, "parameters")] == [cells[0].id]
    lines = [line for line in cells[0].source.splitlines() if line.strip()]
    assert 1 <= len(lines) <= 8 and lines[0].startswith('niche = "demo"')
    assert [line for line in lines if not re.search(r"#\s*\w{2,}", line)] == []
    assert all(isinstance(value, LITERAL) for value in parameters.defaults(read(name)).values())
    assert len(parameters.defaults(read(name))) == len(lines)


@each
def test_imports_come_after_the_parameters_with_inputs_and_outputs(name):
    source = code_cells(name)[1].source
    assert re.search(r"^(from|import) ", source, re.M) and "# inputs" in source and "# outputs" in source
    later = "\n".join(cell.source for cell in code_cells(name)[2:])
    assert not re.search(r"^(from|import) ", later, re.M)


@each
def test_a_notebook_keeps_to_its_budget_of_code(name):
    found = sizes(name)
    least = 3 if name in ("00-index", "template") else 8
    assert least <= len(found) <= 20 and statistics.median(found) <= 4 and max(found) <= 15


@each
def test_a_notebook_never_shows_three_code_cells_in_a_row(name):
    kinds = "".join(cell.cell_type[0] for cell in read(name).cells)
    assert "ccc" not in kinds


@each
def test_a_notebook_keeps_to_its_budget_of_words(name):
    assert 300 <= len(prose(name).split()) <= 900


@each
def test_a_notebook_defines_nothing_and_loops_over_nothing(name):
    loops = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try)
    tree = tree_of(name)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, loops)] == []
    assert not calls(tree, "iterrows") + calls(tree, "itertuples")


@each
def test_a_notebook_writes_no_logs_and_hides_no_warnings(name):
    code = "\n".join(cell.source for cell in code_cells(name))
    assert not re.search(r"\blogging\b|\bwarnings\b|^\s*[%!]", code, re.M)


@each
def test_sections_end_with_limits_and_next(name):
    assert headings(name)[-2:] == ["Limits", "Next"]
    assert len(headings(name)) >= 3


@each
def test_the_last_cell_records_values_for_the_tests(name):
    last = read(name).cells[-1]
    assert last.cell_type == "code" and "remove_cell" in last.metadata.get("tags", [])
    assert isinstance(ast.parse(last.source).body[-1].value, ast.Dict)
    assert len(tagged(name, "remove_cell")) == 1


@each
def test_a_figure_is_introduced_before_its_cell_and_read_after_it(name):
    cells = read(name).cells
    shown = [n for n, cell in enumerate(cells) if cell.cell_type == "code" and re.search(r"\b(figures|maps)\.\w+\(", cell.source)]
    assert [cells[n].id for n in shown if cells[n - 1].cell_type != "markdown" or n + 1 == len(cells)] == []


@each
def test_every_check_says_what_went_wrong(name):
    asserts = [node for node in ast.walk(tree_of(name)) if isinstance(node, ast.Assert)]
    assert asserts or name == "10-client-report"
    assert [node.lineno for node in asserts if node.msg is None] == []


@pytest.mark.parametrize("name", STAGES)
def test_a_merge_is_checked_in_its_cell_or_the_next(name):
    cells = [cell.source for cell in code_cells(name)]
    merging = [n for n, source in enumerate(cells) if ".merge(" in source]
    assert [n for n in merging if "assert " not in "".join(cells[n : n + 2])] == []


@each
def test_numbers_in_prose_are_computed_and_not_typed(name):
    # a count of sources, links or posts in the prose would be wrong for the next niche
    typed = re.findall(r"\b\d[\d,.]*\s+(?:sources|blogs|links|posts|pages|edges|questions)\b", prose(name))
    assert typed == []


@pytest.mark.parametrize("name", [name for name in STAGES if name in WRITERS])
def test_a_stage_writes_its_own_tables_with_all_its_parameters(name):
    tree = tree_of(name)
    saves = [node for node in calls(tree, "save") if isinstance(node.func, ast.Attribute)]
    assert len(saves) == 1 and ast.literal_eval(saves[0].args[1]) == name
    given = saves[0].args[3:] + [k.value for k in saves[0].keywords if k.arg == "parameters"]
    assert parameter_names(given[0], tree) == set(parameters.defaults(read(name)))


def parameter_names(node: ast.expr, tree: ast.Module) -> set[str]:
    """Return the keys of a dict, written there or given a name above."""
    if isinstance(node, ast.Name):
        said = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == node.id]
        return parameter_names(said[-1], tree)
    if isinstance(node, ast.Call):
        return {str(keyword.arg) for keyword in node.keywords}
    assert isinstance(node, ast.Dict)
    return {ast.literal_eval(key) for key in node.keys if key}


def test_a_parameter_means_the_same_in_every_notebook():
    said: dict[str, set[str]] = {}
    for name in STAGES:
        for line in code_cells(name)[0].source.splitlines():
            key, _, rest = line.partition("=")
            said.setdefault(key.strip(), set()).add(" ".join(rest.split()))
    assert {key: values for key, values in said.items() if len(values) > 1} == {}
