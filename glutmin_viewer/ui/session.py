"""One atlas at work: applies a verb to the state if the picture of the result can be composed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.levels import coarsened
from glutmin_viewer.core.postures import takes_a_while
from glutmin_viewer.core.state import SceneState, Store
from glutmin_viewer.ui.ahead import Ahead
from glutmin_viewer.ui.texts import complaint

Verb = Callable[[SceneState], SceneState]
Apply = Callable[[Verb], None]
Play = Callable[[Verb, Verb | None], None]


class Session:
    """Holds atlas, store and the current frame.

    complain: hears of input that leads to no picture. waiting: is around what takes a while. in_full: whether what
    plays is drawn fast enough to be posed in all its points.
    """

    def __init__(
        self,
        atlas: Atlas,
        complain: Callable[[str], None],
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
        in_full: Callable[[], bool] = lambda: False,
    ) -> None:
        self.atlas = atlas
        self.store = Store(SceneState())
        self._composer = Composer(atlas)
        self._quick: Composer | None = None
        self._complain, self._waiting, self._in_full = complain, waiting, in_full
        self._passing = False
        self._ahead = Ahead()
        self._next: Verb | None = None
        self.frame: Frame = self._composer(self.store.state)

    @property
    def state(self) -> SceneState:
        return self.store.state

    @property
    def passing(self) -> bool:
        """Whether what is shown is soon followed by another state, or by `rest`."""
        return self._passing

    def check(self, state: SceneState) -> None:
        """Raise InputError where there is no picture of a state; to be called while nothing plays."""
        with self._waiting_for(state):
            self._composer(state)

    def apply(self, verb: Verb) -> None:
        """Change the state; where that cannot be done or drawn, the state stays and the reason is said."""
        self._change(verb, self._composer, passing=False)

    def play(self, verb: Verb, then: Verb | None = None) -> None:
        """The same for a state that another one follows at once: muscles are posed in fewer points until `rest`.

        then: the verb that is likely to follow, for `compose_ahead`.
        """
        self._change(verb, self._passing_composer(), passing=True)
        self._next = then

    def compose_ahead(self) -> None:
        """Begin to work out what is likely to be played next; to be called when the picture of `frame` is drawn."""
        verb, self._next = self._next, None
        if verb is not None and self._passing:
            self._ahead.begin(self._passing_composer(), verb(self.state))

    def rest(self) -> None:
        """Draw in full what has been played."""
        self._next = None
        self._ahead.stop()
        if self._passing:
            self._passing = False
            self.frame = self._composer(self.state)
            self.store.announce()

    def _passing_composer(self) -> Composer:
        if self._in_full():
            return self._composer
        self._quick = self._quick or Composer(coarsened(self.atlas), self._composer)
        return self._quick

    def _waiting_for(self, state: SceneState) -> AbstractContextManager[None]:
        slow = state.motion is None and takes_a_while(self.atlas, state.posture)
        return self._waiting() if slow else nullcontext()

    def _change(self, verb: Verb, composer: Composer, passing: bool) -> None:
        try:
            state = verb(self.state)
            if state == self.state:
                return
            with self._waiting_for(state):
                frame = self._ahead.take(composer, state) or composer(state)
        except InputError as error:
            self._complain(complaint(error))
            return
        self.frame, self._passing = frame, passing
        self.store.update(state)
