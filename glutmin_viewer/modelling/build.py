"""The bundled atlas, assembled from the generators: right side modelled, left side its mirror image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.fibres import Fibres
from glutmin_viewer.core.manifest import Kind
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.core.pose import BODIES, SIDES, Body, Joints, Side
from glutmin_viewer.modelling.bursae import bursae
from glutmin_viewer.modelling.fan import Muscle
from glutmin_viewer.modelling.femur import femur
from glutmin_viewer.modelling.fibula import fibula
from glutmin_viewer.modelling.foot import foot
from glutmin_viewer.modelling.gluteus_minimus import gluteus_minimus
from glutmin_viewer.modelling.hip_bone import hip_bone
from glutmin_viewer.modelling.implicit import smoothstep
from glutmin_viewer.modelling.lumbar import lumbar
from glutmin_viewer.modelling.nerves import Nerve, nerves
from glutmin_viewer.modelling.origins import in_words, origin_of
from glutmin_viewer.modelling.overlying import overlying_muscles
from glutmin_viewer.modelling.part import MIRROR, Part
from glutmin_viewer.modelling.patella import patella
from glutmin_viewer.modelling.proportions import AVERAGE, Proportions, carried
from glutmin_viewer.modelling.sacrum import sacrum
from glutmin_viewer.modelling.skin import skin
from glutmin_viewer.modelling.skinning import cord_weights, flesh_weights, leg_shares, skin_weights
from glutmin_viewer.modelling.surface import Surface, surface_of
from glutmin_viewer.modelling.tibia import tibia
from glutmin_viewer.modelling.unwrapping import unwrapped
from glutmin_viewer.modelling.upper_body import upper_body

TITLE = "Average adult hip, generated"
PELVIC_TILT_DEG = 10.0  # of a standing adult against the plane of ASIS and PSIS; recalled from the literature
SOURCES = (
    "Bones: landmark, section and dimension tables averaged over three to four adults (OpenSim generic bones, ICL MRI, "
    "LHDL CT, TLEM 2.0 MRI)",
    "Gluteus minimus: lines and facets by textbook wording; volume after Surg Radiol Anat 2012;34:847",
    "Muscles over it and iliotibial tract: textbook wording; volumes after Surg Radiol Anat 2012;34:847, piriformis "
    "after Park 2011, tract after Goh 2003",
    "Lumbar vertebrae: heights and depths by CT (International Journal of Spine Surgery), widths after Panjabi 1992",
    "Tibia, fibula, patella, foot: dimension tables averaged over the same adults, and textbook forms",
    "Nerves: exit of the superior gluteal nerve after Diagnostics 2023;13:2314, the rest by textbook wording",
    "Bursae: places after Pfirrmann et al., Radiology 2001",
    "Upper body: schematic, to the stature of ANSUR II",
    "Skin: levels drawn to girths, breadths, depths and heights of ANSUR II, and over the bones and muscles here",
)
# Muscles right under the skin go with it: along their straight fibres they would come out through it in flexion. Each
# with the rounds that even it out: the broad one stretches least by many, the flat ones fold with the skin by few; and
# the share of its length over which it comes free of the pelvis: longer for the one that the groin's crease ends on.
UNDER_THE_SKIN = {"gluteus_maximus": (200, 0.3), "tensor_fasciae_latae": (20, 0.5), "iliotibial_tract": (20, 0.3)}
Follow = Callable[[Mesh, Floats, int, float], Floats]
LUMBOSACRAL = np.array([[-50.0, 110.0, 0.0]])  # middle of the disc over the promontory; drawing choice
MIDLINE_MM = 35.0  # from the midline, within which the skin of another person widens less
CENTRES = {  # inside, not on, their bone
    "hip_joint_centre",
    "femoral_head_centre",
    "neck_centre",
    "knee_centre",
    "L4_body_centre",
    "L5_body_centre",
    "ankle_centre",
    "shoulder_centre",
    "shoulder_centre_right",
    "shoulder_centre_left",
    "elbow_centre",
    "wrist_centre",
    "fingertip",
    "neck_base",
}
# What every bone of the leg below the femur, and of the schematic figure, moves with; those of a side get its name.
BODIES_OF = {
    "patella": "patella",
    "tibia": "shank",
    "fibula": "shank",
    "foot": "foot",
    "torso": "trunk",
    "head": "head",
    "upper_arm": "upper_arm",
    "forearm": "forearm",
}
IN_THE_MIDDLE = {"torso", "head"}
Report = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Parts:
    """What the generators make: the right side, and what lies in the middle."""

    hip_bone: Part
    femur: Part
    sacrum: Part
    vertebrae: dict[str, Part]
    skin: Part
    muscles: dict[str, Muscle]
    leg: dict[str, Part]
    nerves: dict[str, Nerve]
    bursae: dict[str, Part]
    figure: dict[str, Part]
    person: Proportions = AVERAGE


def build_atlas(report: Report = lambda step: None, person: Proportions = AVERAGE) -> Atlas:
    """Generate every structure of a person; `report` is told each step. Takes about a minute on two cores."""
    parts = generate(report)
    return assemble(other_person(parts, person, report) if person.changes else parts)


def generate(report: Report = lambda step: None) -> Parts:
    """Run every generator once, for the average person."""
    report("hip bone")
    bone = hip_bone()
    report("femur")
    thigh = femur()
    report("sacrum and lumbar vertebrae")
    middle, vertebrae = sacrum(), lumbar()
    report("skin")
    surface = skin()
    report("gluteus minimus")
    minimus = gluteus_minimus(bone, thigh)
    report("muscles over it")
    muscles = {"gluteus_minimus": minimus} | overlying_muscles(bone, thigh, middle, minimus.part)
    report("leg and foot")
    leg = {"patella": patella(), "tibia": tibia(), "fibula": fibula(), "foot": foot()}
    report("nerves and bursae")
    around = {"hip_bone": bone.mesh, "femur": thigh.mesh, "sacrum": middle.mesh, "fibula": leg["fibula"].mesh}
    around |= {name: part.mesh for name, part in vertebrae.items()}
    around |= {name: muscle.part.mesh for name, muscle in muscles.items()}
    return Parts(bone, thigh, middle, vertebrae, surface, muscles, leg, nerves(around), bursae(around), upper_body())


def other_person(average: Parts, person: Proportions, report: Report = lambda step: None) -> Parts:
    """A person of other proportions: bones generated anew, muscles laid on them, what lies around carried along."""
    report("bones of other proportions")
    bone = hip_bone(person.of_hip) if person.of_hip else average.hip_bone
    thigh = femur(person.of_femur, bone.landmarks["hip_joint_centre"])
    middle = carried(average.sacrum, person.with_pelvis)
    rise = (person.with_pelvis(LUMBOSACRAL) - LUMBOSACRAL)[0]
    vertebrae = {name: carried(part, lambda points: points + rise) for name, part in average.vertebrae.items()}
    report("muscles of other proportions")
    minimus = gluteus_minimus(bone, thigh, person)
    over = overlying_muscles(bone, thigh, middle, minimus.part, person)

    leg_share = leg_shares(average.skin.mesh)

    def with_body(points: Floats) -> Floats:
        way = person.between(points, leg_share(points)) - points
        # The two halves of the body share the midline, and the thighs nearly touch there.
        way[:, 2] *= smoothstep(np.abs(points[:, 2]) / MIDLINE_MM)
        return points + way

    def with_cord(points: Floats) -> Floats:
        return person.between(points, 1.0 - cord_weights(points)[:, BODIES.index("pelvis")])

    return Parts(
        bone,
        thigh,
        middle,
        vertebrae,
        carried(average.skin, with_body),
        {"gluteus_minimus": minimus} | over,
        {name: carried(part, person.with_thigh) for name, part in average.leg.items()},
        {name: Nerve(carried(nerve.part, with_cord), nerve.course) for name, nerve in average.nerves.items()},
        {name: carried(part, person.with_thigh) for name, part in average.bursae.items()},
        {name: carried(part, person.with_pelvis) for name, part in average.figure.items()},
        person,
    )


def assemble(parts: Parts) -> Atlas:
    """Both sides of everything, with landmarks, joints and weights."""
    structures: list[Structure] = []
    landmarks: dict[str, Floats] = {}
    owner: dict[str, str] = {}
    surfaces, average = _surfaces(parts), not parts.person.changes

    def add(name: str, part: Part, kind: Kind, body: Body, side: Side | None, weights: Floats | None = None) -> None:
        suffix, prefix = f"_{side}" if side else "", "skin_" if kind == "skin" else ""
        structures.append(
            Structure(
                f"{name}{suffix}",
                kind,
                body,
                side,
                in_words(name, side, average),
                part.mesh,
                regions=part.regions,
                weights=weights,
                coarse=_turned(surfaces[name].coarse, side),
                lightness=surfaces[name].lightness,
                cartilage=part.cartilage,
                unwrapped=unwrapped(part.mesh) if kind == "skin" else None,
                origin=origin_of(name),
            )
        )
        for landmark, point in part.landmarks.items():
            landmarks[f"{prefix}{landmark}{suffix}"] = point
            if landmark not in CENTRES:
                owner[f"{prefix}{landmark}{suffix}"] = f"{name}{suffix}"

    for side in SIDES:
        add("hip_bone", _of_side(parts.hip_bone, side), "bone", "pelvis", side)
        add("femur", _of_side(parts.femur, side), "bone", _body("thigh", side), side)
    add("sacrum", parts.sacrum, "bone", "pelvis", None)
    # The trunk turns upright as a whole about the lumbosacral joint, which would open that one disc and jam its facets;
    # the lordosis up to L4 is in the vertebrae's own place on the tilted sacrum.
    for name, part in parts.vertebrae.items():
        add(name, part, "bone", "pelvis", None)
    for name, part in parts.leg.items():
        for side in SIDES:
            add(name, _of_side(part, side), "bone", _body(BODIES_OF[name], side), side)
    follow = flesh_weights(parts.skin.mesh)
    for name, muscle in parts.muscles.items():
        for side in SIDES:
            structures.append(_muscle(name, muscle, surfaces[name], side, follow, average))
    for name, nerve in parts.nerves.items():
        for side in SIDES:
            part = _of_side(nerve.part, side)
            add(name, part, "nerve", "pelvis", side, cord_weights(part.mesh.vertices))
    for name, part in parts.bursae.items():
        for side in SIDES:
            add(name, _of_side(part, side), "bursa", _body("thigh", side), side)
    add("skin", parts.skin, "skin", "pelvis", None, skin_weights(parts.skin.mesh))
    for name, part in parts.figure.items():
        for side in (None,) if name in IN_THE_MIDDLE else SIDES:
            add(name, part if side is None else _of_side(part, side), "figure", _body(BODIES_OF[name], side), side)
    return Atlas(
        title_of(parts.person),
        SOURCES,
        PELVIC_TILT_DEG,
        joints_of(parts),
        {structure.id: structure for structure in structures},
        landmarks,
        owner,
    )


def _body(name: str, side: Side | None) -> Body:
    return cast("Body", f"{name}_{side}" if side else name)


def title_of(person: Proportions) -> str:
    """The title of a person's atlas, which names what is not average."""
    changes = ", ".join(f"{name} {value:g}" for name, value in sorted(person.changes.items()))
    return f"{TITLE}, with {changes}" if changes else TITLE


