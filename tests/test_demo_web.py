"""The demonstration niche: what it must hold, be and not be. The pipeline is not involved."""

import ast
import gzip
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.demo_web import generate, measure
from tests.demo_web.truth import read
from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "data" / "raw" / "demo"
SEEN, UNSEEN = 20, 4711  # the committed web, and one never looked at while the generator was tuned
PLATFORMS = {"www.instagram.com", "www.youtube.com", "www.facebook.com"}


@pytest.fixture(scope="module")
def webs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Folders of the two webs."""
    folders = {seed: tmp_path_factory.mktemp("web") / str(seed) for seed in (SEEN, UNSEEN)}
    for seed, folder in folders.items():
        generate(seed, folder)
    return folders


@pytest.fixture(scope="module", params=[SEEN, UNSEEN])
def truth(request: pytest.FixtureRequest, webs: dict[int, Path]) -> dict[str, Any]:
    """The truth of one of the webs."""
    return read(webs[request.param])


@pytest.fixture(scope="module")
def pages(webs: dict[int, Path]) -> dict[str, str]:
    """Address and body of the committed web's HTML pages that were answered with 200."""
    with (webs[SEEN] / "crawl" / "demo.warc.gz").open("rb") as stream:
        return {
            record.rec_headers["WARC-Target-URI"]: _decoded(record.content_stream().read())
            for record in ArchiveIterator(stream)
            if record.rec_type == "response" and record.http_headers.get_statuscode() == "200"
        }


def _decoded(body: bytes) -> str:
    return body.decode("cp1252" if b"charset=windows-1252" in body else "utf-8")


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_committed_web_is_what_the_generator_writes(webs: dict[int, Path]) -> None:
    assert digests(DEMO) == digests(webs[SEEN])


def test_bytes_do_not_depend_on_hash_seed_or_time_zone(webs: dict[int, Path], tmp_path: Path) -> None:
    call = [sys.executable, "-m", "tests.demo_web", "--seed", str(UNSEEN), "--out", str(tmp_path)]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Chatham"}
    subprocess.run(call, check=True, cwd=ROOT, env=environment, capture_output=True)
    assert digests(tmp_path) == digests(webs[UNSEEN])


def test_the_generator_knows_nothing_of_the_pipeline() -> None:
    for path in sorted((ROOT / "tests" / "demo_web").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] == "helpers"], path


def test_the_committed_folder_holds_at_most_two_megabytes() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) <= 2_000_000


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        ("editorial pairs inside", 0.45, 0.65),
        ("editorial pages inside", 0.45, 0.65),
        ("furniture", 0.45, 0.65),
        ("decoys", 0.10, 0.20),
        ("louvain all links, pages", -1.0, 0.80),
        ("louvain all links, pairs", -1.0, 0.80),
        ("decoys in raw top 10", 4, 10),
        ("consensus editorial", 0.90, 1.0),
        ("planted top 10 found", 8, 10),
        ("most cited", 30, 90),
    ],
)
def test_the_web_is_hard_enough_and_yet_fair(measured: dict[str, float], figure: str, low: float, high: float) -> None:
    assert low <= measured[figure] <= high


@pytest.fixture(scope="module")
def measured(truth: dict[str, Any]) -> dict[str, float]:
    """Figures of one of the webs."""
    return measure.figures(truth)


def test_there_are_about_300_sources_in_seven_communities(truth: dict[str, Any]) -> None:
    sizes = {name: len(members) for name, members in truth["communities"].items()}
    assert len(sizes) == 7
    assert min(sizes.values()) >= 15
    assert 250 <= sum(sizes.values()) <= 300
    kinds = Counter(source["kind"] for source in truth["sources"].values())
    assert kinds["forum"] == 2
    assert kinds["wiki"] == kinds["board"] == 1
    assert kinds["profile"] >= 5
    assert kinds["shop"] >= 3


def test_only_sources_with_an_editorial_link_have_a_planted_community(truth: dict[str, Any]) -> None:
    tied = {key for pair in measure.pairs(truth, measure.EDITORIAL) for key in pair}
    with_community = {key for key, source in truth["sources"].items() if source["community"]}
    assert with_community <= tied
    assert not [key for key in with_community if truth["sources"][key]["decoy"]]


def test_some_sources_sleep_and_some_are_gone(truth: dict[str, Any]) -> None:
    alive = Counter(source["alive"] for source in truth["sources"].values())
    assert alive["asleep"] >= 10
    assert alive["gone"] == 4


def test_needs_recur_on_several_sources_without_answer(truth: dict[str, Any], webs: dict[int, Path]) -> None:
    assert len(truth["needs"]) == 12
    answered = set(truth["answered_questions"])
    for need in truth["needs"]:
        assert 3 <= len(need["threads"]) <= 8
        assert len(set(need["sources"])) >= 2
        assert not answered & set(need["threads"])
    assert truth["answered_decoys"]
    assert set(truth["answered_decoys"]) <= answered


