"""The ``aire`` command: what it says, and with which exit status. A person reads a sentence, never a traceback."""

import errno
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from helpers import __version__
from helpers.__main__ import main, parser
from helpers.paths import AireError

ASK = "question: Qui ?\n"
# what the work may raise; the exit status; what is said
RAISED = [
    (AireError("the data are wrong"), 1, "aire: the data are wrong\n"),
    (AireError("the call is wrong", 2), 2, "aire: the call is wrong\n"),
    (AireError("the disk is full", 3), 3, "aire: the disk is full\n"),
    (OSError(errno.ENOSPC, "No space left on device"), 3, "aire: No space left on device\n"),
    (FileNotFoundError(errno.ENOENT, "No such file or directory", "a.csv"), 1, "aire: a.csv: No such file or directory\n"),
    (PermissionError(errno.EACCES, "Permission denied", "a.csv"), 3, "aire: a.csv: Permission denied\n"),
    (MemoryError(), 3, "aire: out of memory\n"),
    (KeyboardInterrupt(), 130, "aire: interrupted; what was finished is kept\n"),
    (
        ZeroDivisionError("division by zero"),
        1,
        "aire: ZeroDivisionError: division by zero (aire --debug shows where)\n",
    ),
]
WRONG_CALLS = [
    ([], "required: VERB"),
    (["dance"], "invalid choice: 'dance'"),
    (["report"], "required: niche"),
    (["report", "essai", "--fast"], "unrecognized arguments: --fast"),
    (["report", "essai", "--set", "runs"], "'runs': expected key=value, such as runs=40"),
    (["report", "essai", "--set", "2=3"], "'2=3': expected key=value"),
]
LITERALS = [
    ("runs=40", ("runs", 40)), ("share=.5", ("share", 0.5)),
    ("deep=True", ("deep", True)), ("word=pain", ("word", "pain")),
    ("word='4'", ("word", "4")), ("word=", ("word", "")), ("word=a=b", ("word", "a=b")), ("word={x}", ("word", "{x}")),
]  # fmt: skip
NAMES = ["{niche}", "deux mots", "a.b", "a/b", "../demo", "Demo"]


def said(capsys, *arguments):
    """Run the command; return its exit status, what it printed and what it said aside."""
    status = main(list(arguments))
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0 and capsys.readouterr().out == f"aire {__version__}\n"


def test_help_lists_each_verb_with_what_it_does(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0 and all(f"\n    {verb} " in shown for verb in ("new", "collect", "build", "report", "show"))


@pytest.mark.parametrize(("error", "status", "words"), RAISED, ids=lambda value: type(value).__name__)
def test_each_kind_of_failure_has_its_status_and_its_sentence(capsys, monkeypatch, error, status, words):
    def work(*_: object) -> None:
        raise error

    monkeypatch.setattr("helpers.start.new_niche", work)
    assert said(capsys, "new", "essai") == (status, "", words)


def test_debug_shows_where_an_error_came_from(capsys, monkeypatch):
    monkeypatch.setattr("helpers.start.new_niche", lambda *_: 1 / 0)
    status, _, aside = said(capsys, "--debug", "new", "essai")
    assert status == 1 and "Traceback" in aside and aside.endswith("shows where)\n")


def test_a_terminal_obeys_nothing_that_a_title_holds(capsys, monkeypatch):
    monkeypatch.setattr("helpers.report.run.report", lambda *_, **__: ["Blog \x1b]0;mine\x07\u202e\x9b31m", "two"])
    assert said(capsys, "report", "essai") == (0, "Blog ]0;mine31m\ntwo\n", "")


@pytest.mark.parametrize(("arguments", "words"), WRONG_CALLS)
def test_a_wrong_call_leaves_with_2_and_says_what_was_expected(capsys, arguments, words):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2 and words in capsys.readouterr().err


@pytest.mark.parametrize(("text", "expected"), LITERALS)
def test_a_parameter_is_read_as_a_literal_or_as_text(text, expected):
    assert parser().parse_args(["build", "essai", "--set", text]).set == [expected]


@pytest.mark.parametrize("verb", ["new", "collect", "build", "report"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_could_be_a_path_is_refused_by_every_verb(capsys, home, verb, name):
    status, _, aside = said(capsys, verb, name)
    assert status == 2 and repr(name) in aside and "lower-case letters" in aside and list(home.iterdir()) == []


@pytest.mark.parametrize("verb", ["collect", "build", "report"])
def test_a_niche_that_is_not_there_is_told_with_how_to_start_it(capsys, verb):
    status, _, aside = said(capsys, verb, "essai")
    assert status == 1 and "no such niche (known: none yet). Start one with: aire new essai" in aside


def test_a_new_niche_is_started_and_the_next_step_told(capsys, home):
    status, shown, aside = said(capsys, "new", "essai", "--from", "mysite.example")
    assert (status, aside) == (0, "") and (home / "data" / "raw" / "essai" / "niche.yml").is_file()
    assert shown.splitlines()[0].endswith("essai/niche.yml") and "aire report essai" in shown


def test_a_live_crawl_without_a_contact_says_in_one_sentence_where_to_write_it(capsys, new_niche):
    status, shown, aside = said(capsys, "collect", new_niche(ASK))
    assert (status, shown) == (1, "") and "niche.yml, key 'crawl.contact': missing" in aside and aside.count("\n") == 1


@pytest.mark.parametrize("verb", ["build", "report"])
def test_a_fault_in_the_niche_is_told_before_any_work(capsys, new_niche, verb):
    status, shown, aside = said(capsys, verb, new_niche(ASK + "lang: de\n"))
    assert (status, shown) == (1, "") and "niche.yml, line 2, key 'lang'" in aside


@pytest.mark.parametrize(
    ("given", "words"),
    [("colour=red", "parameter 'colour': no stage has it; they have"), ("niche=autre", "parameter 'niche': no stage")],
)
def test_an_unknown_parameter_is_told_before_any_work(capsys, new_niche, given, words):
    status, shown, aside = said(capsys, "build", new_niche(ASK), "--set", given)
    assert (status, shown) == (2, "") and words in aside


def test_a_niche_that_was_never_built_has_nothing_to_show(capsys, new_niche):
    status, shown, aside = said(capsys, "show", new_niche(ASK), "https://a.example/")
    assert (status, shown) == (1, "") and aside.startswith("aire: ") and "Traceback" not in aside


def test_an_interruption_by_hand_leaves_with_130(new_niche, tmp_path):
    name = new_niche(ASK)
    script = f"""
        import sys
        from helpers import start
        def work(*_):
            import time
            print("working", flush=True)
            time.sleep(60)
        start.new_niche = work
        from helpers.__main__ import main
        sys.exit(main(["new", {name!r}]))
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "working\n"
        os.kill(running.pid, signal.SIGINT)
        _, aside = running.communicate(timeout=30)
    assert (running.returncode, aside) == (130, "aire: interrupted; what was finished is kept\n")
