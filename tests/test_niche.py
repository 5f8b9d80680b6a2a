"""niche.yml and editorial.yml: each fault is told by file, line, key, what was found and what was expected."""

import re
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import editorial, niche, paths
from helpers.paths import AireError
from helpers.report.blocks import templates
from helpers.texts import messages

ASK = "question: Qui ?\n"
BOMB = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"

# what is written after `question: Qui ?`, and what the message holds
FAULTS = [
    ("a pale accent", 'branding: {accent: "#FFD000"}\n', ["line 2", "'branding.accent'", "#FFD000", "expected a darker colour: its contrast on the paper is 1.4"]),
    ("an accent by its name", "branding: {accent: red}\n", ["line 2", "'branding.accent'", "expected a colour such as #0052AD"]),
    ("a tab", "\tlang: fr\n", ["line 2", "tab", "spaces"]),
    ("a tab inside", "limits:\n\tnodes: 3\n", ["line 3", "tab", "spaces"]),
    ("a key given twice", "lang: fr\nlang: en\n", ["line 3", "'lang'", "twice"]),
    ("a key given twice, deeper", "limits:\n  nodes: 3\n  nodes: 4\n", ["line 4", "'nodes'", "twice"]),
    ("an unknown key", "langue: fr\n", ["line 2", "'langue'", "unknown key"]),
    ("an unknown key, deeper", "limits:\n  noodles: 3\n", ["line 3", "'limits.noodles'", "unknown key; expected 'nodes'"]),
    ("an anchor", "title: &t Blogs\n", ["line 2", "anchors"]),
    ("a bomb", BOMB, ["line 2", "anchors"]),
    ("an alias without anchor", "title: *t\n", ["line 2", "anchors"]),
    ("a wrong type", "seed: vingt\n", ["line 2", "'seed'", "integer", "found 'vingt'"]),
    ("a list for a text", "title: [a, b]\n", ["line 2", "'title'", "string", "found ['a', 'b']"]),
    ("a text for a list", "keywords: pain\n", ["line 2", "'keywords'", "list", "found 'pain'"]),
    ("a negative limit", "limits: {nodes: -1}\n", ["line 2", "'limits.nodes'", "equal to 1", "found -1"]),
    ("a weight that is no number", "weights: {cited: .nan}\n", ["line 2", "'weights.cited'", "found nan"]),
    ("a text for keys and values", "limits: many\n", ["line 2", "'limits'", "expected keys and values", "found 'many'"]),
    ("another language", "lang: de\n", ["line 2", "'lang'", "expected 'fr' or 'en'", "found 'de'"]),
    ("another unit", "unit: blog\n", ["line 2", "'unit'", "'site', 'person' or 'topic'", "found 'blog'"]),
    ("no value", "title:\n", ["line 2", "'title'", "string", "found None"]),
    ("a date that is none", "date: 2026-02-30\n", ["line 2", "'date'", "such as 2026-09-30", "found '2026-02-30'"]),
    ("a date of another form", 'date: "20260301"\n', ["line 2", "'date'", "such as 2026-09-30", "found '20260301'"]),
    ("a week for a date", "date: 2026-W09-1\n", ["line 2", "'date'", "such as 2026-09-30"]),
    ("a seed that is no address", "seeds:\n  - https://a.example/\n  - pas une adresse\n",
     ["line 4", "'seeds.1'", "web address", "found 'pas une adresse'"]),
    ("a seed object that is none", "seeds:\n  - url: ftp://a.b/\n", ["line 3", "'seeds.0.url'", "web address"]),
    ("a seed that runs", "seeds: ['javascript:alert(1.5)']\n", ["line 2", "'seeds.0'", "web address"]),
    ("a seed with a password", "seeds: ['https://ann:secret@a.example/']\n", ["line 2", "web address"]),
    ("a seed in brackets", "seeds: ['http://[']\n", ["line 2", "web address"]),
    ("seeds that are a text", "seeds: a.example\n", ["line 2", "'seeds'", "list"]),
    ("a seed file and more", "seeds: {file: s.csv, label: x}\n", ["line 2", "'seeds.label'", "unknown key"]),
    ("an archive outside", "archives: ['../*.warc.gz']\n", ["line 2", "'archives.0'", "below the niche's folder"]),
    ("an archive from the root", "archives: ['/etc/*']\n", ["line 2", "'archives.0'", "below the niche's folder"]),
    ("an import outside", "imports:\n  - file: ../../x.csv\n", ["line 3", "'imports.0.file'", "below"]),
    ("an import with a zero byte", 'imports: [{file: "a\\0b"}]\n', ["line 2", "'imports.0.file'", "below"]),
    ("an import of another kind", "imports: [{file: a.xls, kind: xls}]\n", ["'imports.0.kind'", "'gexf'", "'xls'"]),
    ("an import without a file", "imports: [{kind: csv}]\n", ["line 2", "'imports.0.file'", "missing"]),
    ("a brand without a name", "brand: {aliases: [x]}\n", ["line 2", "'brand.name'", "missing"]),
    ("people named without a reason", "people: named\n", ["line 2", "'people'", "people_reason", "found 'named'"]),
    ("people named for a blank reason", "people: named\npeople_reason: ' '\n", ["line 2", "'people'", "people_reason"]),
    ("an edition with a slash", "edition: a/b\n", ["line 2", "'edition'", "found 'a/b'"]),
    ("another name", "name: autre\n", ["line 2", "'name'", "folder's name"]),
    ("decisions in the wrong file", "editorial: {notes: []}\n", ["line 2", "'editorial'", "editorial.yml"]),
    ("a tag that makes objects", "title: !!python/name:os.system x\n", ["line 2", "quotes"]),
    ("a tag without a value", "seed: !!int ''\n", ["line 2", "quotes"]),
    ("a flag that is none", "seed: !!bool x\n", ["line 2", "quotes"]),
    ("a time that is none", "date: !!timestamp x\n", ["line 2", "quotes"]),
    ("a bracket left open", "keywords: [pain\n", ["not YAML"]),
    ("two documents", "---\nlang: fr\n", ["not YAML"]),
    ("a control character", "title: a\x07b\n", ["not YAML"]),
    ("too deep", "title: " + "[" * 40 + "]" * 40 + "\n", ["line 2", "levels deep"]),
    ("far too deep", "title: " + "[" * 900_000 + "]" * 900_000 + "\n", ["line 2", "levels deep"]),
    ("too long", "title: " + "x" * 2_000_001 + "\n", ["bytes", "at most"]),
]  # fmt: skip

