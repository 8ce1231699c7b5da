"""The style sheet of the window, `window.qss`, filled in with a look; and the application dressed in it."""

from __future__ import annotations

from pathlib import Path
from string import Template

import msgspec
from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from glutmin_viewer.ui.theme import BASE_PT, ICON_PX, Look, handle_px, look, text_scale

HERE = Path(__file__).parent
TYPE_PT = {"fine": 8, "told": 11, "title": 12, "heading": 13, "arrow": 14}
# The least height of what holds a line of words; what is given here a layout may squeeze to, whatever the words need.
ROOM_PX = {"button_room": 18, "field_room": 20, "bar_room": 24, "find_room": 28}
# What stands beside words is as large as they are: check boxes and arrows, and swatches with a little room around them.
MARK_PX = {"mark": 14, "arrow_room": 20, "icon": ICON_PX}
GROOVE_PX, BORDER_PX, AROUND_HANDLE_PX = 4, 1, 4  # of a slider, as the sheet has them


def style_sheet(look: Look, scale: float) -> str:
    """The style sheet of a look, with words of a size."""
    sizes = {name: f"{scale * size:.4g}pt" for name, size in TYPE_PT.items()}
    rooms = {name: f"{round(scale * size)}px" for name, size in (ROOM_PX | MARK_PX).items()}
    rooms |= {name: f"{size}px" for name, size in _slider(handle_px(scale)).items()}
    colours = {name: value for name, value in msgspec.structs.asdict(look).items() if isinstance(value, str)}
    return Template((HERE / "window.qss").read_text(encoding="utf-8")).substitute(colours, **sizes, **rooms)


def _slider(whole: int) -> dict[str, int]:
    """What follows from the width of a slider's handle, which is round and stands over its groove on both sides."""
    return {
        "handle": whole - 2 * BORDER_PX,
        "handle_round": whole // 2,
        "overhang": (whole - GROOVE_PX) // 2,
        "slider_room": whole + 2 * AROUND_HANDLE_PX,
    }


def dress(app: QApplication) -> None:
    """Give the application the look that is in use."""
    now = look()
    if not app.styleSheet():  # the style of the first look stays
        app.setStyle("Fusion")
    QDir.setSearchPaths("marks", [str(HERE / "marks" / now.name)])
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(text_scale() * max(BASE_PT, font.pointSizeF()))
    app.setFont(font)
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: now.panel,
        roles.WindowText: now.text,
        roles.Base: now.ground,
        roles.AlternateBase: now.raised,
        roles.Text: now.text,
        roles.Button: now.raised,
        roles.ButtonText: now.text,
        roles.ToolTipBase: now.raised,
        roles.ToolTipText: now.text,
        roles.Highlight: now.accent,
        roles.HighlightedText: now.on_accent,
        roles.PlaceholderText: now.muted,
        roles.Link: now.accent,
    }.items():
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(now, text_scale()))
