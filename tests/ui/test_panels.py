"""The panels on a real session, with no window around them."""

from __future__ import annotations

import msgspec
import pytest
from plain import with_landmarks
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from glutmin_viewer.content import content, use
from glutmin_viewer.core.curves import roles
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.measure import measure
from glutmin_viewer.core.motions import motion, motions
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.postures import POSTURES, Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import selected, with_attachments, with_motion, with_pose, with_posture, with_side
from glutmin_viewer.ui.info import InfoPanel
from glutmin_viewer.ui.pain import PainPanel
from glutmin_viewer.ui.player import Player
from glutmin_viewer.ui.readout import Readout
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.tree import StructureTree

MUSCLE = "gluteus_minimus_right"
CHECKED, PARTLY, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


@pytest.fixture
def session(tiny_atlas):
    """A session and the complaints it made."""
    complaints: list[str] = []
    made = Session(with_landmarks(tiny_atlas), complaints.append)
    return made, complaints


@pytest.fixture
def tree(qtbot, session):
    made, _ = session
    panel = StructureTree(made.atlas, made.apply)
    qtbot.addWidget(panel)
    panel.show_state(made.state)
    made.store.subscribe(lambda old, new: panel.show_state(new))
    return panel, made


@pytest.mark.parametrize("language", ["en", "de"])
def test_rows_of_the_tree_are_told_apart_at_the_ordinary_width(open_window, atlas, language):
    use(language)
    window = open_window(atlas)
    tree, rows = window.tree.tree, window.tree.rows
    tree.expandAll()
    QApplication.processEvents()
    read, cut = [], 0
    for name in atlas.structures:
        option = QStyleOptionViewItem()
        tree.initViewItemOption(option)
        option.rect = tree.visualItemRect(rows[name])
        tree.itemDelegate().initStyleOption(option, tree.indexFromItem(rows[name]))
        read.append(option.text)
        cut += option.text != rows[name].text(0)
        assert option.text.split(", ")[1:] == rows[name].text(0).split(", ")[1:]
    assert cut and len(set(read)) == len(read)


def test_unchecking_a_group_hides_it_and_leaves_its_muscle_half_checked(tree):
    panel, session = tree
    panel.rows[f"{MUSCLE}.anterior"].setCheckState(0, UNCHECKED)
    assert f"{MUSCLE}.anterior" in session.state.hidden
    assert panel.rows[MUSCLE].checkState(0) == PARTLY and panel.rows["kind.muscle"].checkState(0) == PARTLY
    assert panel.rows["kind.bone"].checkState(0) == CHECKED


def test_checking_a_category_shows_all_of_it(tree):
    panel, session = tree
    panel.rows["kind.muscle"].setCheckState(0, UNCHECKED)
    assert not any("gluteus" in item.id for item in session.frame.items)
    panel.rows["kind.muscle"].setCheckState(0, CHECKED)
    assert panel.rows[f"{MUSCLE}.middle"].checkState(0) == CHECKED


def test_selection_goes_both_ways(tree):
    panel, session = tree
    panel.tree.setCurrentItem(panel.rows["sacrum"])
    assert session.state.selection == "sacrum"
    session.apply(lambda state: selected(state, f"{MUSCLE}.posterior"))
    assert panel.tree.currentItem() is panel.rows[f"{MUSCLE}.posterior"]
    session.apply(lambda state: selected(state, None))
    assert panel.tree.currentItem() is None


def test_the_slider_fades_the_current_row_and_a_category_as_a_whole(tree):
    panel, session = tree
    assert not panel.opacity.isEnabled()
    panel.tree.setCurrentItem(panel.rows["sacrum"])
    panel.opacity.setValue(40)
    assert session.state.opacity("sacrum") == 0.4
    panel.tree.setCurrentItem(panel.rows["kind.bone"])
    assert session.state.selection is None and panel.tree.currentItem() is panel.rows["kind.bone"]
    panel.opacity.setValue(20)
    assert {session.state.opacity(n) for n in ("sacrum", "hip_bone_left", "femur_right")} == {0.2}


def test_the_box_paints_attachments_and_its_key_says_in_which_colours(tree):
    panel, session = tree
    assert panel.attachment_key.isHidden()
    panel.attachments.click()
    assert session.state.attachments and not panel.attachment_key.isHidden()
    session.apply(lambda state: with_attachments(state, False))
    assert not panel.attachments.isChecked() and panel.attachment_key.isHidden()


def test_a_trigger_point_row_chooses_the_point(tree):
    panel, session = tree
    panel.tree.setCurrentItem(panel.rows["trigger_point.anterior_2"])
    assert session.state.trigger_point == "anterior_2"
    assert panel.rows["skin"].checkState(0) == CHECKED