WHOLE_FILES = [
    ("an empty file", b"", ["empty", "question:"]),
    ("only comments", b"# nothing yet\n", ["empty", "question:"]),
    ("a list", b"- question\n", ["line 1", "keys and values"]),
    ("a text", b"question\n", ["line 1", "keys and values"]),
    ("no question", b"lang: fr\n", ["line 1", "'question'", "missing"]),
    ("an empty question", b"question: ''\n", ["line 1", "'question'", "at least 1 character"]),
    ("another encoding", "question: Qui mange des pâtes ?\n".encode("cp1252"), ["byte", "UTF-8"]),
    ("UTF-16", "question: Qui ?\n".encode("utf-16"), ["byte 0", "UTF-8"]),
    ("binary", bytes(range(256)), ["byte 128", "UTF-8"]),
    ("an image", b"\x89PNG\r\n\x1a\n\x00\x00", ["byte 0", "UTF-8"]),
    ("zero bytes", b"question: a\x00b\n", ["not YAML"]),
]

EDITORIAL_FAULTS = [
    ("notes:\n  - {section: comunities, text: x}\n", ["line 2", "notes.0.section", "'comunities'", "'communities'"]),
    ("findings:\n  - {id: leeders, hide: true, reason: x}\n", ["line 2", "findings.0.id", "'leeders'", "'leaders'"]),
    ("actions:\n  - {id: leaders, hide: true, reason: x}\n", ["line 2", "actions.0.id", "'leaders'", "'listen'"]),
    ("notes:\n  - {section: map}\n", ["line 2", "'notes.0.text'", "missing"]),
    ("sources:\n  - {source: a.example, hide: true}\n", ["line 2", "'sources.0.reason'", "missing"]),
    (
        "sources:\n  - {source: a.example, hide: perhaps, reason: x}\n",
        ["line 2", "'sources.0.hide'", "found 'perhaps'"],
    ),
    ("sources:\n  - {source: a.example, reason: x}\n", ["line 2", "'sources.0.reason'", "merge_into, move_to, title or hide"]),
    (
        "sources:\n  - {source: a, merge_into: b, reason: x}\n  - {source: b, merge_into: a, reason: x}\n",
        ["line 1", "'sources'", "expected an end to a → b → a, merged in a circle"],
    ),
    ("sources: [{source: a, merge_into: a, reason: x}]\n", ["line 1", "'sources'", "expected an end to a → a"]),
    ("communities:\n  - {member: a, name: '', reason: x}\n", ["line 2", "'communities.0.name'"]),
    ("findings: {id: verdict}\n", ["line 1", "'findings'", "list"]),
    ("remarks: []\n", ["line 1", "'remarks'", "unknown key"]),
]

