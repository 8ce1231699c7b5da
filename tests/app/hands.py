"""What a hand does on the picture of a window, and the places on it at which something is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.places import regions_at, rest_position

LEFT = Qt.MouseButton.LeftButton
FLIGHT_MS = 10_000


def place_of_mark(window, name):
    """Where on the view widget a trigger point is drawn."""
    from glutmin_viewer.render.picking import mark_on_display

    scene = window.view.stage.scene
    x, y, _ = mark_on_display(scene, scene.drawables[f"trigger_point.{name}"])
    ratio = window.view.devicePixelRatioF()
    return QPoint(round(x / ratio), window.view.height() - 1 - round(y / ratio))


def place_of(window, wanted):
    """Some place of the view at which a structure is picked."""
    view = window.view
    for y in range(20, view.height() - 20, 30):
        for x in range(20, view.width() - 20, 30):
            found = view.pick_at(QPointF(x, y))
            if found is not None and found.id == wanted:
                return QPoint(x, y)
    raise AssertionError(f"{wanted} is nowhere on the picture")


def place_of_region(window, structure, region):
    """Some place of the view at which a region of a structure is picked, and around which nothing else is."""
    view, atlas = window.view, window.session.atlas
    item = next(item for item in window.session.frame.items if item.id == structure)

    def shows(x, y):
        found = view.pick_at(QPointF(x, y))
        if found is None or found.id != structure:
            return False
        position = rest_position(atlas.structures[structure], item, found.position)
        return region in regions_at(atlas.structures[structure], position)

    for y in range(20, view.height() - 20, 10):
        for x in range(20, view.width() - 20, 10):
            if all(shows(x + right, y + down) for right, down in ((0, 0), (-4, 0), (4, 0), (0, -4), (0, 4))):
                return QPoint(x, y)
    raise AssertionError(f"{region} is nowhere on the picture")


def drag(view, button, start, way, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(view, button, modifiers, start)
    for share in (0.25, 0.5, 0.75, 1.0):
        QTest.mouseMove(view, start + QPoint(round(way.x() * share), round(way.y() * share)))
    QTest.mouseRelease(view, button, modifiers, start + way)


def turn_wheel(view, place, eighths):
    event = QWheelEvent(
        QPointF(place), QPointF(view.mapToGlobal(place)), QPoint(), QPoint(0, eighths), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