def test_info_follows_selection_then_point_then_motion(qtbot, session):
    made, _ = session
    panel = InfoPanel(made.atlas)
    qtbot.addWidget(panel)
    state = with_motion(made.state, "flexion")
    panel.show_state(state)
    assert panel.name.text() == "Flexion" and panel.badge.text() == "Contested"
    panel.show_state(state := with_trigger_point(state, "posterior_2"))
    assert panel.name.text() == "Rear point 2" and not panel.latin.isVisibleTo(panel)
    panel.show_state(selected(state, "femur_left"))
    assert panel.name.text().endswith("left") and panel.latin.text() == "Os femoris"
    assert panel.other.text() == "German: Oberschenkelknochen"
    assert "made for tests" in panel.provenance.text()
    panel.show_state(selected(state, f"{MUSCLE}.anterior"))
    assert panel.latin.text() == "Musculus gluteus minimus" and panel.other.text() == "German: Vordere Fasern"
    panel.show_state(selected(state, "gluteus_medius_right.middle"))
    assert panel.name.text() == "Middle fibres, gluteus medius, right"
    assert panel.body.text() == content().structures["gluteus_medius"].text  # not what is said of the minimus


def test_a_structure_the_content_does_not_know_is_named_by_its_id(qtbot, session):
    made, _ = session
    panel = InfoPanel(made.atlas)
    qtbot.addWidget(panel)
    panel.show_state(msgspec.structs.replace(made.state, selection="quadratus_femoris_right"))
    assert panel.name.text() == "Quadratus femoris, right" and not panel.badge.isVisibleTo(panel)


@pytest.fixture
def pain(qtbot, session):
    made, _ = session
    panel = PainPanel(made.atlas, made.apply)
    qtbot.addWidget(panel)
    panel.show_frame(made.state, made.frame)
    made.store.subscribe(lambda old, new: panel.show_frame(new, made.frame))
    return panel, made


def test_a_point_is_chosen_and_given_up_by_its_button(pain):
    panel, session = pain
    panel.buttons["posterior_1"].click()
    assert session.state.trigger_point == "posterior_1" and panel.pattern.isVisibleTo(panel)
    assert "rear points" in panel.words.text()
    panel.buttons["anterior_1"].click()
    assert [name for name, button in panel.buttons.items() if button.isChecked()] == ["anterior_1"]
    panel.buttons["anterior_1"].click()
    assert session.state.trigger_point is None and not panel.pattern.isVisibleTo(panel)


def test_hide_pain_hides_it(pain):
    panel, session = pain
    panel.buttons["anterior_2"].click()
    panel.hide_pain.click()
    assert session.state.trigger_point is None and "skin" in session.state.hidden


def test_a_refused_choice_leaves_the_buttons_as_they_were(qtbot, session):
    made, complaints = session

    def refuse(verb):
        made.apply(lambda state: (_ for _ in ()).throw(InputError("no skin: add one.")))

    panel = PainPanel(made.atlas, refuse)
    qtbot.addWidget(panel)
    panel.show_frame(made.state, made.frame)
    panel.buttons["anterior_1"].click()
    assert complaints == ["no skin: add one."]
    assert not panel.buttons["anterior_1"].isChecked() and made.state.trigger_point is None


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def player(qtbot, session):
    made, _ = session
    clock = Clock()
    panel = Player(made.atlas, made.apply, made.play, made.rest, clock)
    qtbot.addWidget(panel)
    panel.show_frame(made.state, made.frame)
    made.store.subscribe(lambda old, new: panel.show_frame(new, made.frame))
    yield panel, made, clock
    panel.pause()


def choose(panel, data):
    panel.motion.setCurrentIndex(panel.motion.findData(data))
    panel.motion.activated.emit(panel.motion.currentIndex())


def test_postures_and_motions_of_one_name_are_two_choices(qtbot, session):
    made, _ = session
    wanted = []
    panel = Player(made.atlas, *2 * [lambda verb: wanted.append(verb(made.state))], made.rest)
    qtbot.addWidget(panel)
    for name in set(POSTURES) & set(motions()):
        for data, chosen in ((f"posture.{name}", (name, None)), (f"motion.{name}", ("standing", name))):
            wanted.clear()
            choose(panel, data)
            assert (wanted[0].posture.name, wanted[0].motion) == chosen
            panel.show_frame(wanted[0], made.frame)
            assert panel.motion.currentData() == data
    assert set(POSTURES) & set(motions()) == {"sitting", "single_leg_stance"}


def test_the_choice_has_a_heading_over_postures_and_over_motions(player):
    panel, session, _ = player
    model = panel.motion.model()
    headings = [i for i in range(panel.motion.count()) if not model.item(i).isEnabled()]
    assert headings == [0, panel.motion.findData("motion.flexion") - 1]
    assert all(panel.motion.itemData(i) is None for i in headings)
    session.apply(lambda state: with_pose(state, HipPose(10.0)))
    assert panel.motion.currentIndex() == -1 and panel.motion.placeholderText() == "Free pose"


