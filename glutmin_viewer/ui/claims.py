"""Claim against computation: what is said of the muscle beside what this atlas, other models and the literature say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from glutmin_viewer.content import content
from glutmin_viewer.core.claims import (
    HELD_DEG,
    SWEEP_DEG,
    Agreement,
    Claim,
    Finding,
    Share,
    Turn,
    Verdict,
    direction,
    known_claims,
    other_models,
)
from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import BadgeLabel, dot_label, label
from glutmin_viewer.ui.dialog_size import open_at
from glutmin_viewer.ui.swatches import colour_of
from glutmin_viewer.ui.texts import short_name, text
from glutmin_viewer.ui.theme import look, scaled

SIZE = (1000, 720)
LEAST_WIDTH = 720
# Sign, word and colour each tell the verdict; the colours differ in lightness and from blue to yellow.
# A sign, and the name of its colour in a look.
MARKS: dict[Agreement, tuple[str, Literal["accent", "warning", "muted", "error"]]] = {
    "agrees": ("✓", "accent"),
    "near standing only": ("◐", "warning"),
    "small lever": ("≈", "muted"),
    "small change": ("≈", "muted"),
    "differs": ("✗", "error"),
    "no such fibres": ("–", "muted"),
}


class ClaimsDialog(QDialog):
    """A card for every verdict. Esc closes it; arrow and page keys scroll."""

    def __init__(self, verdicts: Sequence[Verdict], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        side = text(f"side_{verdicts[0].side}") if verdicts else ""
        self.setWindowTitle(" · ".join(filter(None, [text("claims_title"), side])))
        self.setMinimumWidth(scaled(LEAST_WIDTH))
        open_at(self, *SIZE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 8, 16)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(_said(text("claims_title"), "heading"), 1)
        head.addWidget(_said(side, "section", wrap=False))
        head.setContentsMargins(0, 0, 16, 0)
        layout.addLayout(head)
        layout.addWidget(_said(text("claims_intro"), "muted"))
        self.cards = [ClaimCard(verdict) for verdict in verdicts]
        inside = QWidget()
        # The height comes from the width alone; a least height would be that of the narrowest width.
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 16, 0)
        column.setSpacing(12)
        for card in self.cards:
            column.addWidget(card)
        tilts = ", ".join(f"{model.tilt_deg:.0f}°" for model in other_models().values())
        column.addWidget(_said(text("claims_thresholds", **_thresholds()), "muted"))
        column.addWidget(_said(text("claims_models_note", tilts=tilts), "muted"))
        column.addWidget(SourceLabel(text("source", source="; ".join(m.source for m in other_models().values()))))
        column.addStretch()
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroll.setAccessibleName(text("claims_title"))
        self.scroll.setWidget(inside)
        layout.addWidget(self.scroll, 1)
        close = QPushButton(text("close"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 16, 0)
        foot.addStretch()
        foot.addWidget(close)
        layout.addLayout(foot)
        self.scroll.setFocus()


class ClaimCard(QFrame):
    """One claim: what is said, what is computed here and by other models, and how the two agree."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        term = content().claims[verdict.id]
        self.setObjectName("card")
        ground, line = look().raised, look().line
        self.setStyleSheet(f"#card {{ background: {ground}; border: 1px solid {line}; border-radius: 8px; }}")
        self.setAccessibleName(f"{term.name}. {_with_models(verdict)}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(_said(term.name, "section"), 1)
        self.verdict = VerdictLabel(verdict.agreement, _with_models(verdict))
        head.addWidget(self.verdict, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        layout.addWidget(_said(term.text))
        layout.addLayout(self._numbers(verdict))
        names = "; ".join(other_models()[model].name for model in verdict.differing_models)
        models = text("claims_models_differ", names=names) if names else text("claims_models_agree")
        layout.addWidget(_said(models, None if names else "muted"))
        layout.addWidget(_said(text("claims_literature", text=term.literature)))
        foot = QHBoxLayout()
        foot.setSpacing(12)
        badge = BadgeLabel()
        badge.show_badge(term.badge)
        foot.addWidget(badge, alignment=Qt.AlignmentFlag.AlignTop)
        sources = text("claims_sources", claim=term.source, literature=term.literature_source)
        foot.addWidget(SourceLabel(sources), 1)
        layout.addLayout(foot)

    def _numbers(self, verdict: Verdict) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        stride = verdict.claim.kind == "stride"
        here, last = ("claims_of_stride", "claims_course") if stride else ("claims_here", "claims_turns")
        models = [model.name for model in other_models().values()]
        for column, words in enumerate([text("claims_fibres"), text(here), text(last), *models]):
            grid.addWidget(_said(words, "muted"), 0, column + 1, Qt.AlignmentFlag.AlignBottom)
        lines = [
            (finding.group, finding_words(verdict.claim, finding, value))
            for finding, value in zip(verdict.findings, verdict.values, strict=True)
        ]
        lines += [(share.group, share_words(share)) for share in verdict.shares]
        for row, (group, cells) in enumerate(lines, start=1):
            grid.addWidget(dot_label(colour_of("muscle", group)), row, 0, Qt.AlignmentFlag.AlignTop)
            for column, words in enumerate(cells):
                cell = _said(words, "section" if column == 1 else None)
                grid.addWidget(cell, row, column + 1, Qt.AlignmentFlag.AlignTop)
        for column, stretch in enumerate((0, 24, 14, 28, 11, 12, 15)):
            grid.setColumnStretch(column, stretch)
        return grid


class VerdictLabel(QLabel):
    """How claim and computation agree, by sign, word and colour."""

    def __init__(self, agreement: Agreement, words: str) -> None:
        sign, colour = MARKS[agreement][0], getattr(look(), MARKS[agreement][1])
        super().__init__(f"{sign}  {words}")
        self.setStyleSheet(
            f"color: {colour}; border: 1px solid {colour}; border-radius: 10px; padding: 2px 10px; font-weight: 600;"
        )
        self.setToolTip(text(f"claims_{_key(agreement)}_tip", **_thresholds()))
        self.setAccessibleName(text("claims_verdict", verdict=words))


def _with_models(verdict: Verdict) -> str:
    """How claim and computation agree, and how many of the other models do not go along with what is computed."""
    words, differing = verdict_words(verdict.agreement), len(verdict.differing_models)
    told = text("claims_but_models", verdict=words, differing=differing, all=len(other_models()))
    return told if differing else words


def verdict_words(agreement: Agreement) -> str:
    return text(f"claims_{_key(agreement)}")


def finding_words(claim: Claim, finding: Finding, value: float) -> list[str]:
    """What is said of a group, here, where it changes, and by each other model. value: + as claimed."""
    key = "claims_lever" if claim.kind == "lever" else f"claims_{claim.word}"
    said = text(key, group=_group(finding.group), direction=_direction(claim.word))
    models = (claim.as_claimed(figure.moment_arm_mm, figure.change_at_90_percent) for figure in finding.models)
    return [said, _number(claim, value), _turns(claim, finding.turns), *(_number(claim, model) for model in models)]


def share_words(share: Share) -> list[str]:
    """The same of a function in walking."""
    word = known_claims()[share.function].word
    return [
        text("claims_share", group=_group(share.group), direction=_direction(word)),
        text("claims_share_percent", value=share.helps_percent),
        text("claims_range", shortest=max(0.0, -share.shortest_percent), longest=max(0.0, share.longest_percent)),
        *(text("claims_share_percent", value=helps) for helps in share.models_helps_percent.values()),
    ]


def _number(claim: Claim, value: float) -> str:
    unit = "mm" if claim.kind == "lever" else "percent"
    return text(f"claims_{unit}" if value >= 0.0 else f"claims_{unit}_against", value=abs(value))


def _turns(claim: Claim, turns: Sequence[Turn]) -> str:
    if not turns:
        return text("claims_no_turn", extension=-SWEEP_DEG[0], flexion=SWEEP_DEG[1])
    words = []
    for turn in turns:
        if claim.kind == "lever":
            key = "claims_turn"
        else:
            key = "claims_turn_shorter" if turn.beyond > 0 else "claims_turn_longer"
        way = direction("flexion", turn.flexion_deg)
        beyond = _direction(direction(claim.axis, turn.beyond))
        words.append(text(key, degrees=abs(turn.flexion_deg), way=text(way), direction=beyond))
    return "; ".join(words)


def _group(group: str) -> str:
    return short_name(f"gluteus_minimus.{group}")


def _direction(word: str) -> str:
    """A clinical direction in the words of the window."""
    return content().ui.get(word, word)


def _thresholds() -> dict[str, float]:
    return {"extension": -HELD_DEG[0], "flexion": HELD_DEG[1], "mm": SMALL_MM, "percent": SMALL_PERCENT}


def _key(agreement: Agreement) -> str:
    return agreement.replace(" ", "_")


def _said(words: str, role: str | None = None, wrap: bool = True) -> QLabel:
    """A label whose text can be selected."""
    result = label(words, role, wrap)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
