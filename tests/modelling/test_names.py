"""Every area and point that the generators make has a name, in Latin where there is one, and no name is left over.

The bundled atlas has the same areas and points: `test_build` holds that.
"""

from __future__ import annotations

import pytest

from glutmin_viewer.content import content, names, without_side

# What TA2 has no term for, and why.
WITHOUT_LATIN = {
    "regions": {
        "muscles are named, not the areas where they begin and end": {
            "gluteus_maximus_insertion",
            "gluteus_medius_insertion",
            "gluteus_minimus_insertion",
            "iliotibial_tract_origin",
            "iliotibial_tract_insertion",
            "piriformis_insertion",
            "gluteus_maximus_origin",
            "gluteus_medius_origin",
            "gluteus_minimus_origin",
            "tensor_fasciae_latae_origin",
            "piriformis_origin",
        },
        "the facets of the greater trochanter were named by radiologists, later": {
            "anterior_facet",
            "lateral_facet",
            "posterior_facet",
            "superoposterior_facet",
        },
        "a part between what is named": {"ASIS_AIIS_notch"},
        "known by the name of its describer": {"gerdys_tubercle"},
        "an area of the skin by everyday words": {
            "buttock_below_crest",
            "buttock_lower_lateral",
            "calf_lower",
            "hip_anterior",
            "knee_lateral",
            "knee_medial",
            "leg_lateral",
            "leg_medial",
            "thigh_lateral",
            "thigh_medial",
        },
        "no part of the body": {"waist_cap"},
    },
    "landmarks": {
        "a part, end or corner of what is named": {
            "ASIS_AIIS_notch",
            "S2_spinous",
            "L4_spinous_tip",
            "L5_spinous_tip",
            "coccyx_tip",
            "greater_trochanter_tip",
            "inferior_lateral_angle",
            "intercondylar_roof",
            "calcaneus_back",
            "calcaneus_bottom",
            "gerdys_tubercle",
            "hallux_tip",
            "lateral_malleolus_tip",
            "medial_malleolus_tip",
            "patella_centre_front",
            "talus_dome",
            "tibial_plateau_lateral",
            "tibial_plateau_medial",
        },
        "facets, as above": {
            "anterior_facet_centre",
            "lateral_facet_centre",
            "posterior_facet_centre",
            "superoposterior_facet_centre",
        },
        "a measuring point": {
            "L4_body_centre",
            "L5_body_centre",
            "crest_anterior",
            "crest_posterior",
            "iliac_crest_top",
            "femoral_head_centre",
            "hip_joint_centre",
            "knee_centre",
            "neck_centre",
            "greater_trochanter_lateral",
            "lateral_condyle_distal",
            "lateral_condyle_posterior",
            "medial_condyle_distal",
            "medial_condyle_posterior",
            "ankle_centre",
            "elbow_centre",
            "fingertip",
            "neck_base",
            "shoulder_centre",
            "wrist_centre",
        },
    },
}
# Of points on the skin, TA2 names only these; the others are places over something, or parts of a fold or limb.
SKIN_WITH_LATIN = {"skin_navel", "skin_gluteal_fold", "skin_heel"}


def ids(atlas, section):
    if section == "landmarks":
        return {without_side(name) for name in atlas.landmarks}
    regions = {without_side(name) for structure in atlas.structures.values() for name in structure.regions}
    return regions - set(content().groups)


@pytest.mark.parametrize("section", ["regions", "landmarks"])
def test_all_that_is_made_is_named_and_nothing_else(built_atlas, section):
    made = ids(built_atlas, section)
    assert set(getattr(content(), section)) == made
    assert set(getattr(names("de"), section)) == made


@pytest.mark.parametrize("section", ["regions", "landmarks"])
def test_what_has_no_latin_name_is_listed_with_the_reason(built_atlas, section):
    without = set().union(*WITHOUT_LATIN[section].values())
    skin = {name for name in ids(built_atlas, section) if name.startswith("skin_")} - SKIN_WITH_LATIN
    assert ids(built_atlas, section) - set(getattr(names("la"), section)) == without | skin


def test_the_regions_of_muscles_are_fibre_groups_belly_and_tendon(built_atlas):
    made = {name for s in built_atlas.structures.values() if s.kind == "muscle" for name in s.regions}
    assert made == set(content().groups) | {"belly", "tendon"}


def test_every_structure_has_a_name(built_atlas):
    made = {without_side(name) for name in built_atlas.structures}
    assert made <= set(content().structures) and made <= set(names("la").structures)


@pytest.mark.parametrize(
    ("structure", "landmark", "expected"),
    [
        ("hip_bone_right", "ischial_spine_right", ["ischial_spine_right"]),
        ("hip_bone_left", "iliac_crest_top_left", ["iliac_crest_top_left", "iliac_crest"]),
        ("femur_right", "anterior_facet_centre_right", ["anterior_facet_centre_right", "anterior_facet"]),
        ("skin", "skin_navel", ["skin_navel"]),
    ],
)
def test_a_bent_hip_tells_its_places_where_they_are_now(built_atlas, structure, landmark, expected):
    """The place told at a landmark in the pose is the landmark, then the areas around it."""
    import numpy as np

    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.places import places_at
    from glutmin_viewer.core.pose import HipPose
    from glutmin_viewer.core.state import SceneState, with_pose

    state = with_pose(SceneState(hidden=frozenset()), HipPose(60.0, -10.0, 20.0))
    item = next(item for item in Composer(built_atlas)(state).items if item.id == structure)
    vertices = built_atlas.structures[structure].mesh.vertices
    nearest = np.linalg.norm(vertices - built_atlas.landmarks[landmark], axis=1).argmin()
    world = (item.world_from_points @ np.append(item.points[nearest], 1.0))[:3]
    told = [place.id for place in places_at(built_atlas, item, world)]
    assert told[0] == expected[0] and set(expected) <= set(told)
    assert len({without_side(name) for name in told}) == len(told)  # a point and its area are told once