SEED_FILES = [
    (b"address\nhttps://a.example/\n", ["line 1", "'url'", "found address"]),
    (b"", ["line 1", "'url'", "found none"]),
    (b"url,label\nhttps://a.example/,vin\npas une adresse,vin\n", ["line 3", "'url'", "found 'pas une adresse'"]),
    (b"url,label\n,vin\n", ["line 2", "'url'", "web address"]),
    ("url,label\nhttps://a.example/,pâtes\n".encode("cp1252"), ["byte 30", "UTF-8"]),
    (b"url\n" + b"x" * 140_000 + b"\n", ["line 2", "not CSV"]),
]

NAMES = ["{niche}", "deux mots", "a.b", "../demo", "a/b", "Demo", "-a", "", "é", "a" * 42, "a\n", ".", "..", "a\x00"]


def message(name: str = "essai") -> str:
    """Return what is said of a niche that cannot be loaded."""
    with pytest.raises(AireError) as raised:
        study = niche.load(name)
        _ = study.sources_asked
    return str(raised.value)


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_is_told_by_file_line_key_found_and_expected(new_niche, text, words):
    new_niche(ASK + text)
    said = message()
    assert said.startswith(str(paths.niche_folder("essai") / "niche.yml"))
    assert [word for word in words if word not in said] == [] and len(said) < 600


@pytest.mark.parametrize(("content", "words"), [row[1:] for row in WHOLE_FILES], ids=[row[0] for row in WHOLE_FILES])
def test_a_file_that_is_no_niche_is_told(new_niche, content, words):
    new_niche(content)
    assert [word for word in words if word not in message()] == []


@pytest.mark.parametrize(("text", "words"), EDITORIAL_FAULTS)
def test_a_decision_without_its_reason_is_told(new_niche, text, words):
    new_niche(ASK, editorial_yml=text)
    said = message()
    assert "editorial.yml" in said and [word for word in words if word not in said] == []


@pytest.mark.parametrize(("content", "words"), SEED_FILES)
def test_a_fault_in_a_file_of_seeds_is_told_by_its_line(new_niche, content, words):
    new_niche(ASK + "seeds: {file: seeds.csv}\n", seeds_csv=content)
    said = message()
    assert "seeds.csv" in said and [word for word in words if word not in said] == []


def test_all_faults_of_a_file_are_told_at_once(new_niche):
    new_niche(ASK + "lang: de\nunit: blog\nlangue: fr\n")
    assert [int(x) for x in re.findall(r"line (\d)", message())] == [2, 3, 4]


def test_a_seed_given_twice_is_counted_and_kept_once(new_niche):
    new_niche(ASK + "seeds: [https://a.example/, b.example, https://a.example, {url: https://b.example/, label: vin}]\n")
    study = niche.load("essai")
    assert sorted(seed.url.rstrip("/") for seed in study.sources_asked) == ["https://a.example", "https://b.example"]
    assert study.duplicate_seeds == 2


def test_seeds_read_the_same_from_a_file_as_inline(new_niche):
    rows = "url,label,aliases,more\nhttps://a.example/,vin,https://b.example/ | c.example,?\nd.example,,,\n"
    new_niche(ASK + "seeds: {file: seeds.csv}\n", seeds_csv="\ufeff" + rows)
    new_niche(
        ASK + "seeds:\n  - {url: https://a.example/, label: vin, aliases: [https://b.example/, c.example]}\n  - d.example\n",
        name="autre",
    )
    assert niche.load("essai").sources_asked == niche.load("autre").sources_asked


def test_a_file_of_seeds_that_is_not_there_is_named(new_niche):
    new_niche(ASK + "seeds: {file: rien.csv}\n")
    assert "'rien.csv' was not found" in message()


def test_a_link_that_leads_outside_is_not_followed(new_niche, tmp_path):
    (tmp_path / "outside.csv").write_text("url\nhttps://a.example/\n")
    new_niche(ASK + "seeds: {file: seeds.csv}\n")
    (paths.niche_folder("essai") / "seeds.csv").symlink_to(tmp_path / "outside.csv")
    assert "was not found" in message()


def test_a_pattern_that_is_none_is_told(new_niche):
    name = new_niche(ASK)
    with pytest.raises(AireError, match="such as crawl"):
        paths.archives(name, ["crawl/**a.warc.gz"])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_could_be_a_path_is_refused_as_a_wrong_call(name):
    with pytest.raises(AireError, match="lower-case letters") as raised:
        niche.load(name)
    assert raised.value.exit_code == 2


