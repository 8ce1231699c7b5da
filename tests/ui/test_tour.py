"""The tour of the window: where its card stands, what it lights, its ways, and that it is remembered."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from itertools import pairwise, product
from types import SimpleNamespace

import pytest
import textstat
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication

from glutmin_viewer import app
from glutmin_viewer.content import content, languages
from glutmin_viewer.core.navigation import orbit
from glutmin_viewer.core.opening import EMPTY_ATLAS
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.settings import Settings
from glutmin_viewer.core.showing_pain import with_more
from glutmin_viewer.core.tour import STOPS, load_tour, tour_path
from glutmin_viewer.ui.beside import GAP, beside
from glutmin_viewer.ui.keys import KeysDialog
from glutmin_viewer.ui.preferences import prefer
from glutmin_viewer.ui.style_sheet import dress
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.tour import TourCard, around, first_tour, open_tour
from glutmin_viewer.ui.tour_stops import targets

ENTER, ESC, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
LEFT = Qt.MouseButton.LeftButton


def settle():
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def cards(window):
    settle()
    return window.findChildren(TourCard)


def shown(window):
    return window.session.state, window.view.camera, window.player.page, window.reading.page


@pytest.fixture
def card(window, qtbot):
    """The card at its first stop, with the keys."""
    made = open_tour(window)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made and made.hasFocus())
    return made


def test_each_stop_has_its_controls_and_the_card_beside_them_on_the_screen(window):
    dress(QApplication.instance())
    for language, size in product(languages(), ((1280, 720), (1920, 1080))):
        window.speak(language)
        window.setGeometry(0, 0, *size)
        settle()
        screen, card = QRect(0, 0, *size), open_tour(window)
        view = QRect(window.view.mapTo(window, QPoint()), window.view.size())
        for stop in STOPS:
            assert card.stop == stop and card.isVisible()
            lit, place = targets(window, stop), card.place_on(screen)
            assert lit and all(window.rect().contains(part) and not part.isEmpty() for part in lit)
            assert screen.contains(place) and not place.intersects(view)
            assert not any(place.intersects(around(part)) for part in lit), (stop, place, lit)
            assert min(_apart(place, around(part)) for part in lit) <= GAP
            for said in (card.progress, card.heading, card.skip, card.back, card.next):
                assert not said.isVisible() or said.sizeHint().width() <= said.width(), said.text()
            assert card.words.heightForWidth(card.words.width()) <= card.words.height()
            card.go(1)


@pytest.mark.parametrize("percent", [100, 120])
def test_the_card_stands_in_the_window_whatever_the_screen_has_room_for(window, percent):
    screen = QRect(0, 0, 3000, 2000)
    for language, size in product(languages(), ((1280, 720), (1500, 900))):
        window.choose(Settings(language=language, text_percent=percent))
        window.setGeometry(400, 300, *size)
        settle()
        card = open_tour(window)
        for stop in STOPS:
            place = card.place_on(screen)
            assert window.geometry().contains(place), (stop, place, window.geometry())
            outer = window.mapToGlobal(QPoint())
            assert not any(place.intersects(part.translated(outer)) for part in targets(window, stop)), stop
            card.go(1)
    prefer(Settings(), QApplication.instance())


def _apart(one, other):
    """How far two parts of the screen are from each other along x or y, px."""
    gap = max(one.left() - other.right(), other.left() - one.right())
    return max(gap, one.top() - other.bottom(), other.top() - one.bottom()) - 1


def test_the_light_leaves_the_picture_free_and_the_mouse_through(window, card, qtbot):
    card.go(1)
    settle()
    view = QRegion(QRect(window.view.mapTo(window, QPoint()), window.view.size()))
    lit = card._light.mask().translated(card._light.pos())
    assert card._light.isVisible() and not lit.isEmpty() and lit.intersected(view).isEmpty()
    card.go(1)
    button = window.reading.pain.buttons["anterior_1"]
    place = button.mapTo(window, button.rect().center())
    assert window.childAt(place) is button
    qtbot.mouseClick(button, LEFT)
    assert window.session.state.trigger_point == "anterior_1" and card.isVisible()


def test_where_there_is_no_room_beside_a_target_it_is_covered_as_little_as_can_be():
    screen = QRect(0, 0, 1000, 800)
    place = beside([QRect(0, 0, 1000, 700)], QSize(284, 200), screen, [])
    assert screen.contains(place) and place.top() > 590
    free = beside([QRect(10, 10, 100, 30)], QSize(284, 200), screen, [QRect(0, 50, 400, 100)])
    assert not free.intersects(QRect(0, 50, 400, 100)) and not free.intersects(QRect(10, 10, 100, 30))


def test_the_whole_way_by_keys_changes_nothing_that_is_shown(window, card, qtbot):
    before, seen = shown(window), []
    for _ in STOPS:
        seen.append((card.stop, card.heading.text(), card.words.text(), card.accessibleName()))
        qtbot.keyClick(card, ENTER)
    assert [stop for stop, *_ in seen] == list(STOPS) and len({words for _, _, words, _ in seen}) == len(STOPS)
    assert all(heading in name and "of 7" in name for _, heading, _, name in seen)
    assert not cards(window) and shown(window) == before and load_tour(tour_path()).over
    assert not window.notices.notices


def test_tab_leads_through_the_buttons_and_enter_presses_them(card, qtbot):
    assert not card.back.isVisible() and card.next.text() == text("tour_next")
    qtbot.keyClick(card, ENTER)
    reached = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), TAB)
        reached.append(QApplication.focusWidget())
    assert reached == [card.next, card.back, card.skip]
    card.back.setFocus()
    qtbot.keyClick(card.back, ENTER)
    assert card.stop == STOPS[0]
    card.skip.setFocus()
    qtbot.keyClick(card.skip, Qt.Key.Key_Space)
    assert not card.isVisible()


def test_by_mouse_and_the_last_stop_says_done_and_from_the_menu_it_begins_again(window, card, qtbot):
    for _, after in pairwise(STOPS):
        qtbot.mouseClick(card.next, LEFT)
        assert card.stop == after
    assert card.next.text() == text("tour_done") and not card.skip.isVisible()
    qtbot.mouseClick(card.back, LEFT)
    assert card.stop == STOPS[-2]
    window.commands["tour_open"]()
    (again,) = cards(window)
    assert again.stop == STOPS[0] and again.isVisible() and not load_tour(tour_path()).over
    qtbot.mouseClick(again.skip, LEFT)
    assert not cards(window) and load_tour(tour_path()).over


def test_keys_go_on_while_the_picture_has_them_and_controls_keep_theirs(window, card, qtbot):
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    window.view.setFocus()
    qtbot.keyClick(window.view, ENTER)
    assert card.stop == STOPS[1]
    button = window.reading.pain.buttons["posterior_1"]
    button.setFocus()
    qtbot.keyClick(button, ENTER)
    assert card.stop == STOPS[1] and window.session.state.trigger_point == "posterior_1"
    qtbot.keyClick(button, ESC)
    assert not cards(window) and window.session.state.trigger_point == "posterior_1"


def test_keys_of_the_picture_work_while_the_card_has_them(window, card, qtbot):
    qtbot.keyClick(card, Qt.Key.Key_T)
    assert window.session.state.trigger_point == "anterior_1"
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert window.player.playback.playing and card.stop == STOPS[0]


def test_a_tick_tells_that_it_was_done_and_stays(window, card):
    turned = orbit(window.view.camera, window.view.camera.focal_point, 0.1, 0.0)
    x, y, z = (float(c) for c in window.session.atlas.skin.mesh.vertices[0])
    painted = PainDrawing((Stroke(((x, y, z),)),))
    for stop, act, back in (
        ("welcome", window.reading.safety.open, lambda: window.reading.safety.dialog.close()),
        ("picture", lambda: window.view.turn(turned, "drag"), lambda: None),
        ("points", window.reading.pain.buttons["anterior_1"].click, window.reading.pain.hide_pain.click),
        ("where", lambda: window.reading.show_page("where"), lambda: None),
        ("guide", lambda: window.reading.show_page("guide"), lambda: window.reading.show_page("points")),
        ("motion", window.player.toggle, window.player.pause),
        ("find", lambda: window.going.ask("structures"), lambda: window.going.palette.close()),
    ):
        assert card.stop == stop
        card.look()
        assert not card.tick.isVisible(), stop
        act()
        if stop == "where":
            card.look()
            assert not card.tick.isVisible()
            window.session.apply(partial(with_more, atlas=window.session.atlas, more=painted))
        card.look()
        assert card.tick.isVisible() and card.tick.accessibleName(), stop
        back()
        card.look()
        assert card.tick.isVisible(), stop
        card.go(1)


def test_a_stop_lights_what_is_there_when_another_page_is_open(window, card):
    window.reading.show_page("guide")
    settle()
    points = window.reading.pages.buttons["points"]
    assert targets(window, "points") == [QRect(points.mapTo(window, QPoint()), points.size())]
    window.reading.show_page("where")
    settle()
    (where,) = targets(window, "where")
    assert where.height() > window.reading.where.head.height()


def test_the_card_follows_the_window_and_makes_room_for_a_dialog(window, card):
    card.go(1)
    window.move(60, 40)
    settle()
    before = card.pos()
    window.move(120, 80)
    settle()
    assert card.pos() == before + QPoint(60, 40)
    window.going.show_keys()
    card.look()
    assert not card.isVisible() and not card._light.isVisible()
    window.findChild(KeysDialog).close()
    card.look()
    assert card.isVisible() and card._light.isVisible()


def test_it_goes_on_at_the_same_stop_in_another_language_and_look(window, card):
    card.go(2)
    width = card.width()
    window.choose(Settings(language="de", theme="light", text_percent=120))
    settle()
    card.look()
    german = content("de").ui
    assert card.stop == STOPS[2] and card.isVisible() and cards(window) == [card]
    assert card.heading.text() == german["tour_points"] and card.words.text() == german["tour_points_about"]
    assert card.next.text() == german["tour_next"] and card.progress.text() == "3 von 7"
    assert card.width() > width and window.children()[-1] is card._light  # over all panels
    window.reading.pain.buttons["anterior_1"].click()
    card.look()
    assert card.tick.isVisible()
    prefer(Settings(), QApplication.instance())


def test_a_window_that_is_closed_takes_it_along_and_it_comes_again(window):
    card = first_tour(window)
    window.close()
    assert not card.isVisible() and not cards(window)
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert not load_tour(tour_path()).over


def test_a_file_that_is_damaged_or_cannot_be_written_is_a_sentence(window, qtbot):
    tour_path().parent.mkdir(parents=True, exist_ok=True)
    tour_path().write_text("{")
    card = first_tour(window)
    assert card.isVisible() and "is damaged" in window.notices.notices[-1].message
    tour_path().unlink()
    tour_path().parent.rmdir()
    tour_path().parent.write_text("in the way")
    qtbot.keyClick(card, ESC)
    assert "cannot be kept" in window.notices.notices[-1].message and not cards(window)


@pytest.fixture
def begin(monkeypatch, qtbot):
    """Starts the program around a window; the cards that came."""

    def start(window, **asked):
        found = []

        def loop():
            settle()
            found.extend(cards(window))
            return 0

        hints = SimpleNamespace(colorSchemeChanged=SimpleNamespace(connect=lambda _: None, disconnect=lambda _: None))
        running = SimpleNamespace(exec=loop, styleHints=lambda: hints)
        monkeypatch.setattr(app, "make_application", lambda _: running)
        monkeypatch.setattr(app, "make_window", lambda *_, **__: window)
        assert app.run(**asked) == 0
        return found

    monkeypatch.setattr(app, "READY_MS", 0)
    monkeypatch.setattr(app, "start_log", lambda path: None)
    monkeypatch.setattr(app, "closing_on_signals", nullcontext)
    return start


def test_only_a_start_without_a_scene_begins_with_it_and_once_skipped_none_does(window, begin, tmp_path):
    assert begin(window, state_file=tmp_path / "scene.json") == []
    assert len(begin(window)) == len(begin(window)) == 1
    open_tour(window).end()
    assert begin(window) == []


def test_without_an_atlas_there_is_nothing_to_lead_through(open_window, begin):
    assert begin(open_window(EMPTY_ATLAS)) == []


def test_each_stop_is_short_and_easy():
    for stop in STOPS:
        assert textstat.flesch_kincaid_grade(content().ui[f"tour_{stop}_about"]) <= 8.0, stop
        for language in languages():
            told = content(language).ui[f"tour_{stop}_about"]
            assert len(told) <= 180 and told.count(". ") <= 1 and told.endswith("."), stop
