"""What the documents say is so: modules, notebooks, outputs, verbs, tables."""

import doctest
import importlib
import re
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

import dictionary
from helpers import manifest, tables

CHECKOUT = Path(__file__).resolve().parents[1]
SHOWN = sorted(
    path.relative_to(CHECKOUT / "src") for path in (CHECKOUT / "src").rglob("*.py") if ">>>" in path.read_text("utf-8")
)
NAMES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"]
VERBS = {"help", "env", "report", "test", "bench", "lab", "lint", "clean"}


def text(name):
    """Return a file of the checkout."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


def first_cells(name, heading=""):
    """Return the names in backquotes that open a row of a table of a document, the level before them left out."""
    part = text(name).split(f"## {heading}\n", 1)[-1] if heading else text(name)
    return re.findall(r"^\| (?:\d+ \| )?`([\w./*-]+)`", part, re.M)


def test_the_data_dictionary_is_the_one_that_the_contracts_give():
    assert text("data/README.md") == dictionary.dictionary(), "make it anew: python -m tests.dictionary"


@pytest.mark.parametrize("table", tables.contracts())
def test_the_dictionary_explains_every_column_of_a_table(table):
    section = text("data/README.md").split(f"### {table}\n", 1)[1].split("\n##", 1)[0]
    assert set(re.findall(r"^\| \**`(\w+)`", section, re.M)) == set(tables.column_types(table))


def test_every_module_has_its_row_and_every_row_its_module():
    package = CHECKOUT / "src" / "helpers"
    modules = {path.stem for path in package.glob("*.py")} | {path.parent.name for path in package.glob("*/__init__.py")}
    assert set(first_cells("CONTRIBUTING.md", "Modules")) == modules - {"__init__"}


def test_the_rows_of_the_modules_are_in_the_order_of_the_levels():
    from test_architecture import LEVEL

    rows = re.findall(r"^\| (\d) \| `(\w+)`", text("CONTRIBUTING.md"), re.M)
    assert [(int(level), name) for level, name in rows] == [(LEVEL[name], name) for _, name in rows]
    assert [level for level, _ in rows] == sorted(level for level, _ in rows)


def test_the_readme_lists_every_notebook():
    assert set(first_cells("README.md")) >= {"00-index", *manifest.STAGES, "template"}


@pytest.mark.parametrize("table", tables.contracts())
def test_the_readme_says_which_notebook_writes_a_table(table):
    row = next(line for line in text("README.md").splitlines() if line.startswith(f"| `{tables.contract(table)['stage']}`"))
    assert f"`{table}`" in row


def test_the_makefile_explains_each_of_its_verbs():
    explained = re.findall(r"^([a-z]+):[^#\n]*## \w", text("Makefile"), re.M)
    assert set(explained) == VERBS and set(re.findall(r"^\.PHONY: (.+)$", text("Makefile"), re.M)[0].split()) == VERBS


def test_the_readme_gives_the_two_commands_in_both_languages():
    screen = text("README.md")[:3000]
    assert screen.count("make report") >= 2 and screen.count("make test") >= 2 and "En français" in screen


@pytest.mark.parametrize("name", NAMES)
def test_a_link_to_a_file_leads_to_a_file(name):
    folder = (CHECKOUT / name).parent
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text(name))
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_document_is_left_to_be_written(name):
    assert not re.search(r"<!--|\bTODO\b|\bTBD\b|\bXXX\b|lorem ipsum", text(name), re.I)


def test_the_changes_name_the_version():
    from helpers import __version__

    assert f"\n## {__version__}\n" in text("CHANGELOG.md") and f'\nversion = "{__version__}"\n' in text("pyproject.toml")


def test_a_change_is_one_line():
    lines = [line for line in text("CHANGELOG.md").splitlines() if line and not line.startswith("#")]
    assert all(re.match(r"- [A-Z`].+\.$", line) for line in lines)


def test_what_runs_before_a_commit_is_what_the_set_up_installs():
    hooks = [hook for repo in yaml.safe_load(text(".pre-commit-config.yaml"))["repos"] for hook in repo["hooks"]]
    assert all(hook["entry"].startswith(".venv/bin/") and hook["language"] == "system" for hook in hooks)
    named = re.findall(r"tests/\w+\.py", " ".join(hook["entry"] for hook in hooks))
    assert named and all((CHECKOUT / name).is_file() for name in named)


def test_ci_stops_at_unset_names_runs_the_readmes_command_and_is_executable():
    script = text(".ci/run")
    assert script.startswith("#!/usr/bin/env bash\n") and "\nset -euo pipefail\n" in script
    assert (CHECKOUT / ".ci" / "run").stat().st_mode & stat.S_IXUSR
    assert all(words in script for words in ("make --no-print-directory lint", "make --no-print-directory test", "--nbval-lax"))


@pytest.mark.parametrize(
    ("command", "status", "closing"),
    [("true", 0, "8 passed, 0 failed, 0 skipped"), ("false", 1, "0 passed, 8 failed, 0 skipped")],
)
def test_ci_ends_well_exactly_when_every_step_did(tmp_path, command, status, closing):
    script = re.sub(r'^step ("[^"]+") .*$', rf"step \1 {command}", text(".ci/run"), flags=re.MULTILINE)
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text(script, encoding="utf-8")
    ran = subprocess.run(["bash", str(tmp_path / ".ci" / "run")], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (status, closing), ran.stdout + ran.stderr


@pytest.mark.parametrize("module", SHOWN, ids=str)
def test_what_a_docstring_shows_is_so(module):
    name = ".".join(module.with_suffix("").parts).removesuffix(".__init__")
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0 and found.failed == 0
