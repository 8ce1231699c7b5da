"""Claim against computation: what is said of the gluteus minimus, and what an atlas and other models compute of it.

The claims and the figures of the other models are data (`claims.toml`); what people read of them is in the content. A
verdict is computed from the numbers by the thresholds below, never written down. A lever says which way fibres would
turn the thigh if they pulled, not whether they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec
import numpy as np
from scipy.optimize import brentq

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT, curves
from glutmin_viewer.core.fibres import AXES, Group
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import OPPOSITE, STANDING, HipPose, Side

# The flexion over which changes of sign are looked for, degrees.
SWEEP_DEG = (-20.0, 120.0)
# The flexion over which a function must keep its direction to agree throughout: from the end of passive extension
# (10 to 15; Wilson 2014) to a right angle.
HELD_DEG = (-15.0, 90.0)
# For how much of a stride a function must have its lever.
HALF_PERCENT = 50.0
# The moments of a motion that are looked at.
MOMENTS = 100

Kind = Literal["lever", "length", "stride"]
Agreement = Literal["agrees", "near standing only", "small lever", "small change", "differs", "no such fibres"]


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One claim; the fields are told in `claims.toml`."""

    kind: Kind
    groups: tuple[Group, ...]
    axis: Literal["flexion", "adduction", "internal_rotation"]
    towards: Literal[-1, 1]
    motion: str | None = None
    at: float = 0.0
    functions: tuple[str, ...] = ()

    def pose(self, side: Side) -> HipPose:
        """The hip pose that the claim is about."""
        if self.motion is None:
            return STANDING
        chosen = motion(self.motion)
        return chosen.pose(side, self.at * chosen.duration_s).hip(side)

    def as_claimed(self, moment_arm_mm: float, change_percent: float) -> float:
        """The number that the claim is about, + as claimed: mm of lever or, of a length, percent of change."""
        return self.towards * (-change_percent if self.kind == "length" else moment_arm_mm)

    @property
    def word(self) -> str:
        """What the fibres are said to do: a clinical direction such as "abduction", or "shorter" or "longer"."""
        if self.kind == "stride":
            return "every function"
        if self.kind == "length":
            return "shorter" if self.towards > 0 else "longer"
        return direction(self.axis, self.towards)


class ModelGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fibre group of another model; signs as in `core.measure`, lists over AXES."""

    moment_arm_mm: tuple[float, float, float]
    turns_deg: tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]
    change_at_90_percent: float


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What another model computes; the fields are told in `claims.toml`."""

    name: str
    source: str
    tilt_deg: float
    groups: dict[Group, ModelGroup]
    helps_percent: dict[str, float]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    claims: dict[str, Claim]
    models: dict[str, Model]


@dataclass(frozen=True)
class Turn:
    """A change of sign of a moment arm: at which flexion, and its sign (+1 or -1) beyond it, away from standing."""

    flexion_deg: float
    beyond: int


@dataclass(frozen=True)
class Figure:
    """What another model has for a claim and group, zero being its own standing: moment arm about the claim's axis in
    standing, where over the flexion that turns, and the change of length from standing to 90 degrees of flexion."""

    model: str
    moment_arm_mm: float
    turns_deg: tuple[float, ...]
    change_at_90_percent: float


@dataclass(frozen=True)
class Finding:
    """What is computed for one fibre group, signs as in `core.measure`.

    moment_arm_mm: about the claim's axis, in its pose. change_percent: of the length, there against standing.
    turns: where that arm changes its sign over hip flexion (SWEEP_DEG), the other angles being those of the pose.
    """

    group: Group
    moment_arm_mm: float
    change_percent: float
    turns: tuple[Turn, ...]
    models: tuple[Figure, ...]


@dataclass(frozen=True)
class Share:
    """How much of a motion a fibre group's lever serves a function.

    function: the id of its claim. helps_percent: of the time, with SMALL_MM or more; models_helps_percent: that of the
    other models, by id. right_way_percent: of the time, however short. shortest_percent, longest_percent: the length
    over the motion against standing.
    """

    function: str
    group: Group
    helps_percent: float
    right_way_percent: float
    shortest_percent: float
    longest_percent: float
    models_helps_percent: Mapping[str, float]


@dataclass(frozen=True)
class Verdict:
    """A claim, what is computed of it in its pose (findings) or over its motion (shares), and how the two agree."""

    id: str
    side: Side
    claim: Claim
    pose: HipPose
    findings: tuple[Finding, ...]
    shares: tuple[Share, ...]
    agreement: Agreement

    @property
    def values(self) -> tuple[float, ...]:
        """The findings, + as claimed."""
        return tuple(self.claim.as_claimed(finding.moment_arm_mm, finding.change_percent) for finding in self.findings)

    @property
    def differing_models(self) -> tuple[str, ...]:
        """The other models, by id, that do not point the same way as what is computed here for every group."""
        others = {
            figure.model
            for finding, value in zip(self.findings, self.values, strict=True)
            for figure in finding.models
            if self.claim.as_claimed(figure.moment_arm_mm, figure.change_at_90_percent) * value <= 0.0
        } | {
            model
            for share in self.shares
            for model, helps in share.models_helps_percent.items()
            if (helps >= HALF_PERCENT) != (share.helps_percent >= HALF_PERCENT)
        }
        return tuple(model for model in other_models() if model in others)


