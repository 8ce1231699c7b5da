"""Sources as links, and the window that they open: by mouse and keys, from every page, in both languages."""

from __future__ import annotations

import re

import pytest
import textstat
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from glutmin_viewer.content import content, use
from glutmin_viewer.content.sources import cited, resting_on, sources
from glutmin_viewer.core.guide import steps
from glutmin_viewer.core.trust import figures
from glutmin_viewer.ui.citing import SourceLabel, linked
from glutmin_viewer.ui.sources import SourcesDialog, open_sources


@pytest.fixture
def window(open_window, tiny_atlas):
    return open_window(tiny_atlas)


@pytest.fixture
def dialog(qtbot):
    made = SourcesDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def opened(window):
    return window.findChild(SourcesDialog)


def said(widget):
    return " ".join(
        part.words if isinstance(part, SourceLabel) else part.text() for part in widget.findChildren(QLabel)
    )


def test_what_is_named_is_linked_and_what_looks_like_a_tag_is_not_one():
    words = "Source: Gray 1918 & <b>Goh 2003</b>; this model"
    rich = linked(words)
    assert rich == (
        'Source: <a href="gray">Gray 1918</a> &amp; &lt;b&gt;<a href="goh">Goh 2003</a>&lt;/b&gt;; this model'
    )


def test_a_line_without_a_source_is_no_stop_for_the_keys(qtbot):
    line = SourceLabel("Source: this model")
    qtbot.addWidget(line)
    assert not line.focusPolicy() & Qt.FocusPolicy.TabFocus and not line.toolTip()
    line.tell("Source: Goh 2003")
    assert line.focusPolicy() & Qt.FocusPolicy.TabFocus and line.accessibleName() == "Source: Goh 2003"


def test_tab_goes_from_source_to_source_and_enter_opens_it(qtbot, window):
    window.reading.show_page("guide")
    window.reading.guide.open(next(step for step in steps() if step.id == "books"))
    line = window.reading.guide.source
    assert len(cited(line.words)) == 5
    line.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        qtbot.keyClick(line, Qt.Key.Key_Tab)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    dialog = opened(window)
    assert dialog.isVisible() and not dialog.isModal()
    assert dialog.references.detail.reference.text() == sources()["calais_germain"].reference


def test_a_click_opens_a_source_and_leaves_the_keys_to_the_picture(qtbot, window):
    line = window.reading.info.source
    line.tell("Goh 2003")
    line.show()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(20, line.height() // 2))
    assert opened(window).references.detail.reference.text() == sources()["goh"].reference
    assert not line.hasFocus()


def test_the_last_chapter_opens_both_pages_and_there_is_one_window(window):
    guide = window.reading.guide
    window.reading.show_page("guide")
    guide.open(steps()[0])
    assert guide.sources.isHidden()
    for step, page in (("books", "references"), ("how_far_to_trust", "trust")):
        guide.open(next(known for known in steps() if known.id == step))
        assert not guide.sources.isHidden()
        guide.sources.click()
        assert opened(window).stack.currentWidget() is getattr(opened(window), page)
    assert len(window.findChildren(SourcesDialog)) == 1


def test_the_list_of_signs_which_is_always_there_leads_to_it_too(window):
    window.reading.safety.open()
    line = window.reading.safety.dialog.findChild(SourceLabel)
    line.linkActivated.emit("rathbone")
    assert opened(window).references.detail.reference.text() == sources()["rathbone"].reference


def test_another_language_closes_it(window):
    open_sources(window, "gray")
    window.speak("de")
    assert opened(window) is None
    assert open_sources(window, "gray").windowTitle() == content("de").ui["sources_title"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_source_tells_how_it_was_read_and_what_rests_on_it(qtbot, language):
    use(language)
    dialog = SourcesDialog()
    qtbot.addWidget(dialog)
    for name, source in sources().items():
        dialog.show_source(name)
        detail = dialog.references.detail
        assert detail.reference.text() == source.reference
        assert detail.read.text() == content().ui[f"sources_read_{source.read}"]
        assert source.remark() in detail.note.text()
        for resting in resting_on(name):
            term = getattr(content(), resting.section).get(resting.id)
            assert (
                term.name if hasattr(term, "name") else content().ui[f"sources_{resting.id}"]
            ) in detail.rests.text()
        if not resting_on(name):
            assert detail.rests.text() == content().ui["sources_rests_data"]
    with pytest.raises(KeyError):
        dialog.show_source("nobody")


def test_the_search_finds_by_author_by_title_and_by_what_rests_on_it(qtbot, dialog):
    page = dialog.references

    def found(typed):
        page.search.setText(typed)
        return {item.text() for item in page._items() if not item.isHidden()}

    assert found("travell myofascial") == {sources()["simons_travell"].reference}
    assert sources()["mayo"].reference in found("meralgia")
    assert sources()["nerve_exit_2023"].reference in found("superior gluteal")
    assert found("nobody") == set() and "nobody" in page.problem.text() and not page.problem.isHidden()
    page.choose("gray")
    assert page.search.text() == "" and page.problem.isHidden()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_of_trust_tells_all_texts_and_figures_with_badges_and_sources(qtbot, language):
    use(language)
    dialog = SourcesDialog()
    qtbot.addWidget(dialog)
    told = said(dialog.trust)
    assert "{" not in told
    texts = content()
    for term in (*texts.making.values(), *texts.limits.values()):
        assert term.text in told and term.source in told and texts.badges[term.badge] in told
    for name, figure in figures().items():
        assert texts.figures[name].name in told and texts.figures[name].source in told
        assert figure.held_by.replace("/", "/\u200b") in told
    assert ("0,59" if language == "de" else "0.59") in told


def test_no_text_is_cut_off(qtbot, dialog):
    assert dialog.width() <= 1280 and dialog.height() <= 800
    dialog.show_page("trust")
    qtbot.waitUntil(lambda: dialog.trust.verticalScrollBar().maximum() > 0)
    for part in dialog.trust.findChildren(QLabel):
        words = part.words if isinstance(part, SourceLabel) else part.text()
        if words:
            assert part.height() >= part.heightForWidth(part.width()), words
            longest = max(re.split(r"[\s\u200b]+", words), key=part.fontMetrics().horizontalAdvance)
            assert part.fontMetrics().horizontalAdvance(longest) <= part.width(), words


def test_escape_closes_it(qtbot, dialog):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("section", ["making", "figures", "limits"])
def test_the_page_of_trust_is_easy_to_read(section):
    for name, term in getattr(content(), section).items():
        assert textstat.flesch_kincaid_grade(re.sub(r"{.*?}", "10", term.text)) <= 9.0, name
