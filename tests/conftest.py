"""What every test shares: a workspace of its own, the real data where they are, the demonstration niche walked once."""

import fcntl
import json
import os
import pickle
import shutil
import signal
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import settings
from tests.demo_web import generate

from helpers import conversations, parse, paths
from helpers.niche import Niche, load

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED_DATA = CHECKOUT.parent / "shared" / "data"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

# the same examples on every machine and every day, and nothing written into the checkout
settings.register_profile("aire", derandomize=True, database=None, deadline=None, max_examples=60)
settings.load_profile("aire")

if SHARED_DATA.is_dir():
    os.environ.setdefault("AIRE_DATA", str(SHARED_DATA))


def pytest_configure() -> None:
    """Let an interruption reach what the tests start: who runs them in the background hands down that it is ignored."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what walks the whole road, or opens a browser."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if "demo_home" in asked:
            item.add_marker(pytest.mark.heavy)
        if "chromium" in asked:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty ``AIRE_HOME``: no test touches the data and the reports of the checkout."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("AIRE_HOME", str(folder))
    return folder


@pytest.fixture
def new_niche(home: Path) -> Callable[..., str]:
    """Return a function that writes the files of a niche and returns its name."""

    def write(niche_yml: str | bytes = "question: Qui ?\n", name: str = "essai", **files: str | bytes) -> str:
        folder = home / "data" / "raw" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in {"niche_yml": niche_yml, "people_key": "a key", **files}.items():
            text = textwrap.dedent(content).encode() if isinstance(content, str) else content
            (folder / file.replace("_", ".")).write_bytes(text)
        return name

    return write


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of the real data (``AIRE_DATA``)."""
    if not os.environ.get("AIRE_DATA"):
        pytest.skip("AIRE_DATA is not set: the real data are not on this machine")
    return Path(os.environ["AIRE_DATA"])


class Planted(NamedTuple):
    """A demonstration niche, its tables of stage 02 with the results of search.csv, and what was planted in it."""

    niche: Niche
    tables: dict[str, pd.DataFrame]
    truth: dict[str, Any]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a workspace that one process makes for all of them."""
    shared = factory.getbasetemp().parent if os.environ.get("PYTEST_XDIST_WORKER") else factory.getbasetemp()
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            patch.setenv("AIRE_HOME", str(folder))
            make(folder)
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session", params=[20, 4711])
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Return the committed demonstration, then one of a seed that nobody looked at while tuning."""

    def make(folder: Path) -> None:
        generate(request.param, folder / "data" / "raw" / "demo")
        study = load("demo")
        made = parse.build(study, 1) | {"searched": conversations.searched(study)}
        (folder / "tables").write_bytes(pickle.dumps(made))

    folder = made_once(tmp_path_factory, f"planted-{request.param}", make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRE_HOME", str(folder))
        study, truth = load("demo"), json.loads((paths.niche_folder("demo") / "truth.json").read_text(encoding="utf-8"))
        study.pseudonym("anybody")  # reads the key, which lies nowhere once this is over
        return Planted(study, pickle.loads((folder / "tables").read_bytes()), truth)


@pytest.fixture(scope="session")
def devblogs(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Niche, dict[str, pd.DataFrame]]:
    """Return the niche of seventy-two real blogs and its tables of stage 02, read once for all processes."""

    def make(folder: Path) -> None:
        (folder / "tables").write_bytes(pickle.dumps(parse.build(load("devblogs"), os.cpu_count() or 1)))

    folder = made_once(tmp_path_factory, "devblogs", make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRE_HOME", str(folder))
        study = load("devblogs")
        study.pseudonym("anybody")  # reads the key of this workspace
        return study, pickle.loads((folder / "tables").read_bytes())


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the Chromium of the machine: ``AIRE_CHROMIUM``, then PATH."""
    found = os.environ.get("AIRE_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not found:
        pytest.skip("no Chromium on this machine: set AIRE_CHROMIUM, or install chromium")
    return found


def copy_demo(folder: Path) -> Path:
    """Copy the demonstration niche into a new workspace; return the workspace."""
    raw = CHECKOUT / "data" / "raw" / "demo"
    if not (raw / "niche.yml").is_file():
        pytest.skip("data/raw/demo is not there: make it with python -m tests.demo_web")
    shutil.copytree(raw, folder / "data" / "raw" / "demo")
    return folder


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Walk the demonstration niche from raw to edition, once for all processes; return its workspace."""
    from helpers.report import run

    def make(folder: Path) -> None:
        copy_demo(folder)
        run.report("demo", {}, say=None)

    return made_once(tmp_path_factory, "walked", make)


@pytest.fixture
def demo_home(walked: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the workspace of the demonstration, walked; tests read it and leave it as it was."""
    monkeypatch.setenv("AIRE_HOME", str(walked))
    yield walked


@pytest.fixture
def demo_copy(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the walked workspace, free to be damaged."""
    folder = tmp_path / "copy"
    shutil.copytree(demo_home, folder, symlinks=True)
    monkeypatch.setenv("AIRE_HOME", str(folder))
    return folder
