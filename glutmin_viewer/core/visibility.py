"""What is on the picture, said by its smallest parts: structures without fibres, and fibre groups.

`SceneState.hidden` may name a muscle or its groups; these verbs keep it in one form, in which a muscle is hidden as a
whole only when none of its groups is seen.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.state import HIDDEN_AT_FIRST, SceneState, group_id


def parts(structure: Structure) -> list[str]:
    """Ids of the smallest parts of a structure: its fibre groups, or itself where it is not divided."""
    if structure.fibres is None:
        return [structure.id]
    groups = [group_id(structure.id, group) for i, group in enumerate(GROUPS) if (structure.fibres.group == i).any()]
    return groups if len(groups) > 1 else [structure.id]


def parts_of(atlas: Atlas, names: Iterable[str]) -> set[str]:
    """The smallest parts of structures and fibre groups."""
    found: set[str] = set()
    for name in names:
        structure = atlas.structures.get(name)
        found |= {name} if structure is None else set(parts(structure))
    return found


def visible_parts(state: SceneState, atlas: Atlas) -> set[str]:
    """The parts that a state shows."""
    return {
        part
        for structure in atlas.structures.values()
        if structure.id not in state.hidden
        for part in parts(structure)
        if part not in state.hidden
    }


def made_visible(state: SceneState, atlas: Atlas, names: Iterable[str], visible: bool) -> SceneState:
    """With structures or groups shown or hidden, the rest as it was."""
    before, change = visible_parts(state, atlas), parts_of(atlas, names)
    return _showing(state, atlas, before | change if visible else before - change)


def only(state: SceneState, atlas: Atlas, name: str) -> SceneState:
    """With one structure or group and nothing beside it."""
    return _showing(state, atlas, parts_of(atlas, [name]))


def with_neighbours(state: SceneState, atlas: Atlas, name: str) -> SceneState:
    """With everything of the same side and of the middle; the skin, which covers it all, stays as it was."""
    owner = atlas.structures[name.partition(".")[0]]
    side = owner.side or state.side
    near = [s.id for s in atlas.structures.values() if s.kind != "skin" and s.side in {side, None}]
    return _showing(state, atlas, parts_of(atlas, [*near, name]) | _skin(state, atlas))


def everything(state: SceneState, atlas: Atlas) -> SceneState:
    """With all structures, solid again; the skin, which covers them, stays as it was."""
    below = [s.id for s in atlas.structures.values() if s.kind != "skin"]
    kept = tuple(pair for pair in state.opacities if atlas.skin is not None and pair[0] == atlas.skin.id)
    return msgspec.structs.replace(_showing(state, atlas, parts_of(atlas, below) | _skin(state, atlas)), opacities=kept)


def _skin(state: SceneState, atlas: Atlas) -> set[str]:
    return {atlas.skin.id} - state.hidden if atlas.skin is not None else set()


def _showing(state: SceneState, atlas: Atlas, seen: set[str]) -> SceneState:
    hidden = set(HIDDEN_AT_FIRST - atlas.structures.keys())
    for structure in atlas.structures.values():
        unseen = set(parts(structure)) - seen
        hidden |= {structure.id} if len(unseen) == len(parts(structure)) else unseen
    return msgspec.structs.replace(state, hidden=frozenset(hidden))
