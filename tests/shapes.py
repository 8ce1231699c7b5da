"""Shapes whose answers are known, and an atlas made of them."""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.atlas import Atlas, Belly, Structure
from glutmin_viewer.core.fibres import Fibres
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.pose import BODIES, MIRROR, Joints
from glutmin_viewer.modelling.coarse import coarse_faces

HIP = (0.5, -0.5, 86.5)


def ellipsoid(centre: tuple[float, float, float], radii: tuple[float, float, float], n: int = 16) -> Mesh:
    """A closed ellipsoid with outward faces, mm."""
    polar, turn = np.linspace(0, np.pi, n + 1)[1:-1], np.linspace(0, 2 * np.pi, 2 * n, endpoint=False)
    p, t = np.meshgrid(polar, turn, indexing="ij")
    ring = np.stack([np.sin(p) * np.cos(t), np.cos(p), np.sin(p) * np.sin(t)], axis=-1).reshape(-1, 3)
    points = np.concatenate([ring, [[0, 1, 0], [0, -1, 0]]])
    faces = []
    m = 2 * n
    for i in range(n - 2):
        for j in range(m):
            a, b, c, d = i * m + j, i * m + (j + 1) % m, (i + 1) * m + j, (i + 1) * m + (j + 1) % m
            faces += [[a, b, c], [b, d, c]]
    top, bottom, last = len(ring), len(ring) + 1, (n - 2) * m
    for j in range(m):
        faces += [[top, (j + 1) % m, j], [bottom, last + j, last + (j + 1) % m]]
    return Mesh(points * radii + centre, np.array(faces, dtype=np.int32))


def _muscle(side: str) -> Structure:
    f = 9
    t = np.linspace(0, 1, f)
    leave = np.stack([20 - 60 * t, 58 - 8 * np.abs(2 * t - 1), 106 - 30 * t], axis=1)
    origin = leave + np.stack([0 * t, 25 + 20 * np.sin(np.pi * t), 8 + 0 * t], axis=1)
    path = origin[:, None] + np.linspace(0, 1, 5)[None, :, None] * (leave - origin)[:, None]
    insertion = np.stack([5 - 6 * t, -25 + 12 * t, 137 - 2 * t], axis=1)
    sign = MIRROR if side == "left" else np.eye(3)
    fibres = Fibres(
        side, path @ sign, (insertion @ sign)[:, None], np.repeat([0, 1, 2], 3).astype(np.int32), np.full(f, 38.0)
    )
    curve = np.concatenate([path, leave[:, None] + np.linspace(0, 1, 17)[1:, None] * (insertion - leave)[:, None]], 1)
    parts, across, along, group = [], [], [], []
    for g in range(3):
        ball = ellipsoid((0, 0, 0), (1, 1, 1), 12)
        u = np.clip(3 * g + 1 + ball.vertices[:, 0], 0, f - 1)
        s = np.clip((ball.vertices[:, 1] + 1) / 2 * (curve.shape[1] - 1), 0, curve.shape[1] - 1)
        i, k = np.clip(u.astype(int), 0, f - 2), np.clip(s.astype(int), 0, curve.shape[1] - 2)
        a, b = (u - i)[:, None], (s - k)[:, None]
        centre = (1 - a) * ((1 - b) * curve[i, k] + b * curve[i, k + 1]) + a * (
            (1 - b) * curve[i + 1, k] + b * curve[i + 1, k + 1]
        )
        out = centre - HIP
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        parts.append(Mesh((centre + 6 * out * ball.vertices[:, 2:]) @ sign, ball.faces))
        across.append(u), along.append(s), group.append(np.full(len(u), g, dtype=np.int32))
    n = len(parts[0].vertices)
    faces = np.concatenate([part.faces + n * i for i, part in enumerate(parts)])
    mesh = Mesh(np.concatenate([part.vertices for part in parts]), faces if side == "right" else faces[:, ::-1].copy())
    along_all = np.concatenate(along)
    tendon = np.clip(along_all / along_all.max() * 4 - 3, 0, 1)
    belly = Belly(np.concatenate(across), along_all, tendon, np.concatenate(group))
    coarse = coarse_faces(mesh, 0.8)
    name = f"gluteus_minimus_{side}"
    return _structure(name, "muscle", "pelvis", side, mesh, fibres=fibres, belly=belly, coarse=coarse)


def _structure(name, kind, body, side, mesh, **more) -> Structure:
    return Structure(name, kind, body, side, "made for tests", mesh, **more)


def tiny_atlas() -> Atlas:
    """An atlas of ellipsoids with the ids of the bundled one: small, quick, and honest about none of the anatomy."""
    structures = {}
    for side, sign in (("right", 1), ("left", -1)):
        hip = ellipsoid((-20, 70, sign * 85), (70, 70, 18))
        femur = ellipsoid((0, -210, sign * 115), (20, 215, 25))
        n = len(hip.vertices)
        origins = (
            {}
            if side == "left"
            else {"gluteus_minimus_origin": np.arange(60), "gluteus_medius_origin": np.arange(50, 120)}
        )
        structures[f"hip_bone_{side}"] = _structure(
            f"hip_bone_{side}", "bone", "pelvis", side, hip, regions=origins, lightness=np.linspace(0.2, 1.0, n)
        )
        insertion = {} if side == "left" else {"gluteus_minimus_insertion": np.arange(40)}
        cartilage = np.where(np.arange(n) > n - 50, 1.0, 0.0)
        structures[f"femur_{side}"] = _structure(
            f"femur_{side}", "bone", f"thigh_{side}", side, femur, regions=insertion, cartilage=cartilage
        )
    structures["sacrum"] = _structure("sacrum", "bone", "pelvis", None, ellipsoid((-80, 50, 0), (15, 60, 45)))
    for side in ("right", "left"):
        structures[f"gluteus_minimus_{side}"] = _muscle(side)
    skin = ellipsoid((-20, -330, 0), (150, 545, 190), 40)
    weights = np.zeros((len(skin.vertices), len(BODIES)))
    low = np.clip(-skin.vertices[:, 1] / 60, 0, 1)
    right = np.clip(0.5 + skin.vertices[:, 2] / 40, 0, 1)
    weights[:, 0], weights[:, 2], weights[:, 5] = 1 - low, low * right, low * (1 - right)
    structures["skin"] = _structure("skin", "skin", "pelvis", None, skin, weights=weights)
    joints = Joints(HIP, (0.5, -0.5, -86.5), (0.5, -395.0, 86.5), (0.5, -395.0, -86.5), (-50.0, 110.0, 0.0))
    landmarks = {"ASIS_right": np.array([45.0, 76.0, 88.0]), "greater_trochanter_right": np.array([0.0, -5.0, 118.0])}
    return Atlas("Ellipsoids for tests", ("none",), 10.0, joints, structures, landmarks)