@pytest.mark.parametrize("name", [name for name, found in motions().items() if found.beside is None])
def test_a_line_says_which_groups_a_motion_shortens_and_which_have_the_lever(player, name):
    panel, session, _ = player
    session.apply(lambda state: with_motion(state, name))
    shorten, lever = panel.roles.text().split(". ")
    found = roles(session.atlas, "right", motion(name))
    for role in found:
        shortens = role.change == "shortens"
        assert shortens == (role.group in shorten or "all three" in shorten)
        assert (role.lever_at_start == "helps") == (role.group in lever or "all three" in lever)
    session.apply(lambda state: with_motion(state, None))
    assert panel.roles.text() == ""


def test_the_roles_follow_the_side_and_are_not_worked_out_again_with_time(player):
    panel, session, _ = player
    session.apply(lambda state: with_motion(state, "flexion"))
    panel.roles.setText("kept")
    session.apply(lambda state: with_motion(state, "flexion", 1.0))
    assert panel.roles.text() == "kept"
    session.apply(lambda state: with_side(state, "left"))
    assert panel.roles.text().startswith("Shorter")


def test_numbers_stay_in_sight_on_every_page(player):
    panel, session, _ = player
    for page in ("plots", "free_pose", "numbers"):
        panel.pages.buttons[page].click()
        assert panel.page == page and panel.readout.isVisibleTo(panel)
        assert panel.free_pose.isVisibleTo(panel) == (page == "free_pose")
        assert panel.plots is not None and panel.plots.isVisibleTo(panel) == (page == "plots")
    session.apply(lambda state: with_pose(state, HipPose(30.0)))
    panel.show_page("free_pose")
    assert panel.free_pose.boxes["flexion"].text() == "30° flexion"


def test_a_slider_of_the_free_pose_stops_what_plays(player):
    panel, session, _ = player
    panel.show_page("free_pose")
    session.apply(lambda state: with_motion(state, "abduction", 1.8))
    panel.toggle()
    panel.free_pose.sliders["flexion"].setValue(30)
    assert not panel.playback.playing and session.state.pose == HipPose(30.0, -35.0, 0.0)


def test_playing_shows_the_time_that_the_clock_says(player):
    panel, session, clock = player
    session.apply(lambda state: with_motion(state, "abduction"))
    panel.play.click()
    assert panel.timer.isActive()
    clock.now = 1.8
    panel.timer.timeout.emit()
    assert session.state.motion_time_s == pytest.approx(1.8) and panel.pose.text() == "Abduction 35°"
    clock.now = 5.0
    panel.timer.timeout.emit()
    assert session.state.motion_time_s == pytest.approx(1.0)
    panel.play.click()
    assert not panel.timer.isActive()


def test_a_picture_worked_out_ahead_is_shown_a_little_early_or_late_and_never_for_another_time(player):
    panel, session, clock = player
    session.apply(lambda state: with_motion(state, "flexion"))
    panel.play.click()
    shown = []
    for clock.now in (1.0, 1.04, 1.085, 1.12, 1.5):  # what follows is expected as long after as the last took
        panel.timer.timeout.emit()
        shown.append(session.state.motion_time_s)
    assert shown == pytest.approx([1.0, 1.04, 1.08, 1.13, 1.5])


def test_without_repeat_it_stops_at_the_end_and_starts_over_from_there(player):
    panel, session, clock = player
    panel.loop.setChecked(False)
    session.apply(lambda state: with_motion(state, "flexion"))
    panel.toggle()
    clock.now = 99.0
    panel.timer.timeout.emit()
    assert session.state.motion_time_s == 4.0 and not panel.timer.isActive()
    panel.toggle()
    clock.now = 99.5
    panel.timer.timeout.emit()
    assert session.state.motion_time_s == pytest.approx(0.5)


def test_scrubbing_pauses_and_sets_the_time(player):
    panel, session, _ = player
    session.apply(lambda state: with_motion(state, "internal_rotation"))
    panel.toggle()
    panel.scrub.setValue(200)
    assert session.state.motion_time_s == 2.0 and not panel.playback.playing
    assert panel.pose.text() == "Internal rotation 30°"


