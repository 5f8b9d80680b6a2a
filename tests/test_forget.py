"""Who asks to be forgotten occurs nowhere any more; what is older than its time goes; a killed run is finished by the next."""

import gzip
import signal
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime

import pytest
from tests.captures import Capture, article, page, warc
from tests.held import where

from helpers import niche, tables
from helpers.__main__ import main
from helpers.collect import forget, retention, rewrite
from helpers.parse import captures
from helpers.parse.archive import Block
from helpers.paths import AireError

NAME = "Le placard d'Irène"
PAIN = "<p>Pétrir la pâte vingt minutes, laisser lever au chaud, puis cuire le pain au four bien chaud.</p>"
OTHERS = [  # how others write of it
    '<p>Vu chez <a href="http://www.placard.example/tarte.html">Le placard d’Irène</a></p>',
    "<p>LE PLACARD D&#39;IR&Egrave;NE, placard.example, contact@placard.example</p>",
    '<a href="https://partage.example/?u=https%3A%2F%2Fplacard.example%2Ftarte">partager</a>',
    '<script type="application/ld+json">{"url": "https:\\/\\/placard.example\\/a", "name": "Le placard d\'Ir\\u00e8ne"}</script>',
    '<a href="//ancien.example/2009/">son ancienne adresse</a>',
]
SEEDS = """\
    url,label,aliases,title
    https://placard.example/,,ancien.example,Le placard d'Irène
    https://voisin.example/,,,Le voisin
"""


def archive(*more):
    """Return the archive of a source, of its neighbour, and of one whose name only ends alike."""
    return warc(
        Capture("https://placard.example/", page(NAME, PAIN)),
        Capture("https://www.placard.example/tarte.html", article(PAIN, "Tarte")),
        Capture("http://ancien.example/2009/", page("Ancien", PAIN)),
        *(Capture(f"https://voisin.example/{n}", article(PAIN + said)) for n, said in enumerate(OTHERS)),
        Capture(
            "https://voisin.example/latin", article(PAIN + f"<p>{NAME}</p>").encode("cp1252"), "text/html; charset=iso-8859-1"
        ),
        Capture("https://le-placard.example/", page("Un autre placard", PAIN)),
        *more,
    )


@pytest.fixture
def kitchen(new_niche, home):
    """Return the folder of a small niche with its archive."""
    new_niche("question: Qui ?\nseeds: {file: seeds.csv}\n", seeds_csv=SEEDS)
    folder = home / "data" / "raw" / "essai"
    (folder / "crawl").mkdir()
    (folder / "crawl" / "a.warc.gz").write_bytes(archive())
    (folder / "crawl" / "b.warc.gz").write_bytes(archive())
    return folder


def read():
    """Return the pages of the niche, as stage 02 reads them."""
    return captures.read(niche.load("essai"), 1).pages


def test_a_forgotten_source_occurs_nowhere_in_the_workspace(kitchen, home, capsys):
    wanted = (
        "placard d'irene",
        "//placard.example",
        "www.placard.example",
        "@placard.example",
        "ancien.example",
        "2fplacard.example",
    )
    assert where(home, *wanted)
    assert main(["forget", "essai", "https://placard.example/"]) == 0
    assert where(home, *wanted) == {}
    assert "Removed: 6 records; 12 records of others" in capsys.readouterr().out


def test_what_others_wrote_stays_and_so_does_a_source_whose_name_ends_alike(kitchen):
    forget.erase("essai", "placard.example")
    pages = read()
    assert sorted(set(pages["source"])) == ["le-placard.example", "voisin.example"]
    assert len(pages[pages["source"] == "voisin.example"]) == 2 * (len(OTHERS) + 1)


def test_a_forgotten_source_is_never_collected_again(kitchen):
    forget.erase("essai", "placard.example")
    (kitchen / "crawl" / "c.warc.gz").write_bytes(archive())
    found = captures.read(niche.load("essai"), 1)
    assert not {"placard.example", "ancien.example"} & set(found.pages["source"])
    assert [skip.example for skip in found.skips if skip.reason == "forgotten"] == [""] * 3