def joints_of(parts: Parts) -> Joints:
    """The joint centres of what was generated."""
    of_side = {
        "hip": parts.hip_bone.landmarks["hip_joint_centre"],
        "knee": parts.femur.landmarks["knee_centre"],
        "ankle": parts.leg["tibia"].landmarks["ankle_centre"],
        "shoulder": parts.figure["upper_arm"].landmarks["shoulder_centre"],
        "elbow": parts.figure["upper_arm"].landmarks["elbow_centre"],
    }
    both = {f"{name}_right": _point(p) for name, p in of_side.items()}
    both |= {f"{name}_left": _point(p * MIRROR) for name, p in of_side.items()}
    lumbosacral = _point(parts.person.with_pelvis(LUMBOSACRAL)[0])
    return Joints(**both, lumbosacral=lumbosacral, neck=_point(parts.figure["torso"].landmarks["neck_base"]))


def _surfaces(parts: Parts) -> dict[str, Surface]:
    """What the surface of every bone and muscle is like, of the right side or the middle, by name without side."""
    hip, sacrum = parts.hip_bone, parts.sacrum
    bones = {"hip_bone": hip, "femur": parts.femur, "sacrum": sacrum, **parts.vertebrae, **parts.leg}
    beside = [hip.mesh, parts.femur.mesh, sacrum.mesh]
    found = {name: surface_of(bone, "bone") for name, bone in bones.items()}
    found |= {name: surface_of(muscle.part, "muscle", beside) for name, muscle in parts.muscles.items()}
    found |= {name: surface_of(nerve.part, "nerve") for name, nerve in parts.nerves.items()}
    found |= {name: surface_of(part, "bursa") for name, part in parts.bursae.items()}
    found |= {name: surface_of(part, "figure") for name, part in parts.figure.items()}
    return found | {"skin": surface_of(parts.skin, "skin")}


