"""The bibliography: every part of every `source` names what it rests on, and nothing is listed that nobody cites."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import glutmin_viewer
from glutmin_viewer.content import languages, use
from glutmin_viewer.content.sources import Resting, cited, ours, passages, resting_on, source_strings, sources

PACKAGE = Path(glutmin_viewer.__file__).parent
REPOSITORY = PACKAGE.parent
FACTS = REPOSITORY.parent / "shared" / "mission" / "facts.toml"
BOTH = pytest.mark.parametrize("language", languages())

# What a part may say before what it names: "facets: ", "thickness: ". A volume and its page stand without a space.
ABOUT = re.compile(r"^[^:]+: ")
# What it may say beside a citation.
BESIDE = re.compile(
    r"\((abstract|Zusammenfassung)\)|, (partly )?from memory|, (teils )?aus dem Gedächtnis|, measured|, gemessen"
    r"|, motion capture\)|, computed muscle control\)|, Bewegungsaufzeichnung\)|\((shortness of breath|Atemnot)\)"
    r"|that cites|, die .* anführt|table of normal activation in|Tabelle normaler Aktivierung in"
    r"|OpenSim models|OpenSim-Modellen?|, (evaluated with|ausgewertet mit)|\band\b|\bund\b"
    r"|Static optimisation \(least squared activation\) on the|an den"
    r"|Statische Optimierung \(kleinste quadrierte Aktivierung\)|\b(a|eine)\b|,",
    re.I,
)


def parts(said: str) -> list[str]:
    return re.split(r";\s+", said)


def rest_of(part: str) -> str:
    """What a part says besides naming sources: nothing, where it is told as citations are told."""
    between = ["" if passage.source else passage.words for passage in passages(part)]
    return BESIDE.sub("", "".join([ABOUT.sub("", between[0]), *between[1:]])).strip()


def is_ours(part: str) -> bool:
    return ABOUT.sub("", part).casefold() in {words.casefold() for words in ours()}


@BOTH
def test_every_part_of_every_source_names_its_sources_or_is_ours(language):
    strings = list(source_strings(language))
    assert len(strings) > 300
    for text, said in strings:
        for part in parts(said):
            assert is_ours(part) != bool(cited(part)), (text, part)
            assert is_ours(part) or rest_of(part) == "", (text, part)


@pytest.mark.parametrize("part", ["facets: Nobody 2001", "Goh 2003 and Nobody 2001", "Nobody's model"])
def test_a_part_that_names_something_unknown_would_be_found(part):
    assert not is_ours(part) and (not cited(part) or rest_of(part))


def test_the_languages_rest_on_the_same():
    english, german = (
        Counter((text, cited(said)) for text, said in source_strings(language)) for language in languages()
    )
    assert english == german


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (
            "Schünke et al., Prometheus, Thieme 2007; facets: Pfirrmann et al., Radiology 2001",
            ["prometheus", "pfirrmann"],
        ),
        (
            "A self-treatment page (Gluteus Minimus: Pain & Trigger Points) that cites Calais-Germain 1993; this model",
            ["self_treatment_page", "calais_germain"],
        ),
        ("Beck et al., J Bone Joint Surg Br 2000;82:358 (abstract)", ["beck"]),
        ("Division into three: Delp et al. 1990, Rajagopal et al. 2016", ["delp_1990", "rajagopal_2016"]),
        (
            "OpenSim models gait2392 and Rajagopal2016, evaluated with OpenSim 4.6",
            ["gait2392", "rajagopal2016_model", "opensim"],
        ),
        ("Robertson & Wood, Sports Med Int Open 2017;1:E58 (abstract)", ["robertson_wood"]),
        ("Gray 1918; Gray, Anatomy of the Human Body, 1918", ["gray"]),
        ("This model; Gray 19180", []),
    ],
)
def test_sources_are_found_by_the_words_that_cite_them(said, names):
    assert list(cited(said)) == names
    assert "".join(passage.words for passage in passages(said)) == said


def test_what_rests_on_a_source_is_told_by_section_and_id():
    assert Resting("groups", "middle") in resting_on("delp_1990")
    assert resting_on("davies") == (Resting("guide", "books"),)
    assert Resting("claims", "F2") in resting_on("beck")  # literature counts as well
    assert Resting("safety", "nerve") in resting_on("rathbone")
    assert Resting("ui", "probe_felt") in resting_on("self_treatment_page")
    for source in sources():
        for text in resting_on(source):
            assert any(source in cited(said) for where, said in source_strings() if where == text)
    with pytest.raises(KeyError):
        resting_on("nobody")


def everything_else() -> str:
    """Data files, code and documents, in which sources of numbers and methods are cited."""
    kept = [path for path in PACKAGE.rglob("*") if path.suffix in {".toml", ".csv", ".py"}]
    kept = [path for path in kept if path.parent.name != "content"]
    return "\n".join(path.read_text(encoding="utf-8") for path in (*kept, *(REPOSITORY / "docs").glob("*.md")))


def test_every_source_is_cited_somewhere():
    elsewhere = re.sub(r"\s+#?\s*", " ", everything_else())
    cited_there = set(cited(elsewhere))
    for source in sources():
        assert resting_on(source) or source in cited_there, source


def test_every_author_with_a_year_in_data_and_documents_is_among_the_sources():
    """Numbers of the model rest on publications too."""
    author = re.compile(r"\b[A-Z][a-zü]+(?: et al\.,?| & [A-Z][a-z]+| and [A-Z][a-z]+)?,? \(?(?:19|20)\d\d(?=[\W])")
    text = re.sub(r"\s+#?\s*", " ", everything_else())
    known = re.sub(r"[(),]", "", " ".join(words for source in sources().values() for words in source.cited_as))
    found = {re.sub(r"[(),]", "", name) for name in author.findall(text)}
    journals = {"Radiology 2001", "Anat 2012", "Diagnostics 2023", "Orthop 2015", "Rehabil 2007", "Uhlrich 2023"}
    assert len(found) > 30
    assert (
        sorted(name for name in found - journals if name not in known and name.replace(" et al.", "") not in known)
        == []
    )


def test_ids_words_and_references_are_unique_and_notes_are_in_both_languages():
    text = (PACKAGE / "content" / "sources.toml").read_text(encoding="utf-8")
    ids = re.findall(r"^\[sources\.(.+)\]$", text, re.M)
    assert len(ids) == len(set(ids)) == len(sources())
    words = Counter(words.casefold() for source in sources().values() for words in source.cited_as)
    assert max(words.values()) == 1
    assert len({source.reference for source in sources().values()}) == len(sources())
    for name, source in sources().items():
        assert source.reference.endswith((".", "?")) and source.cited_as, name
        assert not source.note or set(source.note) == set(languages()), name


def test_the_note_is_in_the_language_in_use():
    table = sources()["landmark_tables"]
    assert table.remark() == table.note["en"] and sources()["beck"].remark() == ""
    use("de")
    assert table.remark() == table.note["de"]


def test_the_four_books_are_there_and_none_is_said_to_have_been_read():
    books = {fact: source for source in sources().values() for fact in source.facts}
    assert sorted(books) == ["R1", "R2", "R3", "R4"]
    assert {book.read for book in books.values()} == {"recalled"}


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts of the page are not on this machine")
def test_the_books_are_those_of_the_page():
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))["references"]
    books = {fact: source.reference for source in sources().values() for fact in source.facts}
    assert books == {fact: told["text"] for fact, told in facts.items()}


def test_what_a_text_calls_an_abstract_is_read_as_one():
    for text, said in source_strings("en"):
        for part in parts(said):
            if "(abstract)" in part:
                assert {sources()[source].read for source in cited(part)} == {"abstract"}, (text, part)
