"""Whatever starts a niche is read into addresses."""

import gzip
import os
import tarfile
from pathlib import Path

import pytest

from helpers import collect, niche
from helpers.collect import ways_in
from helpers.paths import AireError

DATA = Path(os.environ.get("AIRE_DATA", ""))
real = pytest.mark.skipif(not os.environ.get("AIRE_DATA"), reason="AIRE_DATA is not set")

LISTS = {
    "blogs.opml": (
        b'<opml><body><outline text="a" htmlUrl="https://a.example" xmlUrl="https://a.example/feed"/></body></opml>',
        ["https://a.example/", "https://a.example/feed"],
    ),
    "planet.ini": (
        b"title = A planet\n[one]\n  link = http://b.example\n  feed = http://b.example/rss\n",
        ["http://b.example/", "http://b.example/rss"],
    ),
    "hyphe.csv": (
        b"id,STATUS,HOME PAGE,START PAGES\n1,IN,http://c.example/,http://c.example/x\n2,OUT,http://out.example/,\n3,IN,,http://d.example/ http://d.example/y\n",
        ["http://c.example/", "http://d.example/"],
    ),
    "issuecrawler.csv": (b"host,inlinks\ne.example,12\nf.example,3\n", ["https://e.example/", "https://f.example/"]),
    "results.csv": (b"rank,link\n1,https://g.example/p?utm_source=x\n", ["https://g.example/p"]),
    "sitemap.xml.gz": (gzip.compress(b"<urlset><url><loc>https://h.example/2</loc></url></urlset>"), ["https://h.example/2"]),
    "sitemap.xml": (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://h.example/1</loc></url></urlset>',
        ["https://h.example/1"],
    ),
    "feed.xml": (
        b"<rss version='2.0'><channel><link>https://i.example/</link><item><link>https://i.example/p</link></item></channel></rss>",
        ["https://i.example/", "https://i.example/p"],
    ),
    "feed.json": (b'{"version": "1.1", "items": [{"url": "https://j.example/p"}]}', ["https://j.example/p"]),
    "list.txt": (b"# mine\nk.example # a friend\nmailto:x@k.example\n", ["https://k.example/"]),
    "blogroll.html": (b'<ul><li><a href="https://l.example">L</a><li><a href="javascript:1">no</a></ul>', ["https://l.example/"]),
}


@pytest.mark.parametrize("name", LISTS)
def test_each_kind_of_list_gives_its_addresses(name: str, tmp_path: Path) -> None:
    content, expected = LISTS[name]
    (tmp_path / name).write_bytes(content)
    assert collect.read_list(tmp_path / name)["url"].tolist() == expected


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.doc", b"x", "kind of list '.doc' unknown"),
        ("a.csv", b"name,colour\nx,y\n", "line 1: expected a column among"),
        ("a.txt", b"# nothing\n", "holds no web address"),
        ("a.opml", b"", "found nothing readable"),
        ("a.ini", b"[one\n", "holds no web address|expected the list of a planet"),
    ],
)
def test_a_list_that_is_none_is_told_in_one_sentence(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AireError, match=says):
        collect.read_list(tmp_path / name)


def test_a_crawl_begins_at_seeds_site_lists_and_accepted_prospects_each_once(home: Path) -> None:
    folder = home / "data" / "raw" / "essai"
    folder.mkdir(parents=True)
    (folder / "niche.yml").write_text("question: Q?\nseeds: ['https://a.example/']\nsite: https://me.example/\nlists: [x.txt]\n")
    (folder / "x.txt").write_text("a.example\nz.example\n")
    (folder / "editorial.yml").write_text("prospects:\n  - {source: p.example, accept: true, reason: ours}\n")
    made = collect.starts(niche.load("essai"))
    assert made[["source", "origin"]].to_numpy().tolist() == [
        ["a.example", "seed"],
        ["me.example", "site"],
        ["p.example", "seed"],
        ["z.example", "x.txt"],
    ]


@real
@pytest.mark.heavy
def test_every_file_of_feedparsers_own_corpus_is_read_without_an_exception() -> None:
    with tarfile.open(DATA / "feeds" / "feedparser-tests.tar.gz") as archive:
        files = {one.name: archive.extractfile(one) for one in archive if one.isfile()}
        contents = {name: stream.read() for name, stream in files.items() if stream}
    assert len(contents) > 2_000
    assert sum("illformed" in name for name in contents) >= 10
    for content in contents.values():
        assert list(ways_in.feed(content, "https://feed.example/rss")) == ["url", "kind", "title", "published"]


@real
@pytest.mark.heavy
@pytest.mark.parametrize(
    ("file", "least"),
    [
        ("graphs/french-medias/french-medias_hyphe_webentities.csv", 400),
        ("lists/engineering_blogs.opml", 400),
        ("lists/xxiivv-webring.opml", 60),
        ("lists/planet-brassage-fr.ini", 18),
    ],
)
def test_real_lists_are_read(file: str, least: int) -> None:
    assert len(collect.read_list(DATA / file)) >= least