def test_the_time_is_taken_along_from_wherever_its_slider_is_pressed(player):
    panel, session, _ = player
    session.apply(lambda state: with_motion(state, "internal_rotation"))
    panel.resize(900, 200)
    panel.show()
    scrub, most = panel.scrub, panel.scrub.maximum()
    middle = scrub.height() // 2
    for begun, ended in ((0.25, 0.75), (0.9, 0.1)):
        panel.toggle()
        QTest.mousePress(scrub, Qt.MouseButton.LeftButton, pos=QPoint(round(begun * scrub.width()), middle))
        assert scrub.value() == pytest.approx(begun * most, abs=0.04 * most)
        QTest.mouseMove(scrub, QPoint(round(ended * scrub.width()), middle))
        assert scrub.value() == pytest.approx(ended * most, abs=0.04 * most)
        assert session.state.motion_time_s == scrub.value() / 100 and not panel.playback.playing
        QTest.mouseRelease(scrub, Qt.MouseButton.LeftButton, pos=QPoint(round(ended * scrub.width()), middle))
    QTest.mousePress(scrub, Qt.MouseButton.LeftButton, pos=QPoint(scrub.width() - 1, middle))
    assert scrub.value() == most


def test_another_speed_makes_no_jump(player):
    panel, session, clock = player
    session.apply(lambda state: with_motion(state, "abduction"))
    panel.toggle()
    clock.now = 1.0
    panel.timer.timeout.emit()
    panel.speed.setCurrentIndex(3)
    panel.speed.activated.emit(3)
    panel.timer.timeout.emit()
    assert session.state.motion_time_s == pytest.approx(1.0)
    clock.now = 1.5
    panel.timer.timeout.emit()
    assert session.state.motion_time_s == pytest.approx(2.0)


def test_no_pose_is_told_by_a_negative_number(player):
    panel, session, _ = player
    session.apply(lambda state: with_pose(state, HipPose(-10.0, -20.0, -30.0)))
    assert panel.pose.text() == "Extension 10° · abduction 20° · external rotation 30°"


def test_standing_ends_the_motion(player):
    panel, session, _ = player
    session.apply(lambda state: with_motion(state, "abduction", 1.0))
    panel.toggle()
    choose(panel, "posture.standing")
    assert session.state.motion is None and not panel.timer.isActive() and panel.pose.text() == "Standing"


def test_a_posture_is_chosen_and_its_seat_set(qtbot, session):
    """The tiny atlas has no ankles, so the panel alone is asked what it would do."""
    made, _ = session
    wanted = []
    panel = Player(made.atlas, *2 * [lambda verb: wanted.append(verb(made.state))], made.rest)
    qtbot.addWidget(panel)
    choose(panel, "posture.sitting")
    sitting = wanted.pop()
    assert sitting.posture == Posture("sitting") and "skin" not in sitting.hidden
    panel.show_frame(sitting, made.frame)
    assert panel.seat.isVisibleTo(panel) and not panel.scrub.isVisibleTo(panel)
    panel.seat.height.setValue(380)
    assert wanted.pop().posture == Posture("sitting", seat_height_mm=380.0)
    panel.seat.recline.setValue(12)
    assert wanted.pop().posture.recline_deg == 12.0
    panel.show_frame(made.state, made.frame)
    assert not panel.seat.isVisibleTo(panel) and panel.scrub.isVisibleTo(panel)


def test_a_posture_that_an_atlas_cannot_take_is_told_and_nothing_changes(session):
    made, complaints = session
    before = made.state
    made.apply(lambda state: with_posture(state, Posture("sitting")))
    assert made.state == before
    assert complaints and "cannot take a posture" in complaints[0]


def test_the_readout_tells_direction_in_words_and_side_of_the_bar(qtbot, tiny_atlas):
    panel = Readout()
    qtbot.addWidget(panel)
    rows = measure(tiny_atlas, "right", HipPose(adduction_deg=-30.0))
    panel.show_rows(rows)
    for row in rows:
        word = "shorter" if row.change_percent < 0 else "longer"
        assert panel.changes[row.group].text() == f"{abs(row.change_percent):.1f} % {word}"
        assert panel.bars[row.group].value == row.change_percent
        assert panel.lengths[row.group].text() == f"{row.length_mm:.1f} mm"
    panel.show_rows(measure(tiny_atlas, "right", HipPose()))
    assert {label.text() for label in panel.changes.values()} == {"as in standing"}
    panel.show_rows(())
    assert {label.text() for label in panel.lengths.values()} == {"–"}


def test_the_other_side_names_its_trigger_points(tree):
    panel, session = tree
    session.apply(lambda state: with_side(state, "left"))
    assert panel.rows["trigger_point"].text(0) == "Trigger points, left"
    assert panel.rows["gluteus_minimus_left"].isExpanded() and not panel.rows[MUSCLE].isExpanded()


def test_the_key_lists_what_is_drawn_and_no_more(pain):
    panel, session = pain
    for name in ("anterior_1", "posterior_1"):
        panel.buttons[name].click()
        listed = tuple(name for name, entry in panel.key.entries.items() if entry.isVisibleTo(panel))
        assert listed == (*session.frame.drawn_grades, "tender")