def claims(atlas: Atlas, side: Side) -> list[Verdict]:
    """All claims against the gluteus minimus of a side; raises InputError where the atlas has no fibres of it."""
    return [_verdict(atlas, side, name, claim) for name, claim in known_claims().items()]


def known_claims() -> dict[str, Claim]:
    """All claims by id."""
    return _file().claims


def other_models() -> dict[str, Model]:
    """The other models by id."""
    return _file().models


def direction(axis: str, sign: float) -> str:
    """The clinical word for one way about a hip axis: ("adduction", -1) is "abduction"."""
    return axis if sign > 0.0 else next(word for word, name in OPPOSITE.items() if name == axis)


@cache
def _file() -> _File:
    return packaged(__package__, "claims", _File)


def _verdict(atlas: Atlas, side: Side, name: str, claim: Claim) -> Verdict:
    found = () if claim.kind == "stride" else _findings(atlas, side, claim)
    shares = _shares(atlas, side, claim)
    agreement = _agreement_of_shares(shares) if claim.kind == "stride" else _agreement(claim, found)
    return Verdict(name, side, claim, claim.pose(side), found, shares, agreement)


def _agreement(claim: Claim, findings: tuple[Finding, ...]) -> Agreement:
    """The group that bears a claim out least decides. What is claimed of one posture need not hold in others."""
    if not findings:
        return "no such fibres"
    least = min(claim.as_claimed(finding.moment_arm_mm, finding.change_percent) for finding in findings)
    small = SMALL_MM if claim.kind == "lever" else SMALL_PERCENT
    if least <= -small:
        return "differs"
    if least < small:
        return "small lever" if claim.kind == "lever" else "small change"
    low, high = HELD_DEG
    turns = any(low < turn.flexion_deg < high for finding in findings for turn in finding.turns)
    return "near standing only" if turns and claim.motion is None else "agrees"


def _agreement_of_shares(shares: tuple[Share, ...]) -> Agreement:
    """The function with its lever for the least of the motion decides."""
    if not shares:
        return "no such fibres"
    if min(share.helps_percent for share in shares) >= HALF_PERCENT:
        return "agrees"
    return "small lever" if min(share.right_way_percent for share in shares) >= HALF_PERCENT else "differs"


def _findings(atlas: Atlas, side: Side, claim: Claim) -> tuple[Finding, ...]:
    k, pose = AXES.index(claim.axis), claim.pose(side)
    there = curves(atlas, side, [pose])
    return tuple(
        Finding(
            group,
            float(there.moment_arm_mm[group][0, k]),
            float(there.change_percent[group][0]),
            _turns(atlas, side, pose, group, k),
            tuple(_figure(name, model.groups[group], k) for name, model in other_models().items()),
        )
        for group in claim.groups
        if group in there.moment_arm_mm
    )


def _figure(model: str, known: ModelGroup, k: int) -> Figure:
    return Figure(model, known.moment_arm_mm[k], known.turns_deg[k], known.change_at_90_percent)


def _turns(atlas: Atlas, side: Side, pose: HipPose, group: Group, k: int) -> tuple[Turn, ...]:
    """The zeros of a moment arm, column k of AXES, over flexion: bracketed in steps of a degree, then refined."""

    def arms(flexion_deg: Iterable[float]) -> Floats:
        poses = [msgspec.structs.replace(pose, flexion_deg=float(angle)) for angle in flexion_deg]
        return curves(atlas, side, poses).moment_arm_mm[group][:, k]

    low, high = SWEEP_DEG
    grid = np.linspace(low, high, round(high - low) + 1)
    positive = arms(grid) > 0.0
    turns = []
    for i in np.flatnonzero(positive[:-1] != positive[1:]):
        zero = float(brentq(lambda angle: float(arms([angle])[0]), grid[i], grid[i + 1]))
        turns.append(Turn(zero, 1 if positive[i + 1 if zero >= 0.0 else i] else -1))
    return tuple(turns)


def _shares(atlas: Atlas, side: Side, claim: Claim) -> tuple[Share, ...]:
    """The functions of a claim over its motion, which ends in the pose that it begins with."""
    if claim.motion is None or not claim.functions:
        return ()
    chosen = motion(claim.motion)
    course = curves(atlas, side, [chosen.pose(side, time).hip(side) for time in chosen.times(MOMENTS + 1)[:-1]])
    shares = []
    for name in claim.functions:
        function = known_claims()[name]
        for group in (group for group in function.groups if group in course.moment_arm_mm):
            arms = function.towards * course.moment_arm_mm[group][:, AXES.index(function.axis)]
            length = course.change_percent[group]
            shares.append(
                Share(
                    name,
                    group,
                    helps_percent=100.0 * float((arms >= SMALL_MM).mean()),
                    right_way_percent=100.0 * float((arms > 0.0).mean()),
                    shortest_percent=float(length.min()),
                    longest_percent=float(length.max()),
                    models_helps_percent={key: model.helps_percent[name] for key, model in other_models().items()},
                )
            )
    return tuple(shares)
