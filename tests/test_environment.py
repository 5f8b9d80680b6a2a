"""One lock makes every environment: complete, hashed, and the same for conda and for everybody else."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[1]
LOCK = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((CHECKOUT / "environment.yml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; (.*?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)
# licences that the project may not require (design.md §4); they are cross-checks at most
COPYLEFT = {"igraph", "python-igraph", "leidenalg", "infomap", "minet", "ural"}


def asked():
    """Return the packages that the project asks for, in the spelling of the lock."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = PROJECT["project"]["dependencies"] + [name for extra in extras for name in extra]
    return sorted({re.match(r"[\w.-]+", name).group().lower().replace("_", "-") for name in wanted})


def locked():
    """Return the packages of the lock with their versions."""
    return [(found.group(1), found.group(2)) for found in PIN.finditer(LOCK)]


@pytest.mark.parametrize("name", asked())
def test_what_the_project_asks_for_is_pinned_with_hashes(name):
    assert name in {pinned for pinned, _ in locked()}


def test_the_lock_holds_pins_and_hashes_and_nothing_else():
    assert PIN.sub("", LOCK) == "" and len(locked()) > 100


def test_the_lock_names_no_index_no_host_and_no_file_of_a_machine():
    assert not re.search(r"https?:|index|file:|git\+|@ |^-", LOCK, re.M)


def test_the_lock_serves_every_python_that_the_project_does():
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    markers = {found.group(3) or "" for found in PIN.finditer(LOCK)}
    assert not [marker for marker in markers if re.search(r"python_(full_)?version < '3\.1[01]'|>= '3\.14'", marker)]


def test_what_builds_a_package_without_wheel_is_pinned_too():
    names = {name for name, _ in locked()}
    assert {"python-louvain", "setuptools", "wheel", "uv"} <= names


def test_nothing_copyleft_is_required():
    assert COPYLEFT & {name for name, _ in locked()} == set()


def test_conda_installs_the_same_lock_and_nothing_of_its_own():
    pip = [part["pip"] for part in CONDA["dependencies"] if isinstance(part, dict)]
    assert pip == [["--requirement requirements.lock"]]
    others = {part.split("=")[0] for part in CONDA["dependencies"] if isinstance(part, str)}
    assert others == {"python", "make", "pip"}


def test_conda_takes_a_python_that_the_project_supports():
    version = next(part.split("=")[1] for part in CONDA["dependencies"] if str(part).startswith("python="))
    assert version in {"3.11", "3.12", "3.13"}


def test_every_way_in_installs_from_the_lock():
    texts = {name: (CHECKOUT / name).read_text(encoding="utf-8") for name in ("Makefile", "src/set_up.py", ".ci/run")}
    assert "src/set_up.py" in texts["Makefile"] and "--require-hashes" in texts["src/set_up.py"]
    assert not [name for name, text in texts.items() if re.search(r"pip install (?!--)[a-z]", text)]
