"""The 3D view: the one module in which Qt and VTK meet.

Invariants, each of which cost somebody a failure; keep them when changing this file:

 1. On X11 VTK draws into a native window, so Qt must run on xcb (asked for in `app`), and nothing of Qt can be drawn
    over the picture: hints stand beside it.
 2. VTK renders in `paintEvent` only. Whoever wants a new picture calls `update()`, which Qt turns into one paint per
    turn of the event loop, however many changes came before.
 3. Nothing renders while the widget is hidden, nor once it is closed: a render into a window that is not mapped blocks
    or crashes some drivers.
 4. No event reaches the VTK interactor, so none of its hotkeys exist; and it has no style, which it would otherwise be
    given as soon as one is registered.
 5. The pixel ratio is that of this widget; the base class takes that of the screen under the mouse.
 6. On closing: stop the timers, let the stage finalize its window while the native one is still there, and only then
    let Qt destroy it. Closing twice does nothing the second time.
 7. One such widget in a process at a time.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QCloseEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget
from vtkmodules.qt.QVTKRenderWindowInteractor import QVTKRenderWindowInteractor

from glutmin_viewer.core.camera import Camera, Vector
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.navigation import between, focused, orbit, pan, roll, zoom
from glutmin_viewer.core.pace import Pace
from glutmin_viewer.core.settings import MouseScheme
from glutmin_viewer.render.opengl import check_opengl, new_window
from glutmin_viewer.render.picking import Pick, pick, pick_on, pick_ruler, pick_surface
from glutmin_viewer.render.scene import REFERENCE_DPI
from glutmin_viewer.render.stage import Stage
from glutmin_viewer.ui.comfort import reduced_motion
from glutmin_viewer.ui.mouse import drag_of
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import look

CLICK_PX = 4.0
STROKE_PX = 8.0  # between two places of a stroke
FLIGHT_MS = 300
HOVER_MS = 60
ROLL_PER_HEIGHT_DEG = 180.0
ZOOM_PER_NOTCH, ZOOM_PER_HEIGHT = 1.18, 8.0
ARROWS: dict[int, tuple[float, float]] = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
ARROW_HEIGHTS = 0.045


@dataclass
class _Press:
    """A button that is held down: where it went down, where it was last seen, whether it was moved since, whether it
    paints, and whether it would but for the brush that was taken away meanwhile."""

    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    start: QPointF
    last: QPointF
    dragging: bool = False
    painting: bool = False
    over: bool = False


class Viewport(QVTKRenderWindowInteractor):
    """Shows frames, turns its camera by mouse and arrow keys, and tells what was clicked.

    Raises InputError where there is no OpenGL to draw with.
    """

    clicked = Signal(object)  # Pick, or None beside everything
    painted = Signal(object, bool)  # Pick on the skin, many for a stroke, and whether it begins one
    hovered = Signal(object)
    menu_wanted = Signal(
        object, object, QPoint
    )  # Pick, a measurement first, or None; and the skin however translucent it is
    view_wanted = Signal(str)
    drawing = Signal()  # a picture in motion, from now on
    camera_moved = Signal(str)  # flight, where the program led it; else drag (at its end), wheel or keys
    focus_changed = Signal(bool)  # whether the focus came by the keyboard, and so wants to be seen

    def __init__(self, camera: Camera, parent: QWidget | None = None) -> None:
        super().__init__(parent, rw=new_window())
        self._name()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 200)
        self._Iren.SetInteractorStyle(None)
        self.stage = Stage(self.GetRenderWindow())
        if sys.platform != "darwin":  # which always has it, and wants the window shown before
            check_opengl(self.GetRenderWindow(), on_screen=True)
        self.stage.set_backdrop(look().backdrop)
        self._camera = camera
        self.pivot: Vector = camera.focal_point
        self._press: _Press | None = None
        self._brush = self._aim = False
        self._mouse: MouseScheme = "viewer"
        self._closed = False
        self._at_rest = False
        self.stage.set_still(False)
        self._stale = True
        self._answered = self._once(0, self._forget)
        self._fresh = False  # drawn in this turn: an expose event still waiting is answered already
        self.render_s = 0.0
        self._hover_place = QPointF()
        self._hover = self._once(HOVER_MS, self._tell_hover)
        self._pace = Pace()
        self._still = self._once(0, self._settle)
        self._flight = QVariantAnimation(self)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.setDuration(FLIGHT_MS)
        self._flight.valueChanged.connect(self._fly)
        self._from = self._to = camera

    def _once(self, interval_ms: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer

    # What the window asks for

    @property
    def camera(self) -> Camera:
        """Where the view is going, or is."""
        return self._to if self.flying else self._camera

    @property
    def in_full(self) -> bool:
        """Whether pictures in motion are drawn as those at rest are."""
        return self._pace.in_full

    @property
    def flying(self) -> bool:
        return self._flight.state() == QVariantAnimation.State.Running

    def show_frame(self, frame: Frame) -> None:
        """Draw this from now on."""
        self.stage.show(frame)
        self._moving()

    def tell(self) -> None:
        """Bring the words on the picture to what is shown; at rest they are anyway."""
        self.stage.scene.tell()

    def look(self, camera: Camera) -> None:
        """Take another place at once; later turns go about its focal point."""
        self._flight.stop()
        self.pivot = camera.focal_point
        self._set_camera(camera)
        self.camera_moved.emit("flight")

    def fly(self, camera: Camera) -> None:
        """Go there smoothly, unless a single picture takes as long as the way, or reduced motion is asked for."""
        if not self.isVisible() or self.render_s > FLIGHT_MS / 1000 or reduced_motion():
            self.look(camera)
            return
        self._flight.stop()
        self.pivot = camera.focal_point
        self._from, self._to = self._camera, camera
        self._flight.start()
        self.camera_moved.emit("flight")

    def focus_on(self, point: Vector) -> None:
        """Bring a point of the body to the middle and turn about it from now on."""
        self.fly(focused(self.camera, point))

    def set_brush(self, on: bool) -> None:
        """Whether the left button paints on the skin; beside it, and with a modifier, it turns the view as ever."""
        if on != self._brush:
            self._brush = on
            self.end_stroke()
            self._show_cursor()

    def set_aim(self, on: bool) -> None:
        """Whether clicks are for places on structures: marks let through, and quick ones are not a double click."""
        self._aim = on
        self._show_cursor()

    def _show_cursor(self) -> None:
        cross = self._brush or self._aim
        self.setCursor(Qt.CursorShape.CrossCursor if cross else Qt.CursorShape.ArrowCursor)

    def set_mouse(self, scheme: MouseScheme) -> None:
        """Let the buttons of the mouse do what they do in a scheme."""
        self._mouse = scheme

    def renew(self) -> None:
        """Take up the language and the look that are in use now."""
        self._name()
        self.stage.orientation.retranslate()
        self.stage.set_backdrop(look().backdrop)
        self._moving()

    def _name(self) -> None:
        self.setAccessibleName(text("picture"))
        self.setAccessibleDescription(text("picture_about"))

    def end_stroke(self) -> bool:
        """Let what is painted from now on be another stroke, for a new press of the button; whether one went on."""
        painting = self._press is not None and self._press.painting and not self._press.over
        if self._press is not None:
            self._press.over = self._press.painting
        return painting

    # Rendering

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._closed or not self.isVisible() or (self._fresh and not self._stale):
            return
        start = time.perf_counter()
        self._stale = False
        self.stage.scene.set_camera(self._camera, self.width() / max(self.height(), 1))
        if self._at_rest:
            self.GetRenderWindow().Render()
        else:
            self.stage.draw(self.drawing.emit)
        self.render_s = time.perf_counter() - start
        self._fresh = True
        self._answered.start()
        if self._at_rest:
            self._pace.rested(self.render_s)
        else:  # counted from the end of the picture: a slow one must not be followed by a slower one
            self._pace.moved(self.render_s)
            self._still.start(round(1000.0 * self._pace.wait_s))

    def _redraw(self) -> None:
        """A new picture is needed, in the next turn of the event loop."""
        self._stale = True
        self.update()

    def _forget(self) -> None:
        self._fresh = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        ratio = self.devicePixelRatioF()
        window = self.GetRenderWindow()
        window.SetDPI(round(REFERENCE_DPI * ratio))
        window.SetSize(round(self.width() * ratio), round(self.height() * ratio))
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.resizeEvent(QResizeEvent(self.size(), self.size()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self._flight.stop()
            self._hover.stop()
            self._still.stop()
            self.stage.close()
        event.accept()

    def _set_camera(self, camera: Camera) -> None:
        self._camera = camera
        self._moving()

    def _moving(self) -> None:
        """A picture that will soon be followed by another is drawn the quick way, unless all of it is fast enough."""
        self._at_rest = False
        self._still.stop()
        self.stage.set_still(self.in_full)
        self._redraw()

    def _settle(self) -> None:
        self._at_rest = True
        self.stage.set_still(True)
        self._redraw()

    def _fly(self, share: float) -> None:
        self._set_camera(between(self._from, self._to, share))

    # Mouse and keys

    def _pixel(self, place: QPointF) -> tuple[int, int]:
        """VTK's pixel, counted from below."""
        ratio = self.devicePixelRatioF()
        return round(place.x() * ratio), round((self.height() - 1 - place.y()) * ratio)

    def _unit(self) -> float:
        """Screen points that make one height of the camera; see Scene.set_camera for narrow pictures."""
        return max(float(min(self.width(), self.height())), 1.0)

    def pick_at(self, place: QPointF) -> Pick | None:
        return (pick_surface if self._aim else pick)(self.stage.scene, *self._pixel(place))

    def _ruler_at(self, place: QPointF) -> Pick | None:
        return pick_ruler(self.stage.scene, *self._pixel(place))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            place = event.position()
            self._press = _Press(event.button(), event.modifiers(), place, place)
            self._hover.stop()
            plain = event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier
            if self._brush and plain and self.stage.orientation.face_at(*self._pixel(place)) is None:
                self._press.painting = self._paint(place, begins=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        press, place = self._press, event.position()
        if press is None:
            self._hover_place = place
            if not self._hover.isActive():
                self._hover.start()
            return
        if press.painting:
            if not press.over:
                self._stroke(press, place)
            return
        way = place - press.start
        if not press.dragging and max(abs(way.x()), abs(way.y())) <= CLICK_PX:
            return
        press.dragging = True
        self._drag(press, place)
        press.last = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press = self._press
        if press is None or event.button() != press.button:
            return
        self._press = None
        if press.dragging:
            self.camera_moved.emit("drag")
        if press.dragging or press.painting:
            return
        if press.button == Qt.MouseButton.LeftButton:
            view = self.stage.orientation.face_at(*self._pixel(press.start))
            if view is not None:
                self.view_wanted.emit(view)
            else:
                self.clicked.emit(self.pick_at(press.start))
        elif press.button == Qt.MouseButton.RightButton:
            on_skin = pick_on(self.stage.scene, "skin", *self._pixel(press.start))
            found = self._ruler_at(press.start) or self.pick_at(press.start)
            self.menu_wanted.emit(found, on_skin, event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not (self._brush or self._aim):
            found = self.pick_at(event.position())
            if found is not None:
                x, y, z = (float(c) for c in found.position)
                self.focus_on((x, y, z))

    def _paint(self, place: QPointF, begins: bool = False) -> bool:
        """Paint where the skin is under a place; whether it is."""
        found = pick_on(self.stage.scene, "skin", *self._pixel(place))
        if found is not None:
            self.painted.emit(found, begins)
        return found is not None

    def _stroke(self, press: _Press, place: QPointF) -> None:
        """Paint on the way from where the mouse was last seen, however fast it went."""
        way = place - press.last
        steps = int(max(abs(way.x()), abs(way.y())) / STROKE_PX)
        for step in range(1, steps + 1):
            self._paint(press.last + way * (step / steps))
        if steps:
            press.last = place

    def _drag(self, press: _Press, place: QPointF) -> None:
        self._flight.stop()
        unit = self._unit()
        right, up = (place.x() - press.last.x()) / unit, (press.last.y() - place.y()) / unit
        drag = drag_of(self._mouse, press.button, press.modifiers)
        if drag == "shift":
            self._set_camera(pan(self._camera, right, up))
        elif drag == "roll":
            self._set_camera(roll(self._camera, -right * ROLL_PER_HEIGHT_DEG))
        elif drag == "zoom":
            self._set_camera(zoom(self._camera, ZOOM_PER_HEIGHT**up))
        else:
            self._set_camera(orbit(self._camera, self.pivot, right, up))

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._flight.stop()
        unit, place = self._unit(), event.position()
        right, up = (place.x() - self.width() / 2) / unit, (self.height() / 2 - place.y()) / unit
        factor = ZOOM_PER_NOTCH ** (event.angleDelta().y() / 120.0)
        self._set_camera(zoom(self._camera, factor, right, up))
        self.camera_moved.emit("wheel")
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS:
            right, up = (ARROW_HEIGHTS * step for step in ARROWS[event.key()])
            camera = orbit(self._camera, self.pivot, right, up)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            camera = zoom(self._camera, ZOOM_PER_NOTCH)
        elif event.key() == Qt.Key.Key_Minus:
            camera = zoom(self._camera, 1.0 / ZOOM_PER_NOTCH)
        else:
            event.ignore()
            return
        self._flight.stop()
        self._set_camera(camera)
        self.camera_moved.emit("keys")

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def enterEvent(self, event: QEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover.stop()
        self.hovered.emit(None)

    def _tell_hover(self) -> None:
        if not self._closed and self._press is None:
            over = None if self._aim else self._ruler_at(self._hover_place)
            self.hovered.emit(over or self.pick_at(self._hover_place))