def _of_side(part: Part, side: Side) -> Part:
    return part if side == "right" else part.mirrored()


def _turned(faces: Ints, side: Side | None) -> Ints:
    """Faces of the right side as those of a mirror image, where that is wanted."""
    return np.ascontiguousarray(faces[:, ::-1]) if side == "left" else faces


def _muscle(name: str, muscle: Muscle, surface: Surface, side: Side, follow: Follow, average: bool) -> Structure:
    """follow: the weights for the points of a muscle that goes with the skin over it (`flesh_weights`). average: as in
    `in_words`."""
    part, fibres, belly = _of_side(muscle.part, side), muscle.fibres, muscle.belly
    if side == "left":
        assert belly.flesh is not None
        belly = replace(belly, flesh=replace(belly.flesh, lift=belly.flesh.lift * MIRROR))
        fibres = Fibres(
            "left", fibres.pelvic_path * MIRROR, fibres.femoral_path * MIRROR, fibres.group, fibres.wrap_radius
        )
    weights = None
    if name in UNDER_THE_SKIN:
        belly = replace(belly, flesh=None)
        weights = follow(part.mesh, belly.along / (fibres.n_samples - 1), *UNDER_THE_SKIN[name])
    return Structure(
        f"{name}_{side}",
        "muscle",
        "pelvis",
        side,
        in_words(name, side, average),
        part.mesh,
        regions=part.regions,
        weights=weights,
        fibres=fibres,
        belly=belly,
        coarse=_turned(surface.coarse, side),
        lightness=surface.lightness,
        origin=origin_of(name),
    )


def _point(position: Floats) -> tuple[float, float, float]:
    x, y, z = (round(float(c), 3) for c in position)
    return x, y, z
