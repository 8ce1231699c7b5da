"""Where the view goes: to named views, to pain when it comes and back when it is gone, to what is cut or picked."""

from __future__ import annotations

from functools import partial

import numpy as np

from glutmin_viewer.core.camera import Camera, home_camera, turned, view_named
from glutmin_viewer.core.cut import FIRST_MM, OFFSET_RANGE_MM, VIEW_OF, Cut, PlaneName
from glutmin_viewer.core.navigation import mirrored
from glutmin_viewer.core.state import SceneState, seen_from, with_cut
from glutmin_viewer.core.views import (
    camera_at_pain,
    camera_before,
    first_camera,
    named_camera,
    pain_camera,
    resting_camera,
    shows_posed_pain,
    side_by_side,
    view_of_motion,
    with_pain_in,
)
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.view3d import View3D


class Looking:
    """Leads the view of a session's picture, and remembers from where was looked before pain was shown."""

    def __init__(self, session: Session, view: View3D) -> None:
        self._session, self._view = session, view
        state = session.state
        self._before_pain: Camera | None = resting_camera(state) if state.shows_pain else None

    def go(self, camera: Camera) -> None:
        """To a camera that has nothing to do with what was looked at before."""
        self._before_pain = None
        self._view.fly(camera)

    def follow(self, old: SceneState, new: SceneState) -> None:
        """Where a change of the scene leads."""
        if old.side != new.side:
            self._view.look(mirrored(self._view.camera))
            if self._before_pain is not None:
                self._before_pain = mirrored(self._before_pain)
        if old.posture.name != new.posture.name or side_by_side(old) != side_by_side(new):
            self._view.fly(first_camera(new))
            if self._before_pain is not None:
                self._before_pain = resting_camera(new)
        self._follow_pain(old, new)

    def _follow_pain(self, before: SceneState, state: SceneState) -> None:
        """Look at pain when it comes, and back at what was looked at before when it is gone."""
        if not state.shows_pain:
            if self._before_pain is not None:
                self._view.fly(self._before_pain)
            self._before_pain = None
            return
        if not before.shows_pain:
            self._before_pain = self._view.camera
        comes, another = not before.shows_pain, state.drawing is None and before.side == state.side
        if shows_posed_pain(state):
            if comes or (another and _pain_of(before) != _pain_of(state)):
                camera = camera_at_pain(self._view.camera, self._session.frame, state.side)
                if camera != self._view.camera:
                    self._view.fly(camera)
        elif state.posture.name == "standing" and not side_by_side(state):
            moved = state.trigger_point is not None and pain_camera(before) != pain_camera(state)
            if comes or (another and moved):
                self._view.fly(pain_camera(state))

    def from_named(self, name: str) -> None:
        """A named view: of the hip, or of the whole leg while pain is shown on it."""
        state, view = self._session.state, view_named(name)
        self._session.apply(partial(seen_from, view=view))
        frame = self._session.frame
        camera = turned(named_camera(state, view), frame.attitude)
        self._view.fly((shows_posed_pain(state) and with_pain_in(camera, [frame], state.side)) or camera)

    def at_motion(self) -> None:
        """A motion that was chosen may be seen edge on from where the view is."""
        if (view := view_of_motion(self._session.state, self._view.camera)) is not None:
            self.from_named(view)

    def home(self) -> None:
        """The first view again, of both halves of the body, or of both figures."""
        self._session.apply(partial(seen_from, view="lateral"))
        state = self._session.state
        self._view.fly(first_camera(state) if side_by_side(state) else home_camera(state.side))

    def cut_open(self, plane: PlaneName | None) -> None:
        """Cut by a plane and look at the cut, a free one across the line of sight; or be whole again."""
        if plane is None:
            self._session.apply(partial(with_cut, cut=None))
            return
        to_pelvis, camera = self._session.frame.attitude.T, self._view.camera
        x, y, z = (float(c) for c in to_pelvis @ np.array(camera.direction))
        first = FIRST_MM[plane]
        if plane == "free":  # through the middle of what is looked at
            first = float(np.clip(np.dot(camera.focal_point, camera.direction), *OFFSET_RANGE_MM))
        self._session.apply(partial(with_cut, cut=Cut(plane, first, (x, y, z))))
        if plane in VIEW_OF:
            self.from_named(VIEW_OF[plane])

    def at_region(self, region: str) -> None:
        """A region picked from the list may lie on the far side."""
        state, skin = self._session.state, self._session.atlas.skin
        item = next((item for item in self._session.frame.items if item.kind == "skin"), None)
        if item is not None and skin is not None and state.drawing is not None and region in state.drawing.regions:
            self._view.fly(camera_before(item, skin.regions[region], state.side))


def _pain_of(state: SceneState) -> tuple[str | None, ...]:
    """What pain is shown, and on what body."""
    return state.trigger_point, state.cause, state.posture.name
