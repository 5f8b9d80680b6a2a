"""The shape of the project: who imports whom, what is heavy, what must not stand in a tracked file."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "src" / "helpers"
# lowest first; a module imports lower levels only, a package counts as one module
LEVELS = [
    [
        "paths",
        "forgotten",
        "marked_yaml",
        "editorial",
        "values",
        "browser",
        "niche",
        "csv_files",
        "manifest",
        "tables",
        "earlier",
        "texts",
        "look",
        "progress",
    ],
    ["start", "urls", "text"],
    ["parse"],
    ["collect", "graph"],
    ["topics"],
    ["communities", "influence", "conversations"],
    ["shortlist"],
    ["figures", "maps"],
    ["report"],
    ["ask", "validate"],
    ["__main__"],
]
LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names}
HEAVY = [
    "scrapy", "nbconvert", "nbclient", "papermill", "jupyterlab", "trafilatura", "htmldate", "sklearn", "matplotlib",
    "pyvis", "xlsxwriter", "anywidget",
]  # fmt: skip
FOR_NOTEBOOKS = {"helpers", "pandas", "IPython.display"}
TOP = {
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", "requirements.lock",
    "environment.yml", ".pre-commit-config.yaml", ".gitignore", ".ci", "notebooks", "src", "data", "reports", "tests",
}  # fmt: skip
# what belongs to a machine or a workplace: homes, temporary folders, package mirrors and proxies
OF_A_MACHINE = [
    re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|mnt|workspace)/\w"),
    re.compile(r"(?:index-url|find-links|trusted-host|registry)\s*[=:]\s*\S*[\w-]+\.\w", re.I),
    re.compile(r"https?://[^\s/]*(?:artifactory|nexus|pypi|mirror|proxy|registry)[^\s/]*", re.I),
    re.compile(r"\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\b"),
]
TEXT = {".py", ".md", ".yml", ".yaml", ".toml", ".ipynb", ".j2", ".js", ".css", ".po", ".lock", ".json", ".csv", ""}


def modules() -> list[Path]:
    """Return the files of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def unit_of(path: Path) -> str:
    """Return the module or package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_units(path: Path) -> set[str]:
    """Return what a file imports of ours, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "helpers":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("helpers.")}
    return found - {unit_of(path), "__version__"}


def outside_imports(tree: ast.AST) -> set[str]:
    """Return the names of all modules that a text imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def tracked() -> list[Path]:
    """Return the files that git holds or would hold."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [path for path in (CHECKOUT / line for line in listed.stdout.splitlines()) if path.is_file()]


def notebooks() -> list[Path]:
    """Return the notebooks."""
    return sorted((CHECKOUT / "notebooks").glob("*.ipynb"))


def code_of(notebook: Path) -> Iterator[ast.Module]:
    """Return the code cells of a notebook, parsed."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield ast.parse("".join(cell["source"]))


def in_a_circle(imports: dict[str, set[str]]) -> list[str]:
    """Return the names that are left when those that import nothing unread are taken away, again and again."""
    left = dict(imports)
    while ready := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in ready:
            del left[name]
    return sorted(left)


def test_every_module_has_its_level():
    assert {unit_of(path) for path in modules()} - {"__init__"} <= LEVEL.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way_and_never_within_a_level(path):
    own = LEVEL.get(unit_of(path), 0)
    wrong = {name for name in imported_units(path) if LEVEL[name] > own or (LEVEL[name] == own and own > 0)}
    assert not wrong, f"{path.name} (level {own}) imports {sorted(wrong)}"


def test_the_ground_level_builds_on_itself_without_a_circle():
    imports: dict[str, set[str]] = {name: set() for name in LEVELS[0]}
    for path in modules():
        if unit_of(path) in imports:
            imports[unit_of(path)] |= imported_units(path) & imports.keys()
    assert in_a_circle(imports) == []


def test_a_circle_would_be_seen():
    assert in_a_circle({"a": {"b"}, "b": {"a"}, "c": {"a"}, "d": set()}) == ["a", "b", "c"]


# one process imports what all need, then a copy of it imports one module each: twenty starts of pandas would take a minute
LOOK = """
import importlib, json, os, sys
import numpy, pandas, pydantic, yaml
for unit in {units}:
    child = os.fork()
    if child == 0:
        importlib.import_module("helpers." + unit)
        print(json.dumps([unit, [name for name in {heavy} if name in sys.modules]]), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_importing_a_module_loads_no_heavy_library():
    units = sorted({unit_of(path) for path in modules()} - {"__init__", "__main__"})
    command = [sys.executable, "-c", LOOK.format(units=units, heavy=HEAVY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert (done.stderr, dict(json.loads(line) for line in done.stdout.splitlines())) == ("", {unit: [] for unit in units})


def test_the_command_starts_light():
    look = "import sys, helpers.__main__ as m; m.parser(); print('pandas' in sys.modules or 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"


def test_no_module_takes_the_name_of_a_library_in_use():
    # python-louvain is imported as `community`: a file of that name beside a notebook would hide it
    taken = {"community", "networkx", "louvain"} | set(sys.stdlib_module_names)
    assert not {path.stem for path in modules()} & taken - {"__init__", "__main__"}


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_imports_our_helpers_pandas_and_display_only(path):
    found = {name for tree in code_of(path) for name in outside_imports(tree)}
    assert {name for name in found if name not in FOR_NOTEBOOKS and not name.startswith("helpers.")} == set()


def test_the_demonstration_is_generated_without_our_own_code():
    folder = CHECKOUT / "tests" / "demo_web"
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))]
    assert not [name for tree in trees for name in outside_imports(tree) if name.split(".")[0] == "helpers"]


def test_the_pipeline_never_reads_the_truth_of_the_demonstration():
    after = {"validate.py", "90-validate-methods.ipynb"}  # what asks, once all is done, how near it came
    line = [path for path in modules() + notebooks() if path.name not in after]
    assert not [path for path in line if re.search(r"truth\.(?:json|ya?ml|csv)", path.read_text(encoding="utf-8"))]
    assert not [path for path in modules() if "validate" in imported_units(path)]


def test_the_top_of_the_checkout_holds_only_what_the_layout_names():
    assert {path.relative_to(CHECKOUT).parts[0] for path in tracked()} <= TOP


def test_no_tracked_file_names_a_machine_or_a_mirror():
    this = Path(__file__).resolve()
    read = [path for path in tracked() if path.suffix in TEXT and path != this and path.stat().st_size < 2_000_000]
    found = []
    for path in read:
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [(path.relative_to(CHECKOUT).as_posix(), m.group()) for rule in OF_A_MACHINE for m in rule.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "text", ["see /home/ann/x", "/root/y", "index-url = https://x.y.z/simple", "http://nexus.corp.lan/a", "10.0.3.17"]
)
def test_a_machine_would_be_seen(text):
    assert any(rule.search(text) for rule in OF_A_MACHINE)


def test_every_text_is_there_in_both_languages():
    from helpers import texts

    french, english = texts.messages("fr"), texts.messages("en")
    assert french.keys() == english.keys()
    names = re.compile(r"{(\w+)")
    differing = [
        key
        for key in french
        if set(names.findall(" ".join(french[key]))) != set(names.findall(" ".join(english[key])))
        or len(french[key]) != len(english[key])
    ]
    assert differing == []
    assert [key for messages in (french, english) for key, forms in messages.items() if not all(forms)] == []


def test_running_notebooks_never_pays_for_a_grammar_that_none_of_them_needs():
    look = "import sys; from helpers.report import stages; import papermill; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"