def test_the_hash_does_not_say_who_and_two_niches_have_two_salts(kitchen):
    forget.erase("essai", "placard.example")
    lines = (kitchen / "forgotten.txt").read_text().split()
    assert len(lines) == 3 and all(len(line) in (32, 64) for line in lines)
    (kitchen / "forgotten.txt").unlink()
    forget.erase("essai", "placard.example")
    assert lines[0] != (kitchen / "forgotten.txt").read_text().split()[0]


@pytest.mark.parametrize("after", [0, 1])
def test_a_killed_run_is_finished_by_the_next(kitchen, home, monkeypatch, after):
    whole, calls = rewrite.rewrite, []

    def killed(path, change):
        calls.append(path)
        if len(calls) > after:
            raise KeyboardInterrupt
        return whole(path, change)

    monkeypatch.setattr(rewrite, "rewrite", killed)
    with pytest.raises(KeyboardInterrupt):
        forget.erase("essai", "placard.example")
    monkeypatch.setattr(rewrite, "rewrite", whole)
    (kitchen / "seeds.csv").write_text("url\nhttps://voisin.example/\n")  # the title is known from the killed run alone
    assert main(["forget", "essai", "placard.example"]) == 0
    assert where(home, "placard d'irene", "//placard.example", "ancien.example") == {}
    assert not (kitchen / ".forgetting.json").exists()


def test_a_person_is_forgotten_by_name_and_has_no_pseudonym(kitchen, home):
    said = '<div class="comment"><span class="author">Jeanne Rollin</span><p>Merci, dit JEANNE&nbsp;ROLLIN.</p></div>'
    (kitchen / "crawl" / "c.warc.gz").write_bytes(warc(Capture("https://voisin.example/com", article(PAIN + said))))
    assert main(["forget", "essai", "Jeanne Rollin"]) == 0
    assert where(home, "jeanne rollin") == {}
    study = niche.load("essai")
    assert study.pseudonym("Jeanne  ROLLIN") == "" and study.pseudonym("Jean Rollin").startswith("person-")
    assert "https://voisin.example/com" in set(read()["url"])


@pytest.mark.parametrize(
    ("who", "status", "said"),
    [
        ("person-0a1b2c3d", 2, "a pseudonym cannot be led back to a name"),
        ("Marie", 2, "too common a word to take out everywhere"),
        ("http://", 2, "expected the address of a source"),
    ],
)
def test_a_call_that_cannot_be_obeyed_changes_nothing_and_says_why(kitchen, capsys, who, status, said):
    before = {path: path.read_bytes() for path in kitchen.rglob("*") if path.is_file()}
    assert main(["forget", "essai", who]) == status
    assert said in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in kitchen.rglob("*") if path.is_file()}


def test_a_seed_leaves_a_list_of_niche_yml_and_the_rest_of_the_file_stays(kitchen):
    text = "question: Qui ?\nseeds:  # ours\n  - https://voisin.example/\n  - url: https://placard.example/\n    title: Le placard d'Irène\n  - https://le-placard.example/\n"
    (kitchen / "niche.yml").write_text(text)
    forget.erase("essai", "placard.example")
    assert (
        kitchen / "niche.yml"
    ).read_text() == "question: Qui ?\nseeds:  # ours\n  - https://voisin.example/\n  - https://le-placard.example/\n"


def test_a_mention_outside_of_a_list_is_told_by_line_before_anything_is_changed(kitchen, capsys):
    (kitchen / "niche.yml").write_text("question: Qui lit placard.example ?\nseeds: {file: seeds.csv}\n")
    archived = (kitchen / "crawl" / "a.warc.gz").read_bytes()
    assert main(["forget", "essai", "placard.example"]) == 1
    assert "niche.yml, line 1: names what is to be forgotten" in capsys.readouterr().err
    assert (kitchen / "crawl" / "a.warc.gz").read_bytes() == archived and not (kitchen / "forgotten.txt").exists()


def test_what_past_editions_still_hold_is_counted(kitchen, home, capsys):
    past = home / "reports" / "essai" / "2020-01-01"
    past.mkdir(parents=True)
    (past / "report.html").write_text("placard.example et Le placard d’Irène")
    found, _ = forget.erase("essai", "placard.example")
    assert forget.held("essai", found) == {"2020-01-01": 2}


