"""``aire new``: a niche.yml that loads at once and explains every key."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import collect, niche, paths, start
from helpers.__main__ import main
from helpers.paths import AireError

WAYS = [
    ("", [], [], ""),
    ("mysite.example", ["https://mysite.example"], [], "https://mysite.example"),
    ("https://mysite.example/blog", ["https://mysite.example/blog"], [], "https://mysite.example/blog"),
    ("farine pain 'levain'", [], ["farine", "pain", "'levain'"], ""),
    ("farine", [], ["farine"], ""),
]
RESULTS = [
    ("url\nhttps://a.example/\nhttps://b.example/\nhttps://a.example/\n", ["https://a.example/", "https://b.example/"]),
    ("rank,Link,title\n1,https://a.example/,x\n2,,y\n", ["https://a.example/"]),
    ("\ufeffAdresse\na.example\n", ["https://a.example"]),
]
NO_RESULTS = [
    (b"titre\nx\n", "line 1: expected a column among url, link"),
    (b"", "found none"),
    ("url,titre\na.example,pâtes\n".encode("cp1252"), "UTF-8"),
]


@pytest.mark.parametrize(("origin", "seeds", "keywords", "site"), WAYS)
def test_a_new_niche_loads_and_starts_where_it_was_told(origin, seeds, keywords, site):
    start.new_niche("essai", origin)
    study = niche.load("essai")
    assert [seed.url for seed in study.sources_asked] == seeds
    assert (study.keywords, study.site) == (keywords, site)


@pytest.mark.parametrize(("rows", "seeds"), RESULTS)
def test_a_page_of_search_results_gives_the_seeds(tmp_path, rows, seeds):
    (tmp_path / "results.csv").write_text(rows, encoding="utf-8")
    start.new_niche("essai", str(tmp_path / "results.csv"))
    assert [seed.url for seed in niche.load("essai").sources_asked] == seeds


@pytest.mark.parametrize(("rows", "words"), NO_RESULTS)
def test_results_without_addresses_are_told_and_nothing_is_written(tmp_path, rows, words):
    (tmp_path / "results.csv").write_bytes(rows)
    with pytest.raises(AireError, match=words):
        start.new_niche("essai", str(tmp_path / "results.csv"))
    assert not paths.niche_folder("essai").exists()


BROUGHT = {
    "hyphe.csv": "id,STATUS,HOME PAGE\n1,IN,http://c.example/\n2,OUT,http://out.example/\n",
    "issuecrawler.csv": "host,inlinks\nc.example,12\n",
    "blogs.opml": '<opml><body><outline htmlUrl="http://c.example/"/></body></opml>',
    "mes favoris.html": '<a href="http://c.example/">C</a>',
    "tableur.tsv": "titre\turl\nC\thttp://c.example/\n",
}


@pytest.mark.parametrize("name", BROUGHT)
def test_a_list_of_any_kind_is_brought_along_and_read_as_it_is(tmp_path, capsys, name):
    (tmp_path / name).write_text(BROUGHT[name], encoding="utf-8")
    assert main(["new", "essai", "--from", str(tmp_path / name)]) == 0
    assert f"1 addresses in {tmp_path / name}" in capsys.readouterr().out
    assert collect.starts(niche.load("essai"))[["source", "origin"]].to_numpy().tolist() == [["c.example", f"lists/{name}"]]


@pytest.mark.parametrize("name", ["web.warc.gz", "web.warc", "web.wacz"])
def test_an_archive_is_brought_along_and_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    start.new_niche("essai", str(tmp_path / name))
    assert [shown for shown, _ in paths.archives("essai", niche.load("essai").archives)] == [f"imports/{name}"]


def test_a_french_spreadsheet_writes_semicolons(tmp_path):
    (tmp_path / "resultats.csv").write_text("Adresse;Titre\nhttps://a.example/;Tartes, pains\n", encoding="utf-8")
    start.new_niche("essai", str(tmp_path / "resultats.csv"))
    assert [seed.url for seed in niche.load("essai").sources_asked] == ["https://a.example/"]


@pytest.mark.parametrize(("name", "text", "status", "said"), [
    ("results.csv", "url\nhttps://a.example/\npas une adresse\n", 1, "line 3: expected a web address"),
    ("vide.opml", "", 1, "found nothing readable"),
    ("vide.txt", "# rien\n", 1, "holds no web address"),
    ("absent.opml", None, 2, "no such file"), ("absent.wacz", None, 2, "no such file"),
])  # fmt: skip
def test_a_list_that_cannot_be_read_starts_nothing(tmp_path, capsys, name, text, status, said):
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["new", "essai", "--from", str(tmp_path / name)]) == status
    assert said in capsys.readouterr().err and not paths.niche_folder("essai").exists()


def test_results_that_are_not_there_are_no_site():
    with pytest.raises(AireError, match=r"rien\.csv: no such file") as raised:
        start.new_niche("essai", "rien.csv")
    assert raised.value.exit_code == 2


def test_a_niche_that_exists_is_never_written_over(new_niche):
    new_niche("question: Qui ?\n")
    with pytest.raises(AireError, match="exists already") as raised:
        start.new_niche("essai")
    assert raised.value.exit_code == 2 and niche.load("essai").question == "Qui ?"


def test_the_key_of_the_pseudonyms_is_new_each_time():
    keys = [(start.new_niche(name) / "people.key").read_bytes() for name in ("un", "deux")]
    assert keys[0] != keys[1] and all(re.fullmatch(rb"[0-9a-f]{32}", key) for key in keys)


def test_the_new_file_names_every_key_that_there_is():
    written = (start.new_niche("essai") / "niche.yml").read_text(encoding="utf-8")
    asked = set(niche.Niche.model_fields) - {"name", "editorial", "limits", "people_reason"}
    assert {key for key in asked if not re.search(rf"^(# )?{key}:", written, re.M)} == set()


def test_every_example_in_the_new_files_loads_once_it_is_uncommented():
    folder = start.new_niche("essai")
    for name in ("niche.yml", "editorial.yml"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        kept = [re.sub(r"^# ?(?=(  |- |[a-z_]+:( |$)))", "", line) for line in lines]
        (folder / name).write_text("\n".join(one_of_each(kept)), encoding="utf-8")
    (folder / "imports").mkdir()
    (folder / "imports" / "network.gexf").write_text("")
    study = niche.load("essai")
    assert study.brand and study.imports and study.editorial.sources and study.editorial.communities and study.weights


def one_of_each(lines):
    """Leave out a key that an example gives a second time, and whatever stands below it."""
    seen: set[str] = set()
    dropping = False
    for line in lines:
        found = re.match(r"([a-z_]+):", line)
        if found:
            dropping = found.group(1) in seen
            seen.add(found.group(1))
        if not dropping:
            yield line


@given(origin=st.text(st.characters(codec="utf-8"), max_size=40))
@example(origin='a"b: {c}')
@example(origin="a\x7fb")
@example(origin="{niche}")
def test_any_words_start_a_niche_or_are_refused_in_a_sentence(origin, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRE_HOME", str(tmp_path_factory.mktemp("any")))
        try:
            start.new_niche("essai", origin)
            niche.load("essai")
        except AireError as error:
            assert "niche.yml" in str(error) or "no such file" in str(error)
