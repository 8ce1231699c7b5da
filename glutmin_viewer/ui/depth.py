"""The slider from skin to bone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.depth import DEEPEST, at_depth, depth_of
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text

STEPS = 100  # to a layer


class DepthSlider(QWidget):
    """Takes layers away, from the skin on the left to the bone on the right, and shows how many are."""

    def __init__(self, atlas: Atlas, apply: Apply) -> None:
        super().__init__()
        self._atlas, self._apply = atlas, apply
        self._shown: SceneState | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round(DEEPEST * STEPS))
        self.slider.setSingleStep(STEPS // 10)
        self.slider.setPageStep(STEPS)
        self.slider.setAccessibleName(text("depth"))
        self.slider.setToolTip(text("depth_tip"))
        self.slider.valueChanged.connect(lambda value: self._apply(partial(at_depth, atlas=atlas, depth=value / STEPS)))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 8)
        row.setSpacing(10)
        row.addWidget(label(text("depth_skin"), "muted", wrap=False))
        row.addWidget(self.slider, 1)
        row.addWidget(label(text("depth_bone"), "muted", wrap=False))

    def show_state(self, state: SceneState) -> None:
        """Bring the slider to a state; what does not change what is seen costs nothing."""
        last, self._shown = self._shown, state
        if last is not None and (last.hidden, last.opacities, last.side) == (state.hidden, state.opacities, state.side):
            return
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(depth_of(state, self._atlas) * STEPS))