def test_captures_and_editions_beyond_their_time_are_removed_and_no_others(kitchen, home, capsys):
    old = Capture("https://voisin.example/old", article(PAIN), date="2020-05-01T10:00:00Z")
    (kitchen / "crawl" / "c.warc.gz").write_bytes(archive(old))
    (kitchen / "crawl" / "d.warc.gz").write_bytes(warc(old))
    for edition in ("2020-05-01", "2026-03-01"):
        (home / "reports" / "essai" / edition).mkdir(parents=True)
    said = retention.clean("essai", datetime(2026, 4, 1, tzinfo=UTC))
    assert said == [f"crawl/{name}.warc.gz: 1 captures from before 2024-04-01 removed" for name in "cd"] + [
        "edition 2020-05-01 removed"
    ]
    assert "https://voisin.example/old" not in set(read()["url"]) and not (kitchen / "crawl" / "d.warc.gz").exists()
    assert [path.name for path in sorted((home / "reports" / "essai").iterdir())] == ["2026-03-01"]
    assert retention.clean("essai", datetime(2026, 4, 1, tzinfo=UTC)) == ["Nothing is older than 2024-04-01 (24 months)."]


def test_clean_says_what_it_wants(kitchen, capsys):
    assert main(["clean", "essai"]) == 2
    assert "--expired" in capsys.readouterr().err


def test_retention_is_counted_in_months_of_the_calendar():
    days = [(datetime(2026, 3, 31), 1), (datetime(2024, 2, 29), 12), (datetime(2026, 1, 1), 0)]
    assert [retention.limit(day.date(), months) for day, months in days] == ["2026-02-28", "2023-02-28", "2026-01-01"]


@pytest.mark.parametrize("coding", ["Content-Encoding: gzip", "content-encoding: deflate", "Transfer-Encoding: chunked"])
def test_a_packed_body_is_unpacked_to_be_searched(coding):
    body = PAIN.encode() + b"placard.example"
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body)}.get(
        coding.split()[1], b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    )
    content = f"HTTP/1.1 200 OK\r\nServer: a\r\n{coding}\r\n\r\n".encode() + packed
    made = rewrite.edited(
        Block(0, {"warc-type": "response"}, len(content), content), lambda part: part.replace(b"placard.example", b"")
    )
    assert made.content == b"HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: %d\r\n\r\n" % len(PAIN.encode()) + PAIN.encode()


def test_an_archive_in_which_nothing_changes_is_left_as_it_is(kitchen):
    path = kitchen / "crawl" / "a.warc.gz"
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert rewrite.rewrite(path, lambda block: block) == (0, 0)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before and len(list(path.parent.iterdir())) == 2


def test_no_archive_outside_of_the_niche_is_changed(kitchen, home, monkeypatch, tmp_path):
    monkeypatch.setenv("AIRE_DATA", str(tmp_path))
    (tmp_path / "shared.warc.gz").write_bytes(archive())
    (kitchen / "niche.yml").write_text("question: Qui ?\nseeds: {file: seeds.csv}\narchives: [shared.warc.gz]\n")
    _, removed = forget.erase("essai", "placard.example")
    assert removed.not_ours == ["shared.warc.gz"] and (tmp_path / "shared.warc.gz").read_bytes() == archive()


@pytest.mark.parametrize(("source", "traces"), [("religieuseaucafe.example", ("religieuseaucafe.", "religieuse au cafe"))])
def test_the_demonstration_forgets_a_source_even_when_killed_in_the_middle(demo_copy, source, traces):
    assert len(where(demo_copy, *traces)) > 10
    before = tables.read("demo", "pages")
    command = [sys.executable, "-m", "helpers", "forget", "demo", source]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    run.send_signal(signal.SIGKILL)
    run.wait()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, where(demo_copy, *traces)) == (0, {}), done.stderr
    kept = before[before["source"] != source]
    assert list(tables.read("demo", "pages")["page"]) == list(kept["page"]) and len(kept) < len(before)


def test_an_unknown_niche_is_an_error_of_the_data(home):
    with pytest.raises(AireError, match="no such niche"):
        forget.erase("rien", "placard.example")
