"""A bar is shown of what takes long, and of nothing else; it changes nothing of what it tells."""

import sys

import pytest

from helpers import progress


@pytest.mark.parametrize("disabled", ["", "1"])
def test_what_is_told_is_what_was_given(disabled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TQDM_DISABLE", disabled)
    assert list(progress.told((one for one in "abc"), "letters")) == ["a", "b", "c"]


def test_only_what_takes_long_shows_a_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    list(progress.told(range(3), "short work"))
    assert "short work" not in capsys.readouterr().err
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    list(progress.told(range(3), "long work"))
    assert "long work" in capsys.readouterr().err


@pytest.mark.parametrize(("disabled", "watched"), [("1", True), ("", False)])
def test_a_run_without_a_reader_shows_none(
    disabled: str, watched: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TQDM_DISABLE", disabled)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    list(progress.told(range(3), "long work"))
    assert capsys.readouterr().err == ""