def test_members_of_the_larger_forum_have_circles_and_talk_elsewhere_too(truth: dict[str, Any]) -> None:
    for forum, circles in truth["circles"].items():
        members = [one for circle in circles.values() for one in circle]
        assert len(circles) >= 3 and min(map(len, circles.values())) >= 5 and len({*members}) == len(members)
        assert not {*members} & {*truth["helpers"][forum]}
        assert 0.1 <= truth["mixing"][forum] <= 0.3


def test_the_crisis_lasts_some_days_and_crosses_communities(truth: dict[str, Any]) -> None:
    crisis = truth["crisis"]
    assert "2026-06-30" <= crisis["first"] <= crisis["last"] <= "2026-07-31"
    assert len(crisis["attackers"]) >= 8
    assert len(crisis["defenders"]) == 4
    assert len({community for _, community, _ in crisis["path"] if community}) >= 3
    assert crisis["path"][0][2] == crisis["first_mover"]
    assert set(crisis["posts"]) <= set(truth["mentions"]["Mijolie"])


def test_every_address_of_the_truth_is_a_captured_page(truth: dict[str, Any], pages: dict[str, str]) -> None:
    if truth["seed"] != SEEN:
        pytest.skip("the pages of the other web are not opened")
    told = [url for need in truth["needs"] for url in need["threads"]]
    told += [url for key in ("rhetorical", "sponsored_posts", "offtopic", "answered_questions") for url in truth[key]]
    told += [url for row in truth["syndicated"] for url in [row["original"], *row["copies"]]]
    told += [url for urls in truth["mentions"].values() for url in urls] + [rule["url"] for rule in truth["rules"]]
    for url in told:
        page, _, anchor = url.partition("#")
        assert page in pages, url
        assert not anchor or f'id="{anchor}"' in pages[page], url


def test_a_rule_stands_on_its_page_and_a_contact_on_its_own(truth: dict[str, Any], pages: dict[str, str]) -> None:
    if truth["seed"] != SEEN:
        pytest.skip("the pages of the other web are not opened")
    for rule in truth["rules"]:
        assert rule["sentence"] in pages[rule["url"]]
    for contacts in truth["contacts"].values():
        for contact in contacts:
            mark = contact["value"] if contact["channel"] == "email" else "<form"
            assert mark in pages[contact["url"]]


def test_everything_is_fictional(pages: dict[str, str]) -> None:
    for url, body in pages.items():
        for link in [url, *re.findall(r'(?:href|src|action)="(https?://[^"]+)"', body)]:
            host = urlsplit(link).hostname or ""
            assert host.endswith(".example") or host in PLATFORMS, link


def test_no_slot_is_left_open_and_french_elides(pages: dict[str, str]) -> None:
    faults = re.compile(r"\{\w*[ }]|\[\[|\b(?:de|le|la|que) [aeéèêiou][a-zéè]+\b", re.I)
    allowed = re.compile(r"\b(?:le|la|de) (?:onze|oui|un|une|au|aux|en|a|à|et)\b", re.I)
    for url, body in pages.items():
        text = re.sub(r"<script.*?</script>|<a [^>]*>.*?</a>|<[^>]+>|https?://\S+", " ¤ ", body, flags=re.S)
        found = [hit[0] for hit in faults.finditer(text) if not allowed.match(hit[0])]
        assert not found, (url, found[:3])


def test_the_archive_is_compressed_record_by_record(webs: dict[int, Path]) -> None:
    with (webs[SEEN] / "crawl" / "demo.warc.gz").open("rb") as stream:
        records = [(record.rec_type, record.rec_headers["WARC-Record-ID"]) for record in ArchiveIterator(stream)]
    assert records[0][0] == "warcinfo"
    assert len({name for _, name in records}) == len(records) > 1_200
    whole = gzip.decompress((webs[SEEN] / "crawl" / "demo.warc.gz").read_bytes())
    assert whole.count(b"WARC/1.1\r\n") == len(records)


def test_pages_are_in_the_manner_of_several_platforms(pages: dict[str, str]) -> None:
    body = "".join(pages.values())
    marks = ['class="comment-list"', 'class="comment-replies"', 'class="ob-comments"', 'id="phpbb"', '"QAPage"']
    marks += ['"DiscussionForumPosting"', '"Recipe"', '"BlogPosting"', 'itemprop="datePublished"', "<pubDate>"]
    marks += ["article:published_time", "Mis en ligne le", "mediawiki", "windows-1252", 'rel="sponsored', "?aff="]
    assert [mark for mark in marks if mark not in body] == []
