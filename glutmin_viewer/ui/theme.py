"""The look of the window as data: colours, sizes on an 8 px grid, and the one style sheet made from them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

GROUND = "#12161b"
PANEL = "#1a2027"
RAISED = "#252d36"
HOVER = "#303a45"
LINE = "#3a4653"
TEXT = "#e9edf1"
MUTED = "#a9b5c1"
ACCENT = "#6cb6ff"
ON_ACCENT = "#08131f"
WARNING = "#f0b24a"
ERROR = "#ff8a75"

# Change of length: the hue and the side of the bar both tell the direction; told apart by all kinds of colour vision.
SHORTER = "#5aa9f0"
LONGER = "#f2a33c"

BADGES = {
    "anatomy": "#8fd0c4",
    "model": "#8db8f5",
    "tradition": "#d9bf7c",
    "contested": "#f0a585",
    "ours": "#b9b3c9",
}

BASE_PT = 10.5

STYLE = f"""
* {{ outline: none; }}
QWidget {{ color: {TEXT}; background: {PANEL}; }}
QMainWindow, QMainWindow::separator {{ background: {GROUND}; }}
QMainWindow::separator {{ width: 4px; height: 4px; }}
QMainWindow::separator:hover {{ background: {ACCENT}; }}
QToolTip {{ color: {TEXT}; background: {RAISED}; border: 1px solid {LINE}; padding: 4px 8px; }}
QToolBar {{ background: {PANEL}; border: none; padding: 6px 8px; spacing: 4px; }}
QToolBar::separator {{ background: {LINE}; width: 1px; margin: 6px 4px; }}
QStatusBar {{ background: {PANEL}; color: {MUTED}; min-height: 24px; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ padding: 0 8px; }}
QLabel, QCheckBox, QRadioButton {{ background: transparent; }}
QLabel[role="heading"] {{ font-size: 13pt; font-weight: 600; }}
QLabel[role="section"] {{ font-weight: 600; color: {TEXT}; }}
QLabel[role="muted"] {{ color: {MUTED}; }}
QLabel[role="fine"] {{ color: {MUTED}; font-size: 8pt; }}
QLabel[cites="true"] {{ border: 1px solid transparent; border-radius: 4px; }}
QLabel[cites="true"]:focus {{ border-color: {ACCENT}; }}
QLabel[role="title"] {{ font-size: 12pt; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: 12pt; font-weight: 600; color: {ACCENT}; }}
QLabel[role="latin"] {{ color: {MUTED}; font-style: italic; }}
QLabel[role="hint"] {{ background: {GROUND}; color: {MUTED}; padding: 6px; }}
QLabel[role="pose"] {{ font-size: 12pt; font-weight: 600; color: {ACCENT}; }}
QPushButton, QToolButton {{
    background: {RAISED}; border: 1px solid {LINE}; border-radius: 6px; padding: 5px 10px; min-height: 18px;
}}
QPushButton:hover, QToolButton:hover {{ background: {HOVER}; border-color: #55657a; }}
QPushButton:pressed, QToolButton:pressed {{ background: {GROUND}; }}
QPushButton:checked, QToolButton:checked {{
    background: {ACCENT}; border-color: {ACCENT}; color: {ON_ACCENT};
}}
QPushButton:disabled, QToolButton:disabled {{ color: #66727f; background: {PANEL}; border-color: #2b343e; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QTreeWidget:focus, QTextEdit:focus {{
    border: 2px solid {ACCENT};
}}
QPushButton:focus, QToolButton:focus {{ padding: 4px 9px; }}
QPushButton:checked:focus, QToolButton:checked:focus {{ border: 2px solid {TEXT}; }}
QToolBar QToolButton {{ background: transparent; border-color: transparent; padding: 5px 4px; }}
QToolBar QToolButton:disabled {{ background: transparent; border-color: transparent; }}
QToolBar QToolButton[role="arrow"] {{ font-size: 14pt; padding: 0 1px; }}
QToolBar QToolButton:hover {{ background: {HOVER}; }}
QToolBar QToolButton:focus {{ border: 2px solid {ACCENT}; padding: 4px 3px; }}
QToolBar QToolButton[role="arrow"]:focus {{ padding: 0; }}
QPushButton[role="primary"] {{ background: {ACCENT}; border-color: {ACCENT}; color: {ON_ACCENT}; font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: #8ac6ff; }}
QPushButton[role="primary"]:disabled {{ background: {RAISED}; border-color: {LINE}; color: #66727f; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {TEXT}; }}
QPushButton[role="warning"] {{
    background: #3a2f1a; border-color: {WARNING}; color: #ffdf9e; font-weight: 600; padding: 7px;
}}
QPushButton[role="warning"]:hover {{ background: #4d3d20; }}
QPushButton[role="warning"]:focus {{ border: 2px solid {TEXT}; padding: 6px; }}
QPushButton[role="row"] {{ padding: 0; text-align: left; }}
QPushButton[role="row"]:checked {{ background: #22384f; border-color: {ACCENT}; color: {TEXT}; }}
QPushButton[role="row"][drawn="false"]:checked {{ background: {RAISED}; border-color: {LINE}; }}
QPushButton[role="row"]:focus {{ padding: 0; }}
QPushButton[role="choice"] {{ text-align: left; }}
QPushButton[role="choice"]:disabled {{ color: {MUTED}; }}
QPushButton[role="choice"][answer="right"] {{ color: {TEXT}; border-color: {BADGES["anatomy"]}; font-weight: 600; }}
QPushButton[role="choice"][answer="wrong"] {{ border-color: {ERROR}; }}
QLabel[role="row"] {{ font-weight: 600; }}
QLabel[role="row-line"] {{ color: {MUTED}; }}
QLabel[role="problem"] {{ color: {WARNING}; }}
QPushButton[segment="left"] {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
QPushButton[segment="right"] {{ border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: none; }}
QPushButton[segment="middle"] {{ border-radius: 0; border-left: none; }}
QComboBox {{
    background: {RAISED}; border: 1px solid {LINE}; border-radius: 6px; padding: 4px 8px; min-height: 20px;
}}
QComboBox:hover {{ background: {HOVER}; }}
QComboBox QAbstractItemView {{
    background: {RAISED}; border: 1px solid {LINE}; selection-background-color: {ACCENT};
    selection-color: {ON_ACCENT};
}}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url(marks:down.svg); width: 14px; height: 14px; }}
QDoubleSpinBox, QLineEdit {{
    background: {GROUND}; border: 1px solid {LINE}; border-radius: 6px; padding: 4px 8px; min-height: 20px;
    selection-background-color: {ACCENT}; selection-color: {GROUND};
}}
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{
    subcontrol-origin: border; width: 0; height: 0; border: none;
}}
QDoubleSpinBox:hover, QLineEdit:hover {{ background: {RAISED}; }}
QDoubleSpinBox:focus, QLineEdit:focus {{ border: 2px solid {ACCENT}; padding: 3px 7px; }}
QTreeWidget {{ background: {PANEL}; border: 2px solid transparent; show-decoration-selected: 0; }}
QTreeWidget::indicator, QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid #8795a4; border-radius: 4px; background: {GROUND};
}}
QTreeWidget::indicator:hover, QCheckBox::indicator:hover {{ border-color: {TEXT}; }}
QTreeWidget::indicator:checked, QCheckBox::indicator:checked {{
    background: {ACCENT}; border-color: {ACCENT}; image: url(marks:check.svg);
}}
QTreeWidget::indicator:indeterminate {{
    background: {ACCENT}; border-color: {ACCENT}; image: url(marks:dash.svg);
}}
QCheckBox {{ spacing: 8px; }}
QCheckBox:focus {{ border-bottom: 2px solid {ACCENT}; }}
QTreeWidget::item {{ padding: 4px 2px; border-radius: 4px; }}
QTreeWidget::item:hover {{ background: {RAISED}; }}
QTreeWidget::item:selected {{ background: #2b4764; color: {TEXT}; }}
QListWidget {{ background: {GROUND}; border: 1px solid {LINE}; border-radius: 6px; padding: 4px; }}
QListWidget:focus {{ border: 2px solid {ACCENT}; padding: 3px; }}
QListWidget::item {{ padding: 4px 8px; border-radius: 4px; }}
QListWidget::item:hover {{ background: {RAISED}; }}
QListWidget::item:selected {{ background: #2b4764; color: {TEXT}; }}
QProgressBar {{
    background: {GROUND}; border: 1px solid {LINE}; border-radius: 6px; min-height: 22px; text-align: center;
}}
QProgressBar::chunk {{ background: #2b4764; border-radius: 5px; }}
QSlider {{ min-height: 24px; background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {LINE}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {ACCENT}; }}
QSlider::handle:horizontal {{
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; border: 1px solid {GROUND}; background: {TEXT};
}}
QSlider::handle:horizontal:focus {{ border: 2px solid {ACCENT}; background: {TEXT}; }}
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled {{ background: #4a5663; }}
QScrollArea {{ border: 2px solid transparent; }}
QScrollArea:focus {{ border-color: {ACCENT}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; }}
QScrollBar::handle:vertical {{ background: {LINE}; border-radius: 5px; min-height: 24px; }}
QScrollBar::handle:vertical:hover {{ background: #55657a; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QFrame[role="picture"] {{ background: {GROUND}; border: 2px solid {GROUND}; }}
QFrame[role="picture"][focused="true"] {{ border-color: {ACCENT}; }}
QFrame[role="rule"] {{ background: {LINE}; max-height: 1px; min-height: 1px; border: none; }}
QFrame[role="notice"] {{ background: #2a2a22; border: none; border-left: 4px solid {WARNING}; }}
QFrame[role="notice"][severity="error"] {{ background: #33231f; border-left-color: {ERROR}; }}
QFrame[role="notice"][severity="info"] {{ background: {RAISED}; border-left-color: {ACCENT}; }}
QFrame[role="palette"] {{ background: {PANEL}; border: 1px solid {LINE}; }}
QFrame[role="palette"] QLineEdit {{ font-size: 13pt; min-height: 28px; }}
QFrame[role="palette"] QListWidget {{ background: transparent; border: none; padding: 0; }}
QLabel[role="key"] {{
    background: {RAISED}; border: 1px solid {LINE}; border-bottom-width: 2px; border-radius: 4px; padding: 1px 7px;
}}
QToolButton::menu-indicator {{
    image: url(marks:down.svg); width: 12px; height: 12px; subcontrol-position: right center; right: 4px;
}}
QToolBar QToolButton[popupMode="2"] {{ padding-right: 20px; }}
QMenuBar {{ background: {PANEL}; padding: 2px 8px 0 8px; }}
QMenuBar::item {{ background: transparent; color: {MUTED}; padding: 4px 8px; border-radius: 4px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {RAISED}; color: {TEXT}; }}
QMenu {{ background: {RAISED}; border: 1px solid {LINE}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 16px; border-radius: 4px; background: transparent; }}
QMenu::item:selected {{ background: {ACCENT}; color: {ON_ACCENT}; }}
QMenu::item:disabled {{ color: {MUTED}; }}
QMenu[role="structure"]::item:disabled {{ font-weight: 600; padding-left: 8px; }}
QMenu::indicator {{ width: 14px; height: 14px; margin-left: 6px; }}
QMenu::indicator:checked {{ image: url(marks:check_line.svg); }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 8px; }}
"""


def dress(app: QApplication) -> None:
    """Give the application its look."""
    app.setStyle("Fusion")
    QDir.setSearchPaths("marks", [str(Path(__file__).parent / "marks")])
    font = QFont(app.font())
    font.setPointSizeF(max(BASE_PT, font.pointSizeF()))
    app.setFont(font)
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: PANEL,
        roles.WindowText: TEXT,
        roles.Base: GROUND,
        roles.AlternateBase: RAISED,
        roles.Text: TEXT,
        roles.Button: RAISED,
        roles.ButtonText: TEXT,
        roles.ToolTipBase: RAISED,
        roles.ToolTipText: TEXT,
        roles.Highlight: ACCENT,
        roles.HighlightedText: ON_ACCENT,
        roles.PlaceholderText: MUTED,
        roles.Link: ACCENT,
    }.items():
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)
    app.setStyleSheet(STYLE)
