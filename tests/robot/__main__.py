"""Starts the robot in a home of its own and tells how it goes.

python -m robot [--seed N] [--events N] [--twice]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
SETTLED = 2000  # events after which the memory held should grow no more, whenever the first scene is shown
GROWTH = 0.05
LAST = 40  # lines of the journal that are told of a fault
OF_HOME = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME")


def life(seed: int, events: int, folder: Path, *atlas: Path) -> Iterator[dict[str, object]]:
    """What a robot tells while it lives in a folder, with the bundled atlas or that of another folder.

    At the end come its exit code, and what stands on standard error.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "error", "LC_ALL": "C.UTF-8"}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tools")))
    environment |= {name: str(folder / "home" / name.lower()) for name in OF_HOME}
    for name in OF_HOME:
        Path(environment[name]).mkdir(parents=True)
    call = [sys.executable, "-m", "robot.user", str(seed), str(events), str(folder), *map(str, atlas)]
    errors = folder / "errors"
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(call, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True) as run,
    ):
        assert run.stdout is not None
        for line in run.stdout:
            yield json.loads(line) if line.startswith("{") else {"said": line}
        code = run.wait()
    yield {"code": code, "errors": errors.read_text(encoding="utf-8", errors="replace")}


def lead(seed: int, events: int) -> int:
    """One life, told line by line; 1 where something went wrong."""
    begun, mib, net, faults, left_mib = time.monotonic(), {}, {}, [], 0.0
    print(f"seed {seed}, {events} events", flush=True)
    with tempfile.TemporaryDirectory(prefix="robot") as name:
        folder = Path(name)
        for told in life(seed, events, folder):
            if "mib" in told:
                rate = told["done"] / (time.monotonic() - begun)
                said = [f"{told['done']:6d} events, {told['mib']:7.1f} MiB"]
                if told["given_out_mib"]:
                    said.append(f"{told['given_out_mib']:.1f} given out by the C library")
                said += [f"the first scene, in window {told['windows']}"] if told["calm"] else []
                print(*said, f"{told['widgets']} widgets", f"{rate:.1f} a second", sep=", ", flush=True)
                if told["calm"]:
                    mib[told["done"]] = told["mib"]
                    net[told["done"]] = told["mib"] - left_mib * told["windows"]
            elif "left_mib" in told:
                left_mib = told["left_mib"]
                print(f"Of each window Qt and VTK alone leave {left_mib:.2f} MiB.", flush=True)
            elif "fault" in told:
                faults.append(f"At event {told['done']}: {told['fault']}")
            elif not faults and (told.get("code") or told.get("errors") or "said" in told):
                faults.append(json.dumps(told, indent=1).replace("\\n", "\n"))
        memory = "The memory was not judged: for that there are too few events."
        if max(mib, default=0) >= 3 * SETTLED:
            (first, last), (first_net, last_net) = _ends(mib), _ends(net)
            grown = last_net / first_net - 1.0
            memory = (
                f"Held were {first:.1f} MiB from event {SETTLED} to {2 * SETTLED}, {last:.1f} MiB in the end; "
                f"less what Qt and VTK leave of windows {first_net:.1f} and {last_net:.1f} MiB: {grown:+.1%}."
            )
            if grown > GROWTH:
                faults.append("The memory grew.")
        journal = (folder / "journal").read_text(encoding="utf-8").splitlines()
    seconds = time.monotonic() - begun
    if faults:
        print("\n".join(["The last of what was done:", *journal[-LAST:], *faults]))
        again = journal[-1].partition(" ")[0]
        print(f"Once more: make soak SEED={seed} EVENTS={again}")
    print(f"{max(mib, default=0)} events were told of in {seconds:.0f} s. {memory}")
    return 1 if faults else 0


def _ends(mib: dict[int, float]) -> tuple[float, float]:
    """Medians of what was held once all was loaded, and of as many amounts in the end."""
    early = [amount for done, amount in mib.items() if SETTLED <= done <= 2 * SETTLED]
    return median(early), median([*mib.values()][-len(early) :])


def same_twice(seed: int, events: int) -> int:
    """Whether two lives were the same, by their journals."""
    journals = []
    for _ in range(2):
        with tempfile.TemporaryDirectory(prefix="robot") as name:
            for _ in life(seed, events, Path(name)):
                pass
            journals.append((Path(name) / "journal").read_text(encoding="utf-8").splitlines())
    one, two = journals
    differ = next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), None)
    if differ is None and len(one) == len(two):
        print(f"The same twice: {len(one)} lines.")
        return 0
    differ = min(len(one), len(two)) if differ is None else differ
    print("\n".join([*one[max(differ - 5, 0) : differ + 1], "or", *two[differ : differ + 1]]))
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--twice", action="store_true", help="whether the same seed gives the same events")
    given = parser.parse_args()
    return (same_twice if given.twice else lead)(given.seed, given.events)


if __name__ == "__main__":
    sys.exit(main())
