"""The window in which one takes it along: picture, film, 3D model, hand-out or table, with progress and a way to stop.

What writes them is slow to import, and is when somebody saves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from glutmin_viewer.content import content
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.footage import Film, film_of, keeping_pain, tour
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.guide import chapters
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.moves import moves
from glutmin_viewer.core.state import SceneState, with_motion, with_move
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.controls import Choice, Segments, label
from glutmin_viewer.ui.dialogs import bring_up
from glutmin_viewer.ui.texts import complaint, text
from glutmin_viewer.ui.theme import look, scaled
from glutmin_viewer.ui.work import Steps, Work

Kind = Literal["picture", "movie", "model", "handout", "table"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ENDINGS: dict[Kind, str] = {"picture": ".png", "model": ".glb", "handout": ".pdf", "table": ".csv"}
FILM_ENDINGS = {"mp4": ".mp4", "gif": ".gif"}
Size = tuple[int, int]
SIZES: tuple[Size, ...] = ((1920, 1080), (3840, 2160))
LEAST_WIDTH_PX = 1600  # of a picture as in the window; the key to it covers less of a large one
FPS = (10, 25, 50)
BEST_FPS = {"mp4": 25, "gif": 10}
WIDTH = 560
STEPS = 1000  # of the bar


class Shown(NamedTuple):
    """What the window shows, how large its picture is, in pixels, and the trigger point that is read about."""

    state: SceneState
    frame: Frame
    camera: Camera
    size: Size
    point: str | None


class ExportDialog(QDialog):
    """Says what was written, and what could not be; what it takes along is what the window shows when one saves."""

    saved = Signal(Path)
    failed = Signal(str)

    def __init__(self, atlas: Atlas, shown: Callable[[], Shown], parent: QWidget) -> None:
        super().__init__(parent)
        self._atlas, self._shown = atlas, shown
        self.kind: Kind = "picture"
        self.path: Path | None = None
        self.setWindowTitle(text("export_title"))
        self.setMinimumWidth(scaled(WIDTH))
        self.kinds = Segments({kind: text(f"export_{kind}") for kind in KINDS}, text("export_kind"))
        self.about = label(role="muted")
        formats = {of: text(f"export_{of}") for of in FILM_ENDINGS}
        self.content, self.format = Choice(), Segments(formats, text("export_format"))
        self.sizes, self.typed, self.problem = Choice(), QLineEdit(), label(role="problem")
        self.fps, self.point, self.numbers = Choice(), Choice(), Choice()
        self.transparent, self.labels = QCheckBox(text("export_transparent")), QCheckBox(text("export_labels"))
        self.bar, self.save, self.cancel = QProgressBar(), QPushButton(), QPushButton(text("export_cancel"))
        self.work = Work(self)
        self._fill()
        self._lay_out()
        self._connect()
        self.kinds.choose("picture")
        self.show_kind("picture")
        self._show_busy(False)

    def _fill(self) -> None:
        self.sizes.addItem(text("export_size_window"))
        for width, height in SIZES:
            self.sizes.addItem(f"{width} × {height}", (width, height))
        self.sizes.addItem(text("export_size_own"), "own")
        self.sizes.setAccessibleName(text("export_size"))
        self.typed.setPlaceholderText("1600 × 1200")
        self.typed.setAccessibleName(text("export_size_typed"))
        self.typed.setToolTip(text("export_size_typed"))
        for fps in FPS:
            self.fps.addItem(str(fps), fps)
        self.format.choose("mp4")
        self._take_best_fps()
        self.labels.setChecked(True)
        self.transparent.setToolTip(text("export_transparent_tip"))
        self.labels.setToolTip(text("export_labels_tip"))
        for name in trigger_points():
            self.point.addItem(content().trigger_points[name].name, name)
        for axis in AXES:
            self.numbers.addItem(text("export_table_angle", name=text(f"axis_{axis}")), f"angle:{axis}")
        for name in motions():
            self.numbers.addItem(text("export_table_motion", name=content().motions[name].name), f"motion:{name}")
        self.numbers.addItem(text("export_table_claims"), "claims:")
        self.save.setProperty("role", "primary")
        self.save.setText(text("export_save"))
        self.save.setDefault(True)
        self.cancel.setAutoDefault(False)
        self.bar.setRange(0, STEPS)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.kinds)
        column.addWidget(self.about)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._size_row = QWidget()
        row = QHBoxLayout(self._size_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sizes, 1)
        row.addWidget(self.typed, 1)
        for key, field in (
            ("export_content", self.content),
            ("export_format", self.format),
            ("export_size", self._size_row),
            ("export_fps", self.fps),
            ("export_point", self.point),
            ("export_numbers", self.numbers),
        ):
            self.form.addRow(text(key), field)
            field.setAccessibleName(text(key))
        for check in (self.transparent, self.labels):
            self.form.addRow("", check)
        column.addLayout(self.form)
        column.addWidget(self.problem)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addStretch()
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column.addLayout(foot)

    def _connect(self) -> None:
        for kind, button in self.kinds.buttons.items():
            button.clicked.connect(lambda _=False, kind=kind: self.show_kind(kind))
        for button in self.format.buttons.values():
            button.clicked.connect(self._take_best_fps)
        self.sizes.currentIndexChanged.connect(self._show_size)
        self.save.clicked.connect(self._ask_where)
        self.cancel.clicked.connect(self.reject)
        self.work.progressed.connect(self._progress)
        self.work.done.connect(self._done)
        self.work.failed.connect(self._fail)

    def show_kind(self, kind: Kind) -> None:
        """The page of what is to be taken along, with what the window shows now."""
        self.kind = kind
        self.kinds.choose(kind)
        self.about.setText(text(f"export_{kind}_about"))
        rows: dict[QWidget, tuple[Kind, ...]] = {
            self.content: ("movie",),
            self.format: ("movie",),
            self._size_row: ("picture", "movie"),
            self.fps: ("movie",),
            self.point: ("handout",),
            self.numbers: ("table",),
            self.transparent: ("picture",),
            self.labels: ("picture", "movie"),
        }
        for field, kinds in rows.items():
            self.form.setRowVisible(field, kind in kinds)
        self._say("")
        self._show_size()
        self._offer(self._shown())
        self.adjustSize()

    def _offer(self, shown: Shown) -> None:
        """What can be filmed now, and what of it all belongs to what is shown."""
        state = shown.state
        self.content.clear()
        playing = _playing(state)
        if playing is not None:
            name = text(playing.posture.name) if playing.motion is None else content().motions[playing.motion].name
            self.content.addItem(text("export_now", name=name), "now:")
        self.content.add_heading(text("export_motions"))
        for motion in motions():
            self.content.addItem(content().motions[motion].name, f"motion:{motion}")
        self.content.add_heading(text("export_tours"))
        for chapter in chapters():
            self.content.addItem(content().chapters[chapter], f"tour:{chapter}")
        self.content.setCurrentIndex(0 if playing is not None else 1)
        if shown.point is not None:
            self.point.setCurrentIndex(self.point.findData(shown.point))
        if state.motion is not None:
            self.numbers.setCurrentIndex(self.numbers.findData(f"motion:{state.motion}"))

    def _show_size(self) -> None:
        own = self.sizes.currentData() == "own"
        self.typed.setVisible(own)
        if own:
            self.typed.setFocus()

    def _take_best_fps(self) -> None:
        self.fps.setCurrentIndex(self.fps.findData(BEST_FPS[self.film_format]))

    @property
    def film_format(self) -> str:
        return next(of for of, button in self.format.buttons.items() if button.isChecked())

    def size_px(self) -> Size:
        """The size chosen or typed, in pixels; raises InputError for what is typed and is none."""
        chosen = self.sizes.currentData()
        if chosen == "own":
            found = re.fullmatch(r"\s*(\d+)\s*[x×*]\s*(\d+)\s*", self.typed.text(), re.IGNORECASE)
            if found is None:
                raise InputError(text("export_size_unclear", typed=self.typed.text()))
            return int(found[1]), int(found[2])
        if chosen is not None:
            width, height = chosen
            return width, height
        width, height = self._shown().size
        larger = max(1.0, LEAST_WIDTH_PX / width) if self.kind == "picture" else 1.0
        return round(width * larger), round(height * larger)

    def _ask_where(self) -> None:
        try:
            size = self.size_px()
        except InputError as error:
            self._say(complaint(error))
            return
        self._say("")
        of = self.film_format if self.kind == "movie" else self.kind
        ending = FILM_ENDINGS[self.film_format] if self.kind == "movie" else ENDINGS[self.kind]
        proposed = str(Path(text(f"export_name_{self.kind}")).with_suffix(ending))
        files = text("picture_files" if of == "picture" else "csv_files" if of == "table" else f"export_files_{of}")
        name, _ = QFileDialog.getSaveFileName(self, text("export_save"), proposed, files)
        if name:
            path = Path(name)
            self.write(path if path.suffix.lower() == ending else path.with_name(path.name + ending), size)

    def write(self, path: Path, size: Size) -> None:
        """Begin to write what is chosen."""
        self.path = path
        self._show_busy(True)
        self._progress(0.0)
        self.work.start(self._steps(path, size))

    def _steps(self, path: Path, size: Size) -> Steps:
        """The work that is chosen, of what is shown now."""
        shown = self._shown()
        if self.kind == "picture":
            from glutmin_viewer.render.picture import Manner, draw

            manner = Manner(self.transparent.isChecked(), self.labels.isChecked(), look().backdrop)
            return draw(path, shown.frame, shown.camera, size, manner)
        if self.kind == "movie":
            return self._film_steps(path, shown, size)
        if self.kind == "handout":
            from glutmin_viewer.ui.handout import write_handout

            return write_handout(path, self._atlas, self.point.currentData(), shown.state.side)
        return self._quick_steps(path, shown)

    def _film_steps(self, path: Path, shown: Shown, size: Size) -> Steps:
        from glutmin_viewer.render.movie import record
        from glutmin_viewer.render.picture import Manner

        manner = Manner(labels=self.labels.isChecked(), backdrop=look().backdrop)
        yield from record(path, self._atlas, self._film(shown), size, self.fps.currentData(), manner)

    def _film(self, shown: Shown) -> Film:
        what, _, name = self.content.currentData().partition(":")
        if what == "tour":
            return tour(name, shown.state.side, self._atlas)
        state = with_motion(shown.state, name) if what == "motion" else _playing(shown.state)
        state = state or shown.state
        return film_of(state, keeping_pain(state, shown.camera, Composer(self._atlas)))

    def _quick_steps(self, path: Path, shown: Shown) -> Steps:
        yield 0.0
        if self.kind == "model":
            from glutmin_viewer.render.gltf import write_gltf

            write_gltf(path, shown.frame)
        else:
            from glutmin_viewer.core.curves_csv import save_csv

            save_csv(self._table(shown.state), path)
        yield 1.0

    def _table(self, state: SceneState) -> str:
        from glutmin_viewer.core.claims import claims
        from glutmin_viewer.core.claims_table import writer
        from glutmin_viewer.core.courses import angle_course, motion_course

        what, _, name = self.numbers.currentData().partition(":")
        if what == "claims":
            return writer("csv")(claims(self._atlas, state.side))
        if what == "motion":
            return motion_course(self._atlas, state.side, name).table()
        return angle_course(self._atlas, state.side, name, state.pose).table()

    def _progress(self, share: float) -> None:
        self.bar.setValue(round(STEPS * share))
        self.bar.setFormat(text("export_busy", percent=int(100 * share)))

    def _done(self) -> None:
        assert self.path is not None
        self._show_busy(False)
        self.saved.emit(self.path)
        self.close()

    def _fail(self, sentence: str) -> None:
        self._show_busy(False)
        if sentence:
            self.failed.emit(sentence)

    def _show_busy(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.save.setEnabled(not busy)
        self.kinds.setEnabled(not busy)
        for field in (self.content, self.format, self._size_row, self.fps, self.point, self.numbers):
            field.setEnabled(not busy)
        for check in (self.transparent, self.labels):
            check.setEnabled(not busy)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def reject(self) -> None:
        """Cancel or Esc: stop the work; without any, away with the window."""
        if self.work.busy:
            self.work.cancel()
            self._show_busy(False)
            self._say(text("export_stopped"))
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.work.cancel()
        self._show_busy(False)
        super().closeEvent(event)


def _playing(state: SceneState) -> SceneState | None:
    """The state in the motion or move that it is in, or in the first move of its posture; None where nothing moves."""
    if state.motion is not None or state.move is not None:
        return state
    own = next((name for name, move in moves().items() if state.posture.name in move.postures), None)
    return None if own is None else with_move(state, own)


def open_export(
    window: QWidget,
    atlas: Atlas,
    shown: Callable[[], Shown],
    saved: Callable[[Path], None],
    failed: Callable[[str], None],
) -> ExportDialog:
    """Show the dialog over a main window; there is only one, and it does not keep one from the window.

    saved, failed: hear of what was written, and in one sentence of what could not be.
    """
    dialog = window.findChild(ExportDialog)
    if dialog is None:
        dialog = ExportDialog(atlas, shown, window)
        dialog.saved.connect(saved)
        dialog.failed.connect(failed)
    if not dialog.work.busy:
        dialog.show_kind(dialog.kind)
    bring_up(dialog)
    return dialog
