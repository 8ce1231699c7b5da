"""Playing a motion as a function of time: slow machines drop frames, they never play slower."""

from __future__ import annotations

from dataclasses import dataclass, replace

SPEEDS = (0.25, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Playback:
    """playing since the clock showed `started_s`, when the motion stood at `from_s`; both in seconds."""

    playing: bool = False
    speed: float = 1.0
    loop: bool = True
    started_s: float = 0.0
    from_s: float = 0.0

    def play(self, clock_s: float, motion_s: float, duration_s: float) -> Playback:
        """Start at a time of the motion; from its end, start over."""
        return replace(self, playing=True, started_s=clock_s, from_s=0.0 if motion_s >= duration_s else motion_s)

    def pause(self) -> Playback:
        return replace(self, playing=False)

    def at_speed(self, speed: float, clock_s: float, motion_s: float) -> Playback:
        """Another speed, without a jump."""
        return replace(self, speed=speed, started_s=clock_s, from_s=motion_s)

    def time(self, clock_s: float, duration_s: float) -> float:
        """The time of the motion that belongs on the screen; a clock set back does not run it backwards."""
        t = self.from_s + max(clock_s - self.started_s, 0.0) * self.speed
        return t % duration_s if self.loop else min(t, duration_s)

    def ended(self, clock_s: float, duration_s: float) -> bool:
        return not self.loop and self.time(clock_s, duration_s) >= duration_s