def test_a_niche_that_is_not_there_is_told_with_those_that_are(new_niche):
    new_niche(ASK)
    said = message("autre")
    assert "no such niche (known: essai)" in said and "aire new autre" in said


def test_a_question_alone_makes_a_niche(new_niche):
    study = niche.load(new_niche(ASK))
    assert (study.question, study.lang, study.people, study.sources_asked) == ("Qui ?", "fr", "pseudonyms", [])
    assert study.limits.nodes == 100_000 and study.editorial == editorial.Editorial()


def test_a_source_merged_into_a_merged_one_ends_where_that_one_does(new_niche):
    rows = "".join(f"  - {{source: {one}, merge_into: {other}, reason: moved}}\n" for one, other in ("ab", "bc", "cd", "xd"))
    new_niche(ASK, editorial_yml=f"sources:\n{rows}")
    assert niche.load("essai").editorial.merged == dict.fromkeys("abcx", "d")


def test_what_was_read_cannot_be_changed(new_niche):
    study = niche.load(new_niche(ASK))
    with pytest.raises(ValueError, match="frozen"):
        study.question = "autre"


def test_a_person_keeps_one_pseudonym_within_a_niche_and_has_another_elsewhere(new_niche):
    one, other = (niche.load(new_niche(ASK, name=name, people_key=key)) for name, key in [("un", "k1"), ("deux", "k2")])
    assert one.pseudonym("Jeanne  D.") == one.pseudonym(" jeanne d. ") != other.pseudonym("Jeanne D.")
    assert re.fullmatch(r"person-[0-9a-f]{8}", one.pseudonym("Jeanne D.")) and one.pseudonym("  ") == ""


def test_persons_are_named_where_a_reason_says_why(new_niche):
    new_niche(ASK + "people: named\npeople_reason: membres élus, mandat public\n")
    assert niche.load("essai").pseudonym("Jeanne D.") == "Jeanne D."


@pytest.mark.parametrize("key", ["", "  \n"])
def test_no_pseudonym_is_made_without_a_key(new_niche, key):
    study = niche.load(new_niche(ASK, people_key=key))
    with pytest.raises(AireError, match="empty"):
        study.pseudonym("Jeanne D.")


SCALARS = st.text(st.characters(codec="utf-8"), max_size=40)
KEYS = st.sampled_from(["question", "title", "lang", "date", "seed", "people", "weights", "site", "seeds", "brand", "limits"])


@given(key=KEYS, value=SCALARS)
@example(key="seed", value="!!int")
@example(key="date", value="!!timestamp x")
@example(key="title", value="!!binary é")
@example(key="seeds", value='{file: "\\0"}')
def test_any_text_for_a_value_loads_or_is_told(key, value, tmp_path_factory):
    check_loads_or_tells(f"{'' if key == 'question' else ASK}{key}: {value}\n".encode(), tmp_path_factory)


@given(content=st.binary(max_size=200))
def test_any_bytes_load_or_are_told(content, tmp_path_factory):
    check_loads_or_tells(content, tmp_path_factory)


@given(rows=st.lists(st.lists(SCALARS, max_size=4), max_size=4))
def test_any_file_of_seeds_loads_or_is_told(rows, tmp_path_factory):
    text = "url,label,aliases\n" + "\n".join(",".join(row) for row in rows)
    files = {"seeds.csv": text.encode()}
    check_loads_or_tells((ASK + "seeds: {file: seeds.csv}\n").encode(), tmp_path_factory, files)


def check_loads_or_tells(content, factory, files=None):
    """Write a niche and load it: it is a niche, or a sentence says why not; nothing else is ever raised."""
    home = factory.mktemp("any")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRE_HOME", str(home))
        folder = home / "data" / "raw" / "essai"
        folder.mkdir(parents=True)
        for name, text in {"niche.yml": content, **(files or {})}.items():
            (folder / name).write_bytes(text)
        try:
            study = niche.load("essai")
            assert all(seed.url.startswith(("http://", "https://")) for seed in study.sources_asked)
        except AireError as error:
            assert str(error).startswith(str(folder)) or "was not found" in str(error)


def test_what_can_be_worded_is_what_the_report_can_say():
    keys = [key.split(".") for key in messages("fr")]
    said = {kind: {key[1] for key in keys if key[0] == kind} for kind in ("finding", "action")}
    assert (said["finding"], said["action"]) == (set(get_args(editorial.Finding)), set(get_args(editorial.Action)))
    sections = {path.name.split(".")[0] for path in (templates() / "sections").glob("*.j2")}
    assert set(get_args(editorial.Section)) == sections - {"cover"}
