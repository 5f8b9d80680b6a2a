"""What a crawl kept is never thrown away: by a frontier that is lost, old or damaged, by who forgets, by a clean-up."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.mini_web import MiniWeb
from tests.mini_web.seen import network
from tests.test_collect import CONTACT, FAST, archives, links, records, seeds, small, tagged

from helpers import collect, niche, parse
from helpers.__main__ import main
from helpers.collect import retention
from helpers.collect.crawl import frontier_path, open_frontier
from helpers.collect.segments import Answer as Kept
from helpers.collect.segments import Archive
from helpers.paths import AireError

OLD = """
create table asked (id integer primary key, identity text unique, url text, source text, host text, place integer,
  hops integer, state text default 'pending', tries integer default 0, status integer default 0, note text default '');
create table runs (run integer primary key, began text);
insert into asked (identity, url, source, host, place, hops) values ('a.example/p', 'http://a.example/p', 'a.example', 'a.example', 0, 0);
"""


@pytest.fixture
def crawled(new_niche):
    """Return the niche of a crawl that kept one page, its folder, and the segment."""
    name = new_niche(seeds("http://a.example/", "http://b.example/"))
    frontier = open_frontier(niche.load(name))
    segment = Archive(frontier.folder)
    segment.response(Kept("http://a.example/", 200, "OK", [("Content-Type", "text/html")], b"<p>oui"))
    frontier.commit(segment.path.name, segment.flush())
    segment.close()
    frontier.close()
    return name, frontier.folder, segment.path


def lost(folder: Path, segment: Path) -> None:
    for file in folder.glob("frontier.sqlite*"):
        file.unlink()


def emptied(folder: Path, segment: Path) -> None:
    lost(folder, segment)
    (folder / "frontier.sqlite").touch()


def of_another(folder: Path, segment: Path) -> None:
    segment.with_name("crawl-00002.warc.gz").write_bytes(segment.read_bytes())


@pytest.mark.parametrize("harm", [lost, emptied, of_another])
def test_an_archive_that_the_frontier_does_not_know_stops_the_crawl_and_stays(crawled, harm):
    name, folder, segment = crawled
    harm(folder, segment)
    before = {path.name: path.read_bytes() for path in folder.glob("*.warc.gz")}
    with pytest.raises(
        AireError, match=r"crawl-0000\d.warc.gz: nothing in frontier.sqlite tells of it. Put that file back, or rename"
    ):
        open_frontier(niche.load(name))
    assert {path.name: path.read_bytes() for path in folder.glob("*.warc.gz")} == before
    for path in folder.glob("crawl-*.warc.gz"):
        path.rename(path.with_name(path.name.replace("crawl", "earlier")))
    open_frontier(niche.load(name)).close()
    assert parse.build(niche.load(name), 1)["pages"]["url"].tolist() == ["http://a.example/"]


@pytest.mark.heavy
def test_a_crawl_without_its_frontier_says_so_and_deletes_nothing(crawled):
    name, folder, segment = crawled
    lost(folder, segment)
    with MiniWeb({}) as web, pytest.raises(AireError, match=r"nothing in frontier.sqlite tells of it") as told:
        collect.crawl(niche.load(name), network=network(web), own=FAST)
    assert told.value.exit_code == 1 and "Traceback" not in str(told.value) and segment.stat().st_size
    with pytest.raises(AireError, match=r"frontier.sqlite: missing; put it back, or run: aire collect essai"):
        collect.summary(niche.load(name))


def test_a_segment_that_a_run_began_and_never_committed_goes_and_its_pages_are_asked_again(crawled):
    name, folder, _ = crawled
    frontier = open_frontier(niche.load(name))
    segment = Archive(folder)
    frontier.commit(segment.path.name, 0)
    segment.response(Kept("http://b.example/", 200, "OK", [], b"<p>non"))
    segment.close()
    frontier.close()
    open_frontier(niche.load(name)).close()
    assert not segment.path.exists() and len(archives(name)) == 1


def test_a_frontier_of_an_earlier_version_is_brought_up_to_date_by_the_next_crawl(new_niche):
    study = niche.load(new_niche(seeds("http://b.example/")))
    frontier_path(study.name).parent.mkdir()
    with sqlite3.connect(frontier_path(study.name)) as db:
        db.executescript(OLD)
    with pytest.raises(AireError, match="frontier.sqlite: of an earlier version; the next aire collect brings it up to date"):
        collect.outlook(study)
    open_frontier(study).close()
    assert collect.summary(study)["left"] == 1  # the seed was not committed: it comes with the next run
    frontier = open_frontier(study)
    assert sorted(row.url for row in frontier.turns.rows.values()) == ["http://a.example/p", "http://b.example/"]
    frontier.close()


@pytest.mark.parametrize("verb", [["collect"], ["ledger"], ["update"]])
def test_a_damaged_frontier_is_told_in_a_sentence(crawled, capsys, verb):
    name, folder, _ = crawled
    for file in folder.glob("frontier.sqlite-*"):
        file.unlink()
    (folder / "frontier.sqlite").write_bytes(b"not a database at all, but long enough to be taken for one" * 40)
    assert main([*verb, name]) == 1
    said = capsys.readouterr().err
    assert "frontier.sqlite: damaged" in said and "put a copy of it back" in said and "Traceback" not in said


SITE = {
    "/": tagged("Accueil", links("/tag.html", "/anna-perrin.html"), ETag='"h1"'),
    "/tag.html": tagged("Un", "un", ETag='"v1"'),
    "/anna-perrin.html": tagged("Anna", "Anna Perrin fait du pain", ETag='"a1"'),
}


def ran(name: str, web: MiniWeb, **how: bool) -> dict[str, object]:
    return collect.crawl(niche.load(name), network=network(web), own=FAST, within=30, **how)


@pytest.mark.heavy
def test_after_a_source_and_a_person_were_forgotten_the_crawl_goes_on_and_no_file_of_it_names_them(new_niche):
    yml = "question: Qui ?\nseeds:\n  - http://a.example/\n  - http://b.example/\n" + CONTACT
    name = new_niche(yml)
    with MiniWeb(
        {"a.example": small(SITE), "b.example": small({"/": tagged("B", links("http://a.example/"), ETag='"b"')})}
    ) as web:
        ran(name, web)
        assert main(["forget", name, "http://b.example/"]) == 0 and main(["forget", name, "Anna Perrin"]) == 0
        held = b"".join(path.read_bytes() for path in frontier_path(name).parent.glob("frontier.sqlite*"))
        assert b"b.example" not in held
        pages = set(parse.build(niche.load(name), 1)["pages"]["url"])
        web.log.clear()
        assert ran(name, web, anew=True)["left"] == 0
        assert {each.host for each in web.log} == {"a.example"}
    assert pages == {"http://a.example/", "http://a.example/tag.html", "http://a.example/anna-perrin.html"}
    assert set(parse.build(niche.load(name), 1)["pages"]["url"]) == pages and all(records(path) for path in archives(name))


@pytest.mark.heavy
def test_what_a_clean_up_took_is_asked_for_whole_again_not_noted_as_unchanged(new_niche):
    name = new_niche(seeds("http://a.example/") + "retention_months: 1\n")
    with MiniWeb({"a.example": small(SITE)}) as web:
        ran(name, web)
        told = retention.clean(name, datetime(2126, 1, 1, tzinfo=UTC))
        assert "4 captures" in told[0] or "3 captures" in told[0]
        web.log.clear()
        ran(name, web, anew=True)
        assert {each.since for each in web.log} == {""} and len(web.log) >= len(SITE)
    assert len(parse.build(niche.load(name), 1)["pages"]) == 3


def test_archives_are_not_written_anew_while_a_crawl_is_under_way(crawled, capsys):
    name, _, segment = crawled
    frontier, before = open_frontier(niche.load(name)), segment.read_bytes()
    assert main(["forget", name, "http://nobody.example/"]) == 1
    assert "another crawl of this niche is under way" in capsys.readouterr().err and segment.read_bytes() == before
    frontier.close()
