"""The window: joins panels, player and 3D view to one session, and decides where the camera goes.

The 3D view is made by the caller, so that everything here can be tested with a plain widget in its place.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QKeyCombination, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSlider, QWidget

from glutmin_viewer.content import Language, use
from glutmin_viewer.content import language as spoken
from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.document import Document, check_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.guide import Step, camera_of, scene_of
from glutmin_viewer.core.history import Moment
from glutmin_viewer.core.opening import Opened, Opening
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.settings import Settings, save_settings, settings_path
from glutmin_viewer.core.showing_pain import (
    with_cause,
    with_drawing,
    with_trigger_point,
    without_last,
    without_patterns,
)
from glutmin_viewer.core.state import SceneState, check_against, selected, with_labels, with_side
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.ui.busy import Busy, sign
from glutmin_viewer.ui.comfort import reduced_motion
from glutmin_viewer.ui.commands import commands
from glutmin_viewer.ui.copying import copy
from glutmin_viewer.ui.dialogs import close_dialogs
from glutmin_viewer.ui.export import Shown, open_export
from glutmin_viewer.ui.files import Files
from glutmin_viewer.ui.focus import give_focus, place_of
from glutmin_viewer.ui.keeping import Keeping
from glutmin_viewer.ui.keys import keys_for
from glutmin_viewer.ui.looking import Looking
from glutmin_viewer.ui.measuring import Measuring
from glutmin_viewer.ui.menus import fill_menus
from glutmin_viewer.ui.notices import ExceptionWatch
from glutmin_viewer.ui.picture_window import PictureWindow
from glutmin_viewer.ui.pointing import Pointing
from glutmin_viewer.ui.preferences import application, differs, prefer
from glutmin_viewer.ui.preparing import Preparing
from glutmin_viewer.ui.qt_words import speak_qt
from glutmin_viewer.ui.settings_dialog import SettingsDialog, open_settings
from glutmin_viewer.ui.texts import complaint, name_of, text
from glutmin_viewer.ui.theme import text_scale
from glutmin_viewer.ui.undo import Undo
from glutmin_viewer.ui.view3d import View3D

SHIFT_F10 = QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F10)  # for keyboards without a key for menus
PICTURE_HEIGHT = 300  # that plots and numbers leave to the picture, as far as they can be lower
RESTORED_MS = 8000  # as long as the sentence about it is shown
# Between two looks at the panels while somebody moves something, and while a motion plays, of which its time alone
# goes on as smoothly: numbers that change faster are not read.
PANELS_S, PLAYED_S = 0.1, 0.2


class Window(PictureWindow):
    """The main window of one atlas.

    opening: what it opens with; one step back from its scene leads to the first view. present: puts the window on the
    screen while it is empty.
    """

    def __init__(
        self,
        opening: Opening | Opened,
        make_view: Callable[[Camera], View3D],
        settings: Settings | None = None,
        present: Callable[[PictureWindow], None] | None = None,
    ) -> None:
        super().__init__(make_view, settings or Settings())
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        if present is not None:
            present(self)
        found = self.open(opening)
        from glutmin_viewer.ui.going import Going  # after the first picture

        self._panels_shown_s = self._time_shown_s = 0.0
        self.watch = ExceptionWatch(self.notices)
        self.files = Files(self, self.notices, self.show_document)
        self.busy = Busy(self, partial(self.notices.add, "error"))
        self.undo = Undo(self.first, page=lambda: self.reading.page, show=self._come_back)
        state = self.session.state
        self.looking = Looking(self.session, self.view)
        self.commands = commands(self)
        self._furnish()
        self._fitting.timeout.connect(self._fit_player)
        self._connect()
        self.measuring, self.pointing = Measuring(self), Pointing(self)
        self.measuring.changed.connect(self._show_hint)
        self.measuring.changed.connect(self._show_undo)
        self.undo.scene_changed(state)
        self.undo.camera_moved(self.view.camera, "flight")
        self._show(state)
        self.going, self.keeping = Going(self), Keeping(self)
        atlas = found.atlas
        self.preparing = Preparing(self, atlas, lambda: self.player.playback.playing or not self.isVisible())
        self.view.setFocus()  # so that Space plays and arrows turn from the first moment
        if atlas.structures and (missing := atlas.missing()):
            names = ", ".join(name_of(name) for name in missing)
            self.notices.add("warning", text("missing", title=atlas.title, names=names))
        if found.problem is not None:
            severity, error = found.problem
            self.notices.add(severity, complaint(error))
        if found.restored and self.undo.history.past:
            self.statusBar().showMessage(text("restored"), RESTORED_MS)

    @property
    def document(self) -> Document:
        """What is shown, as it can be saved."""
        return self.undo.history.present.document

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to be taken back, or a point of a measurement that is begun."""
        left = self.session.state.drawing if self._just_asked else self.undo.history.past
        return bool(left or self.session.state.begun)

    @property
    def _just_asked(self) -> bool:
        """Whether the last step opened the page where it hurts: there only what is painted is taken back."""
        asked = self.reading.opened and self.session.state.drawing is not None
        past = self.undo.history.past
        return asked and not (past and past[-1].page == "" and past[-1].document.scene.drawing is not None)

    def take_back(self) -> None:
        """One step back: of a measurement that is begun, else of all."""
        if self.measuring.drop():
            return
        if not self._just_asked:
            self.undo.undo()
        elif self.session.state.drawing:
            self.undo.precede(without_last(self.session.state))

    def show_document(self, document: Document, fly: bool = False) -> None:
        """Show a saved scene from where it was looked at, as one step; guide and quiz make room for it.

        Raises InputError where it does not fit the atlas.
        """
        check_document(document)
        check_against(document.scene, self.session.atlas)
        self.player.pause()
        self.session.check(document.scene)
        self.undo.new_step()
        if self.reading.guiding:
            self.reading.show_page("points")
        self.session.apply(lambda _: document.scene)
        (self.view.fly if fly else self.view.look)(document.camera or first_camera(document.scene))

    def speak(self, language: Language) -> None:
        """Say everything in another language from now on, and show what was shown."""
        self.choose(msgspec.structs.replace(self.settings, language=language))

    def choose(self, settings: Settings) -> None:
        """Do as somebody has chosen from now on, and keep it for the next start."""
        wanted = settings.language or spoken()
        another = wanted != spoken()
        use(wanted)
        speak_qt()
        before = text_scale()
        if another or differs(settings, application()):
            with sign(self, text("busy_look")):
                prefer(settings, application())
                self._make_anew()
        else:
            prefer(settings, application())
        if text_scale() != before:
            self.make_room()
        self.view.set_mouse(settings.mouse)
        if settings == self.settings:
            return
        self.settings = settings
        try:
            save_settings(settings, settings_path())
        except InputError as error:
            self.notices.add("warning", complaint(error))

    def show_settings(self) -> SettingsDialog:
        """The settings, which take effect at once."""
        return open_settings(self, self.settings, self.choose)

    def _make_anew(self) -> None:
        """All that has words and colours, in the language and the look that are in use now."""
        self.player.pause()
        page, reading, tree = self.player.page, self.reading, self.tree
        focused = place_of(self.focusWidget(), self._panels)
        settings = self.findChild(SettingsDialog)
        asked = None if settings is None else place_of(settings.focusWidget(), (settings,))
        close_dialogs(self)
        self.removeToolBar(self.toolbar)
        self.toolbar.deleteLater()
        self._furnish()
        self.player.show_page(page)
        self.reading.come_back_to(reading)
        self.tree.come_back_to(tree)
        self.view.renew()
        self.session.store.announce()
        self._show_undo()
        give_focus(focused, self._panels)
        if settings is not None:
            QTimer.singleShot(0, self, lambda: give_focus(asked, (self.show_settings(),)))

    @property
    def _panels(self) -> tuple[QWidget, ...]:
        """All around the picture."""
        return self.toolbar, *(dock.widget() for dock in (self.left, self.right, self.bottom))

    def _furnish(self) -> None:
        """Make all that has words, around the picture."""
        from glutmin_viewer.ui.panels import Panels  # after the first picture

        self.setWindowTitle(text("title"))
        fill_menus(self)
        panels = Panels(self.session)
        self.toolbar, self.tree, self.depth, self.cut = panels.toolbar, panels.tree, panels.depth, panels.cut
        self.colouring, self.reading, self.player = panels.colouring, panels.reading, panels.player
        self.fill_top(self.toolbar)
        for dock, panel in ((self.left, panels.left), (self.right, self.reading), (self.bottom, self.player)):
            self.fill(dock, panel)
        self._connect_panels()

    def _connect(self) -> None:
        self.session.store.subscribe(lambda _, new: self.undo.scene_changed(new))  # before it leads the view somewhere
        self.session.store.subscribe(self._changed)
        self.view.camera_moved.connect(lambda by: self.undo.camera_moved(self.view.camera, by))
        self.undo.stepped.connect(self._show_undo)
        self.view.view_wanted.connect(self.looking.from_named)
        self.view.focus_changed.connect(self._show_focus)
        for words, act in (
            ("keys_next_point", partial(self._go_through_points, 1)),
            ("keys_point_before", partial(self._go_through_points, -1)),
            ("keys_next_step", lambda: self.reading.go(1)),
            ("keys_step_before", lambda: self.reading.go(-1)),
            ("keys_look_again", lambda: self.reading.look_again()),
            ("keys_where", self._ask_or_not),
            ("keys_names", lambda: self.session.apply(lambda state: with_labels(state, not state.labels))),
            ("keys_open", self.files.open),
            ("keys_save", lambda: self.files.save(self.document)),
            ("keys_settings", self.show_settings),
            ("keys_copy", partial(copy, self)),
            ("keys_quit", self.close),
        ):
            self.listen(words, act)

    def listen(self, words: str, act: Callable[[], object]) -> None:
        """Do something when one of the keys is pressed that the table of keys has for its words."""
        for keys in keys_for(words):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _connect_panels(self) -> None:
        self.cut.chosen.connect(self.looking.cut_open)
        self.tree.menu_wanted.connect(lambda name, place: self.pointing.menu(name).popup(place))
        self.toolbar.view_wanted.connect(self.looking.from_named)
        self.toolbar.side_wanted.connect(self._choose_side)
        self.toolbar.reset_wanted.connect(self.looking.home)
        self.toolbar.undo_wanted.connect(self.take_back)
        self.toolbar.redo_wanted.connect(self.undo.redo)
        self.reading.where.undo_wanted.connect(self.take_back)
        self.reading.turned.connect(self.undo.page_turned)
        self.reading.turned.connect(self._show_undo)
        self.undo.watch(self.findChildren(QSlider))
        self._show_undo()
        self.toolbar.find_wanted.connect(lambda: self.going.ask("structures"))
        self.toolbar.export_wanted.connect(self.show_export)
        self.toolbar.language_wanted.connect(self.speak, Qt.ConnectionType.QueuedConnection)  # its button goes
        self.player.page_changed.connect(self._fit_player)
        # And once more when all is laid out: what a page shows for the first time has no height before.
        self.player.page_changed.connect(self._fit_player, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(0, self, self._fit_player)
        self.player.motion_chosen.connect(self.looking.at_motion)
        self.player.save_curves_wanted.connect(self._save_curves)
        self.player.claims_wanted.connect(self.show_claims)
        self.reading.guide.opened.connect(self._open_step)
        self.reading.where.region_picked.connect(self.looking.at_region)
        self.reading.quiz.opened.connect(self._open_question)
        self.reading.quiz_shown.connect(self.toolbar.leave_numbers)

    # State to window

    def _changed(self, old: SceneState, new: SceneState) -> None:
        self._show(new)
        if old.side != new.side:
            self.view.end_stroke()
        self.looking.follow(old, new)

    def _show(self, state: SceneState) -> None:
        frame = self.session.frame
        self.view.show_frame(frame)
        now, passing = time.monotonic(), self.session.passing
        if passing and now - self._time_shown_s < PANELS_S:
            return
        self._time_shown_s = now
        if passing and self.player.playback.playing and now - self._panels_shown_s < PLAYED_S:
            self.player.show_time(state, frame)
            return
        self._panels_shown_s = now
        self.view.tell()  # with the same numbers as beside it
        self.tree.show_state(state)
        self.depth.show_state(state)
        self.cut.show_state(state)
        self.colouring.show_state(state)
        self.reading.show_frame(state, frame)
        self.player.show_frame(state, frame)
        self.toolbar.show_side(state.side)
        self.side_label.setText(text(f"{state.side}_hip"))
        self._show_hint()
        self.view.set_brush(state.drawing is not None and not self.reading.quizzing)

    def _show_hint(self) -> None:
        self.hint.setText(self.measuring.hint or text(self._guide_hint() or _hint(self.session.state)))

    def _show_undo(self) -> None:
        self.toolbar.show_undo(back=self.can_undo, forth=bool(self.undo.history.future))
        self.reading.where.back.setEnabled(self.can_undo)

    def _show_focus(self, focused: bool) -> None:
        self.frame.setProperty("focused", focused)
        self.frame.style().polish(self.frame)

    def _fit_player(self) -> None:
        """Give the player the height that its page needs and no more, and less where the picture would get too low."""
        for panel in (self.player.numbers.widget(), self.player):  # from within: each asks those it holds
            layout = panel.layout()
            assert layout is not None
            layout.invalidate()
            layout.activate()
            self.player.numbers.updateGeometry()
        most = self.frame.height() + self.bottom.height() - PICTURE_HEIGHT
        height = max(min(self.player.sizeHint().height(), most), self.player.minimumSizeHint().height())
        if height != self.bottom.height():
            self.resizeDocks([self.bottom], [height], Qt.Orientation.Vertical)

    # Window to state

    def show_claims(self) -> None:
        """What is said of the muscle beside what is computed on this atlas."""
        with sign(self, text("busy_claims")):
            from glutmin_viewer.core.claims import claims  # its root finding is slow to import
            from glutmin_viewer.ui.claims import ClaimsDialog

            try:
                verdicts = claims(self.session.atlas, self.session.state.side)
            except InputError as error:
                self.notices.add("error", complaint(error))
                return
            self.player.pause()
            dialog = ClaimsDialog(verdicts, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.show()

    def show_export(self) -> None:
        """The ways to take it along."""
        self.player.pause()
        open_export(self, self.session.atlas, self.what_is_shown, self.files.tell_saved, self.files.tell_failed)

    def what_is_shown(self) -> Shown:
        """What is taken along, standing still."""
        assert isinstance(self.view, QWidget)
        self.player.pause()
        self.measuring.drop()
        size = self.view.size().toTuple()
        return Shown(self.session.state, self.session.frame, self.view.camera, size, self.reading.point)

    def _open_step(self, step: Step) -> None:
        """The scene of a step of the guide, for the side looked at."""
        self.player.pause()
        self.measuring.end()
        atlas = self.session.atlas
        self.session.apply(lambda state: scene_of(step, state.side, atlas, state.mass_kg))
        self.looking.go(camera_of(step, self.session.state))
        self.undo.page_turned()
        if step.plays and not reduced_motion():
            self.player.toggle()

    def _open_question(self, scene: SceneState, camera: Camera) -> None:
        """The scene of a question of the quiz, or of its answer; a motion plays."""
        self.player.pause()
        self.measuring.end()
        self.session.apply(lambda state: msgspec.structs.replace(scene, mass_kg=state.mass_kg))
        self.looking.go(camera)
        self.hint.setText(text(self._guide_hint()))
        if scene.motion is not None and not reduced_motion():
            self.player.toggle()

    def _guide_hint(self) -> str:
        """The text key of the line under the picture during guide and quiz; empty outside of them."""
        if not self.reading.quizzing:
            return "hint_guide" if self.reading.guiding else ""
        question = self.reading.quiz.asking
        return "hint_quiz" if question is None or not question.clicked else "hint_quiz_find"

    def _ask_or_not(self) -> None:
        self.reading.show_page("where" if self.session.state.drawing is None else "points")
        self.view.setFocus()

    def _choose_side(self, side: Side) -> None:
        """Look at the other side; what was chosen for what is painted on this one is of no use there."""
        if self.reading.quizzing:
            return  # the question is of this side
        asking = self.session.state.drawing is not None
        self.session.apply(lambda state: with_side(without_patterns(state) if asking else state, side))
        if self.reading.guiding:
            self.reading.look_again()  # the step of that side, with its place for the ball

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control wanted for itself."""
        if event.key() == Qt.Key.Key_Space:
            self.player.toggle()
        elif event.key() == Qt.Key.Key_Menu or event.keyCombination() == SHIFT_F10:
            self.pointing.open_menu()
        elif event.key() == Qt.Key.Key_Escape and self.reading.quizzing:
            self.reading.quiz.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if not self.measuring.step_back():
                self._escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            chosen := self.focusWidget(), QAbstractButton
        ):
            chosen.click()
        else:
            super().keyPressEvent(event)

    def _go_through_points(self, step: int) -> None:
        if not self.reading.quizzing:  # it would give the answer away
            self.session.apply(partial(_next_point, step=step))

    def _come_back(self, moment: Moment) -> None:
        """Show what was shown before, or again, standing still; of a stroke that goes on nothing more is painted."""
        self.view.end_stroke()
        self.player.pause()
        self.reading.turn_back_to(moment.page)
        self.session.apply(lambda _: moment.document.scene)
        self.view.fly(moment.document.camera or self.view.camera)

    def _escape(self) -> None:
        """One step back: what is being painted; in the guide, to the picture that its step tells of."""
        if self.view.end_stroke():
            self.undo.undo()
        elif self.reading.guiding and (self.session.state.selection is None or self.session.state.probed is not None):
            self.reading.guide.look_again()
        else:
            self.session.apply(_escaped)
        self.view.setFocus()

    def _save_curves(self) -> None:
        if self.player.plots is not None:
            self.files.save_curves(self.player.plots.write)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting.start(0)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.player.pause()
        close_dialogs(self)
        self.busy.stop()
        self.view.close()
        self.watch.stop()
        super().closeEvent(event)


def _escaped(state: SceneState) -> SceneState:
    """Without what came last: another cause, the pain of a point, the question where it hurts, the selection."""
    if state.cause is not None:
        return with_cause(state, None)
    if state.trigger_point is not None:
        return with_trigger_point(state, None)
    return selected(state, None) if state.drawing is None else with_drawing(state, None)


def _next_point(state: SceneState, step: int) -> SceneState:
    """With the next trigger point, or the one before; after the last comes none."""
    names = [None, *trigger_points()]
    return with_trigger_point(state, names[(names.index(state.trigger_point) + step) % len(names)])


def _hint(state: SceneState) -> str:
    """The text key of the line under the picture."""
    if state.drawing is not None:
        return "hint_hidden" if "skin" in state.hidden else "hint_where"
    if not state.other_side:
        return "hint_one_side"
    if state.without_legs:
        return "hint_without_legs"
    if state.without_trunk:
        return "hint_without_trunk"
    return "hint" if state.trigger_point is None else "hint_pain"
