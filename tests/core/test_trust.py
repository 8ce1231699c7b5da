"""The figures on how far to trust the model: what can be computed anew here still comes out as it is told."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from glutmin_viewer.content import content, languages
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.claims import claims, other_models
from glutmin_viewer.core.curves import curves
from glutmin_viewer.core.fibres import AXES, fibre_curves
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import STANDING, HipPose
from glutmin_viewer.core.probe import Prober
from glutmin_viewer.core.stance import balance, stance_data
from glutmin_viewer.core.trust import figures

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = "tests/core/test_trust.py"
ADDUCTION = AXES.index("adduction")


def volume(atlas: Atlas) -> dict[str, float]:
    return {"minimus": atlas.muscle_with_fibres("right").mesh.volume_cm3}


def fibre_length(atlas: Atlas) -> dict[str, float]:
    """Of the flesh alone: a fibre ends where the belly has half turned to tendon."""
    muscle = atlas.muscle_with_fibres("right")
    fibres, belly = muscle.fibres, muscle.belly
    assert fibres is not None and belly is not None
    rest = HipPose(flexion_deg=-atlas.pelvic_tilt_deg)
    steps = np.diff(fibre_curves(fibres, atlas.joints, rest, atlas.pelvic_tilt_deg), axis=1)
    way = np.pad(np.linalg.norm(steps, axis=2).cumsum(axis=1), ((0, 0), (1, 0)))
    turning = np.abs(belly.tendon - 0.5) < 0.2
    ends = [belly.along[turning & (np.abs(belly.across - i) < 1.5)].mean() for i in range(len(fibres))]
    fleshy = [np.interp(end, np.arange(fibres.n_samples), length) for end, length in zip(ends, way, strict=True)]
    return {"count": len(fibres), "least": min(fleshy), "most": max(fleshy), "mean": float(np.mean(fleshy))}


def depth(atlas: Atlas) -> dict[str, float]:
    """Under the places of the skin that are nearest to the bone from which the muscle begins."""
    assert atlas.skin is not None
    skin, bone, prober = atlas.skin.mesh.vertices, atlas.structures["hip_bone_right"], Prober(atlas)
    places = bone.mesh.vertices[bone.regions["gluteus_minimus_origin"]][::3]
    nearest = [skin[np.square(skin - place).sum(axis=1).argmin()] for place in places]
    depths = [found.minimus_mm for found in map(prober, nearest) if found.minimus_mm is not None]
    assert len(depths) > 100
    return {"least": min(depths), "middle": float(np.median(depths)), "most": max(depths)}


def directions(atlas: Atlas) -> dict[str, float]:
    standing = curves(atlas, "right", [STANDING]).moment_arm_mm
    ours = np.sign([arms[0] for arms in standing.values()])
    models = np.sign([[model.groups[group].moment_arm_mm for group in standing] for model in other_models().values()])
    agreed = np.abs(models.sum(axis=0)) == len(models)
    same = (ours == models[0]) & agreed
    return {"compared": int(agreed.sum()), "same": int(same.sum()), "open": int((~agreed).sum())}


def abduction_lever(atlas: Atlas) -> dict[str, float]:
    ours = [-arms[0, ADDUCTION] for arms in curves(atlas, "right", [STANDING]).moment_arm_mm.values()]
    theirs = [-group.moment_arm_mm[ADDUCTION] for model in other_models().values() for group in model.groups.values()]
    return {"least": min(ours), "most": max(ours), "models_least": min(theirs), "models_most": max(theirs)}


def verdicts(atlas: Atlas) -> dict[str, float]:
    found = [verdict.agreement for verdict in claims(atlas, "right")]
    return {
        "all": len(found),
        "agrees": found.count("agrees"),
        "near_standing_only": found.count("near standing only"),
        "small": found.count("small lever") + found.count("small change"),
        "differs": found.count("differs"),
    }


def one_leg(atlas: Atlas) -> dict[str, float]:
    stance = motion("single_leg_stance")
    found = balance(atlas, "right", stance.pose("right", 0.65 * stance.duration_s), 75.0)
    return {
        "mass": 75,
        "moment": found.moment_Nm,
        "share": 100.0 * found.share("gluteus_minimus"),
        "contact": found.contact_percent_bw,
        "measured": stance_data().measured_contact.walking_percent_bw,
    }


def triangles(atlas: Atlas) -> dict[str, float]:
    """In thousands."""
    meshes = atlas.structures.values()
    whole = sum(len(structure.mesh.faces) for structure in meshes)
    coarse = sum(len(structure.mesh.faces if structure.coarse is None else structure.coarse) for structure in meshes)
    return {"whole": whole / 1000.0, "moving": coarse / 1000.0}


COMPUTED = {
    "volume": volume,
    "fibre_length": fibre_length,
    "depth": depth,
    "directions": directions,
    "abduction_lever": abduction_lever,
    "claims": verdicts,
    "one_leg": one_leg,
    "triangles": triangles,
}


def test_figures_held_here_are_those_computed_here():
    assert {name for name, figure in figures().items() if figure.held_by == HERE} == set(COMPUTED)


@pytest.mark.parametrize("name", COMPUTED)
def test_a_figure_is_what_the_atlas_gives(atlas, name):
    told, found = figures()[name].values, COMPUTED[name](atlas)
    assert {key: told[key] for key in found} == {key: round(value) for key, value in found.items()}
    # What is not computed is what others have published.
    assert set(told) - set(found) <= {"published", "spread"}


@pytest.mark.parametrize("name", [name for name, figure in figures().items() if figure.told_in])
def test_a_document_tells_the_same_figures(name):
    """Here they may be rounded further, or counted in thousands."""
    figure = figures()[name]
    document = (REPOSITORY / figure.told_in).read_text(encoding="utf-8")
    numbers = {float(number.replace(",", "")) for number in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", document)}
    thousands = {round(number / 1000) for number in numbers if number >= 1000}
    assert set(figure.values.values()) <= numbers | {round(number) for number in numbers} | thousands


def test_every_figure_names_a_test_that_holds_it_or_a_document_that_says_why_not():
    for name, figure in figures().items():
        assert figure.held_by or figure.told_in, name
        for path in filter(None, (figure.held_by, figure.told_in)):
            assert (REPOSITORY / path).is_file(), path


@pytest.mark.parametrize("language", languages())
def test_every_figure_has_words_that_tell_all_its_numbers(language):
    words = content(language).figures
    assert list(words) == list(figures())
    for name, figure in figures().items():
        asked = set(re.findall(r"{(\w+)", words[name].figure + words[name].text))
        assert asked == set(figure.values), name
