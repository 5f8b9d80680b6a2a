"""Each machine on which the set-up cannot work gets one sentence and exit status 3."""

import ast
import builtins
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
SCRIPT = CHECKOUT / "src" / "set_up.py"
Usage = namedtuple("Usage", "total used free")

# what pip and uv print last; what is said
OUTPUTS = [
    (
        "error: Failed to fetch: `https://packages.example/`\n  Caused by: dns error: failed to lookup address",
        "no network",
    ),
    ("Temporary failure in name resolution", "no network"),
    ("Caused by: tcp connect error: Connection refused (os error 111)", "no network"),
    ("NewConnectionError: Failed to establish a new connection", "no network"),
    ("operation timed out", "no network"),
    ("hint: Packages were unavailable because the network was disabled.", "no network"),
    ("OSError: [Errno 28] No space left on device", "the disk is full"),
    ("error: No space left on device (os error 28)", "the disk is full"),
    (
        "error: hash mismatch\n\n  expected: aa\n  computed: bb\n",
        "failed: error: hash mismatch   expected: aa   computed: bb",
    ),
    ("", "no message"),
]


@pytest.fixture
def set_up():
    """Load the script as a module of its own, so that what a test changes in it is forgotten."""
    spec = importlib.util.spec_from_file_location("set_up_under_test", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stopped(capsys, function, *arguments):
    """Return the one sentence with which the set-up stops."""
    with pytest.raises(SystemExit) as left:
        function(*arguments)
    said = capsys.readouterr()
    assert (left.value.code, said.out, said.err.count("\n")) == (3, "", 1) and said.err.startswith("aire: ")
    return said.err


@pytest.mark.parametrize("version", [(2, 7), (3, 8), (3, 10), (3, 14), (4, 0)])
def test_a_python_that_does_not_fit_is_named_with_those_that_do(set_up, capsys, monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", (*version, 0))
    monkeypatch.setattr(set_up, "another_python", lambda: None)
    said = stopped(capsys, set_up.check_python)
    assert "Python {}.{} is not supported; install Python 3.11, 3.12 or 3.13".format(*version) in said


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_a_python_that_fits_goes_on(set_up, monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", (*version, 0))
    set_up.check_python()


def test_a_fitting_python_beside_a_wrong_one_takes_over(set_up, monkeypatch):
    taken = []
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(set_up, "stop", taken.append)
    monkeypatch.setattr(set_up, "another_python", lambda: "/somewhere/python3.12")
    monkeypatch.setattr(os, "execv", lambda *command: taken.append(command))
    set_up.check_python()
    assert taken[0] == ("/somewhere/python3.12", ["/somewhere/python3.12", str(SCRIPT)])


def test_another_python_is_taken_only_with_its_venv(set_up, monkeypatch):
    called = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(subprocess, "call", lambda command, **_: called.append(command[0]) or command[0][-1] != "2")
    assert set_up.another_python() == "/somewhere/python3.12"
    assert called == ["/somewhere/python3.13", "/somewhere/python3.12"]


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_missing_venv_is_told_with_what_to_install(set_up, capsys, monkeypatch, missing):
    plain = builtins.__import__

    def without(name, *arguments, **options):
        if name == missing:
            raise ImportError(name)
        return plain(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    said = stopped(capsys, set_up.check_machine)
    assert "venv module is missing" in said and "apt install python3-venv" in said


def test_a_disk_too_full_is_told_before_anything_is_fetched(set_up, capsys, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**11, 10**11, 4 * 10**8))
    assert "has 0.4 GB free; the set-up needs 3 GB" in stopped(capsys, set_up.check_machine)


def test_a_read_only_checkout_is_told(set_up, capsys, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**11, 0, 10**11))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "is read-only; the set-up writes .venv there" in stopped(capsys, set_up.check_machine)


@pytest.mark.parametrize(("output", "words"), OUTPUTS)
def test_the_last_words_of_a_failed_tool_become_one_sentence(set_up, capsys, output, words):
    assert words in stopped(capsys, set_up.explain, output)


def test_a_tool_that_fails_is_explained(set_up, capsys):
    command = [sys.executable, "-c", "print('dns error'); raise SystemExit(1)"]
    assert "no network: the first set-up fetches its packages once" in stopped(capsys, set_up.run, command)


def test_the_tools_never_fetch_a_python_and_do_not_see_the_callers_modules(set_up, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    code = f"import os; open({str(tmp_path / 'seen')!r}, 'w').write(repr([os.environ.get(x) for x in {NAMES!r}]))"
    set_up.run([sys.executable, "-c", code])
    assert ast.literal_eval((tmp_path / "seen").read_text()) == ["never", None]


NAMES = ["UV_PYTHON_DOWNLOADS", "PYTHONPATH"]


def test_a_disk_that_fills_up_on_the_way_is_told(set_up, capsys, monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    for name, does in {"is_ready": lambda: False, "check_machine": lambda: None, "install": full}.items():
        monkeypatch.setattr(set_up, name, does)
    assert "the disk is full; free 3 GB" in stopped(capsys, set_up.main)


def test_a_second_time_does_nothing(set_up, monkeypatch):
    monkeypatch.setattr(set_up, "is_ready", lambda: True)
    monkeypatch.setattr(set_up, "install", lambda: pytest.fail("set up twice"))
    set_up.main()


def test_the_environment_is_made_anew_when_the_lock_the_project_or_python_changes(set_up, tmp_path, monkeypatch):
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    for name, path in {"ROOT": ".", "LOCK": "requirements.lock", "READY": "ready"}.items():
        monkeypatch.setattr(set_up, name, str(tmp_path / path))
    found = [set_up.wanted()]
    for name in ("requirements.lock", "pyproject.toml"):
        with (tmp_path / name).open("a") as stream:
            stream.write("# another\n")
        found.append(set_up.wanted())
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    found.append(set_up.wanted())
    assert len(set(found)) == 4 and not set_up.is_ready()
    (tmp_path / "ready").write_text(found[-1])
    assert set_up.is_ready()


def test_uv_itself_is_pinned_with_its_hashes(set_up):
    lines = set_up.pinned("uv")
    assert re.match(r"uv==\d+\.\d+\.\d+ ", lines) and lines.count("--hash=sha256:") > 3 and "\nuvloop" not in lines


def test_an_old_python_reads_the_script_far_enough_to_be_told():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, newer)] == []
    annotated = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns]
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert annotated == [] and imported <= set(sys.stdlib_module_names) - {"pathlib", "typing", "tomllib"}


def test_a_machine_without_python_gets_a_sentence_from_make():
    done = subprocess.run(
        ["make", "--no-print-directory", "env", "PYTHON=python-that-is-not-there"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and "aire: no python-that-is-not-there on this machine" in done.stderr


@pytest.mark.parametrize("name", ["x; touch pwned", "`touch pwned`", "a'b", "-h", "--force", "../demo", "{x}", "deux mots"])
def test_make_hands_the_name_of_a_niche_over_as_it_is(name, home):
    command = ["make", "--no-print-directory", "report", f"NICHE={name}"]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=dict(os.environ, AIRE_HOME=str(home)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stderr.startswith(f"aire: niche name {name!r}: expected lower-case letters")
    assert not (CHECKOUT / "pwned").exists() and not list(home.iterdir())
