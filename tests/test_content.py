"""The texts: complete for what the viewer shows, and honest about where they come from."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from whole import whole_atlas

import glutmin_viewer
from glutmin_viewer.content import (
    Content,
    Language,
    Term,
    content,
    inside,
    languages,
    names,
    number,
    other_language,
    use,
    without_side,
)
from glutmin_viewer.core.causes import table
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.trigger_points import trigger_points

TERMS = tuple(
    section
    for section in Content.__struct_fields__
    if any(isinstance(value, Term) for value in getattr(content(), section).values())
)
# Words that would tell readers what is wrong with them, or how sure that is, and words that deny it.
VERDICT = {
    "en": re.compile(
        r"\byou (have|suffer|are (ill|sick))\b|\byour (pain|trouble) (is|comes)\b|diagnos|likel|probab"
        r"|\b(chance|odds)\b",
        re.I,
    ),
    "de": re.compile(
        r"\bsie (haben|leiden|sind krank)\b|\bihr (schmerz|leiden) (ist|kommt|liegt)\b"
        r"|diagnos|wahrscheinlich|vermutlich|\bchance",
        re.I,
    ),
}
DENIAL = {
    "en": re.compile(r"\b(not|no|none|never|cannot)\b", re.I),
    "de": re.compile(r"\b(nicht|keine?[nrs]?|nie)\b", re.I),
}
BOTH = pytest.mark.parametrize("language", languages())
# Numbers that one language has alone, and why.
NUMBERS_APART = {".causes.deep_vein_thrombosis.apart": "the number to call where German is spoken"}


def texts_of(language: Language) -> dict[str, str]:
    """Every text by its key, those of a list with their place in it."""

    def of(key: str, value: object) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            for name, inner in value.items():
                yield from of(f"{key}.{name}", inner)
        elif isinstance(value, list | tuple):
            for place, inner in enumerate(value):
                yield from of(f"{key}.{place}", inner)

    return dict(of("", msgspec.to_builtins(content(language))))


def is_source(key: str) -> bool:
    return re.search(r"sources?(\.\d+)?$", key) is not None


def sentences(language: Language) -> Iterator[tuple[str, str]]:
    """Every sentence of the texts, sources left out, with the key that it is under."""
    for key, text in texts_of(language).items():
        if not is_source(key):
            yield from ((key, sentence) for sentence in re.split(r"(?<=[.:;!?])\s+", text))


def test_everything_that_can_be_shown_has_a_name():
    texts = content()
    shown = {without_side(name) for name in whole_atlas().structures}
    assert shown <= set(texts.structures)
    assert shown <= set(names("la").structures)
    assert shown <= set(names("de").structures)
    assert set(GROUPS) == set(texts.groups)
    assert set(motions()) == set(texts.motions)
    assert set(trigger_points()) == set(texts.trigger_points)
    assert {point.group for point in trigger_points().values()} == set(texts.referral)
    assert list(table().causes) == list(texts.causes)


def test_the_places_of_the_bundled_atlas_are_named_and_no_others():
    atlas = whole_atlas()
    regions = {without_side(name) for structure in atlas.structures.values() for name in structure.regions}
    assert regions - set(content().groups) == set(content().regions)
    assert {without_side(name) for name in atlas.landmarks} == set(content().landmarks)


@BOTH
@pytest.mark.parametrize("section", TERMS)
def test_every_claim_has_a_known_badge_and_a_source(section, language):
    texts = content(language)
    for name, term in getattr(texts, section).items():
        assert term.badge in texts.badges, name
        assert term.source.strip(), name
        assert term.text.endswith("."), name


def test_the_sections_of_terms_are_those_with_badges():
    assert set(Content.__struct_fields__) - set(TERMS) == {"badges", "chapters", "safety", "ui"}


@pytest.mark.parametrize(
    "facts", ["A1 A2 A3", "F1 F2 F3 F4 F5 F6 F7", "C6 C7", "P1 P2 P3 P4 P5 P6 P7", "D1 D2 D3", "T1 T2"]
)
def test_the_facts_are_carried(facts):
    carried = {fact for section in TERMS for term in getattr(content(), section).values() for fact in term.facts}
    assert set(facts.split()) <= carried


@pytest.mark.parametrize(
    ("language", "felt", "area"),
    [("en", "felt by hand", "massage area"), ("de", "mit der Hand ertast", "Massagebereich")],
)
def test_what_a_text_says_of_feeling_the_muscle_is_said_where_its_facts_are(language, felt, area):
    for section in TERMS:
        for name, term in getattr(content(language), section).items():
            assert (felt in term.text) == ("T1" in term.facts), name
            assert (area in term.text) == ("T2" in term.facts), name


@BOTH
def test_nothing_tells_readers_what_is_wrong_with_them_except_to_deny_it(language):
    found = [(key, sentence) for key, sentence in sentences(language) if VERDICT[language].search(sentence)]
    assert not [(key, sentence) for key, sentence in found if not DENIAL[language].search(sentence)]
    assert {".safety.purpose.0", ".ui.educational"} <= {key for key, _ in found}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You have a trigger point."),
        ("en", "This is likely the cause."),
        ("en", "The probability is 80 %."),
        ("en", "Your pain comes from it."),
        ("de", "Sie haben einen Triggerpunkt."),
        ("de", "Wahrscheinlich ist das die Ursache."),
        ("de", "Ihr Schmerz kommt davon."),
    ],
)
def test_a_verdict_would_be_found(language, sentence):
    assert VERDICT[language].search(sentence) and not DENIAL[language].search(sentence)


@pytest.mark.parametrize(
    ("language", "schematic", "choice"),
    [("en", "place is schematic", "drawing choice"), ("de", "Ort ist schematisch", "Festlegung der Zeichnung")],
)
def test_every_trigger_point_says_that_its_place_is_schematic_and_carries_the_local_and_the_referred_pain(
    language, schematic, choice
):
    for name, term in content(language).trigger_points.items():
        assert schematic in term.text and choice in term.source, name
        assert {"P1", "P2", "P3"} <= set(term.facts), name


@BOTH
def test_causes_say_what_tells_them_apart(language):
    for name, term in content(language).causes.items():
        assert term.apart.endswith(".") and len(term.apart) > 80, name


@pytest.mark.parametrize(("lit", "fact"), [("bursa", "D1"), ("nerve_root", "D2")])
def test_a_bursa_or_a_nerve_root_is_for_the_orthopaedist(lit, fact):
    concerned = [name for name, cause in table().causes.items() if any(lit in structure for structure in cause.lit)]
    assert concerned
    for name in concerned:
        term = content().causes[name]
        assert {fact, "D3"} <= set(term.facts), name
        assert "orthopaedist" in term.apart or "doctor" in term.apart, name
        german = content("de").causes[name].apart
        assert "orthopädisch abklären" in german or "zum Arzt" in german, name


def test_a_trigger_point_is_said_not_to_rule_out_a_nerve_cause_with_figures_and_where_they_are_from():
    safety = content().safety
    said = " ".join(safety["nerve"])
    assert len(safety["nerve"]) <= 3 and "does not rule out" in said and "not of the minimus alone" in said
    for share, count, people in re.findall(r"([\d.]+) % \((\d+)\) of (\d+)", said):
        assert float(share) == pytest.approx(100 * int(count) / int(people), abs=0.1)
    assert [int(people) for people in re.findall(r"of (\d+)", said)] == [271, 152]
    assert "Adelmanesh" in safety["nerve_sources"][0] and "abstract" in safety["nerve_sources"][0]
    assert len(safety["orthopaedist"]) == 1 and "orthopaedist" in safety["orthopaedist"][0]


def test_every_red_flag_is_told_in_german_too():
    told = {group: " ".join(content("de").safety[group]) for group in ("emergency", "red_flags")}
    for sign in ("zwischen den Beinen", "Blase", "Darm", "Ischias", "beiden Beinen", "Atemnot", "kalt oder blass"):
        assert sign in told["emergency"]
    for sign in (
        *("Zunehmende Schwäche", "Fieber", "Krankheitsgefühl", "Gewichtsverlust", "Krebs", "Sturz oder Unfall"),
        *("nicht belasten", "geschwollene, heiße oder rote Wade"),
    ):
        assert sign in told["red_flags"]


def test_every_red_flag_is_told():
    told = {group: " ".join(content().safety[group]).lower() for group in ("emergency", "red_flags")}
    for sign in ("between the legs", "bladder", "bowel", "both legs", "shortness of breath", "cold, pale"):
        assert sign in told["emergency"]
    for sign in (
        *("weakness that grows", "fever", "very ill", "weight loss", "history of cancer", "fall or accident"),
        *("no weight can be put", "swollen, hot or red calf"),
    ):
        assert sign in told["red_flags"]


def test_german_names_all_that_english_does_and_latin_nothing_else():
    """German says something of its own in each, and no name is blank in any language."""
    texts, latin, german = content(), names("la"), names("de")
    for section in ("structures", "regions", "landmarks", "groups"):
        english = getattr(texts, section)
        assert set(getattr(german, section)) == set(english), section
        assert set(getattr(latin, section)) <= set(english), section
        for name in [*getattr(latin, section).values(), *getattr(german, section).values()]:
            assert name.strip() == name != "", section
    assert set(latin.structures) == set(texts.structures)


@pytest.mark.parametrize("section", ["regions", "landmarks"])
def test_the_line_about_a_place_is_short(section):
    for name, term in getattr(content(), section).items():
        assert 20 <= len(term.text) <= 130, f"{name}: {len(term.text)} letters"


def test_an_area_and_a_point_of_one_name_agree_in_latin():
    latin = names("la")
    shared = set(latin.regions) & set(latin.landmarks) - {"pubic_symphysis"}  # a face of the bone, and the joint
    assert len(shared) >= 10
    for name in shared:
        assert latin.regions[name] == latin.landmarks[name]


def test_ids_lose_their_side():
    assert without_side("gluteus_minimus_left.anterior") == "gluteus_minimus"
    assert without_side("sacrum") == "sacrum"


def test_the_languages_have_the_same_entries_in_the_same_order_with_the_same_badges_and_facts():
    english, german = (texts_of(language) for language in languages())
    assert list(english) == list(german)
    for key in english:
        if re.search(r"\.(badge|facts\.\d+)$", key):
            assert english[key] == german[key], key


def test_the_languages_fill_in_the_same():
    english, german = (texts_of(language) for language in languages())
    for key in english:
        fields = [
            sorted((name, spec) for _, name, spec, _ in string.Formatter().parse(texts[key]) if name is not None)
            for texts in (english, german)
        ]
        assert fields[0] == fields[1], key


def test_the_languages_have_the_same_numbers():
    english, german = (texts_of(language) for language in languages())
    for key in english:
        found = [
            sorted(number.replace(",", ".") for number in re.findall(r"\d+(?:[.,]\d+)?", texts[key]))
            for texts in (english, german)
        ]
        assert (found[0] == found[1]) != (key in NUMBERS_APART), key


def test_no_german_text_is_left_in_english():
    english, german = (texts_of(language) for language in languages())
    same = [key for key in english if english[key] == german[key] and not is_source(key)]
    assert [key for key in same if len(re.sub(r"{.*?}", "", english[key])) > 25] == []


def test_german_is_set_with_its_own_quotes_and_marks():
    for key, text in texts_of("de").items():
        if is_source(key):  # which name titles as they are
            continue
        assert not set(text) & set("\"'“”‘’") - {"“"}, key
        assert text.count("„") == text.count("“"), key
        assert "..." not in text and not re.search(r"\d\.\d", text), key


def test_the_language_in_use_is_that_of_texts_numbers_and_names_beside(in_german):
    assert content().ui["right"] == "rechts" and other_language() == "en"
    assert number(-2.5, ".2f") == "-2,50" and inside("Haut") == "Haut"
    use("en")
    assert content().ui["right"] == "right" and other_language() == "de"
    assert number(-2.5, ".2f") == "-2.50" and inside("Skin") == "skin"


def test_names_are_those_of_the_texts():
    assert names("de").structures["femur"] == content("de").structures["femur"].name == "Oberschenkelknochen"
    assert names("en").groups["anterior"] == "Anterior fibres"


def asked_for() -> tuple[set[str], set[str]]:
    """Strings of the program, as patterns with places left open, that may be keys of texts of the window: all that are
    not nearly open, and those by which such texts are asked for."""
    strings, keys = set(), set()

    def pattern(node: ast.AST) -> str | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return re.escape(node.value)
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"\w+" for v in node.values]
            return "".join(parts)
        return None

    for path in Path(glutmin_viewer.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            strings.add(pattern(node) or "")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text" and node.args:
                keys.add(pattern(node.args[0]) or "")
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "ui":
                keys.add(pattern(node.slice) or "")
    strings, keys = ({k for k in found if len(k.replace(r"\w+", "")) > 3} for found in (strings, keys))
    return strings | keys, keys


def test_every_text_of_the_window_is_used_and_none_is_missing():
    strings, keys = asked_for()
    used = re.compile("|".join(sorted(strings)))
    for key in content().ui:
        assert key in strings or used.fullmatch(key.removesuffix("_tip")), key
    assert [key for key in keys if not any(re.fullmatch(key, known) for known in content().ui)] == []
