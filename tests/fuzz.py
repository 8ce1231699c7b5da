"""`make fuzz`: thousands of damaged files of every kind, each kind in a process that may take 1 GB more than it begins
with, and 5 s for one file; then it is ended, with the place where it was.

Prints for every kind how many files were read and accepted, the slowest, and the peak of memory beyond the start. What
is answered by anything but a sound value and one clear sentence is kept and told, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from bad_files import Kind, atlas_folder, attempt, kinds
from befalling import befallen
from hypothesis import HealthCheck, Phase, given, seed, settings

EXAMPLES = 600  # of each kind
MOST_S = 5
MOST_BYTES = 2**30
FAULTS = Path(tempfile.gettempdir())


class Watch:
    """Reads files of one kind, counts what becomes of them, and keeps those that are a fault."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self._kind, self._folder = kind, folder
        self.counts: Counter[str] = Counter()
        self.faults: dict[str, str] = {}
        self.slowest_s = 0.0

    def read(self, held: bytes) -> None:
        faulthandler.dump_traceback_later(MOST_S, exit=True)
        begun = time.perf_counter()
        try:
            self.counts["accepted" if attempt(self._kind, self._folder, held) else "refused"] += 1
        except Exception as error:
            self.counts["faults"] += 1
            step = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} in {Path(step.filename).name}:{step.lineno}"
            if where not in self.faults:
                kept = FAULTS / f"{hashlib.sha1(held).hexdigest()[:8]}_{self._kind.path}"
                kept.write_bytes(held)
                self.faults[where] = f"{str(error)[:200]} ({kept})"
        faulthandler.cancel_dump_traceback_later()
        self.slowest_s = max(self.slowest_s, time.perf_counter() - begun)


def fuzz(name: str, examples: int, begin: int) -> int:
    """Read damaged files of one kind in this process; 1 where there is a fault."""
    with tempfile.TemporaryDirectory() as place:
        folder = atlas_folder(Path(place) / "atlas")
        kind = next(kind for kind in kinds(folder) if kind.name == name)
        if not (folder / kind.path).exists():
            folder = Path(place)
        assert attempt(kind, folder, kind.example), "the valid example is refused"
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MOST_BYTES,) * 2)
        watch, before = Watch(kind, folder), _peak_mb()
        chosen = settings(
            max_examples=examples // 2,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        for strategy in (befallen(kind.example), kind.changed):
            seed(begin)(chosen(given(strategy)(lambda held: watch.read(held))))()
    counts = watch.counts
    print(
        f"{name:18} {counts.total():5} read, {counts['accepted']:4} accepted, slowest {watch.slowest_s:4.2f} s, "
        f"{_peak_mb() - before:4.0f} MB at most"
    )
    for where, words in watch.faults.items():
        print(f"    FAULT: {where}: {words}")
    return int(bool(watch.faults))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="of each kind")
    parser.add_argument("--seed", type=int, default=0, help="another number makes other files")
    parser.add_argument("--kind", help="this one alone, in this process")
    asked = parser.parse_args()
    if asked.kind is not None:
        return fuzz(asked.kind, asked.examples, asked.seed)
    with tempfile.TemporaryDirectory() as place:
        names = [kind.name for kind in kinds(atlas_folder(Path(place)))]
    failed = []
    for name in names:
        options = ["--kind", name, "--examples", str(asked.examples), "--seed", str(asked.seed)]
        code = subprocess.run([sys.executable, __file__, *options], check=False).returncode
        if code not in {0, 1}:
            print(f"{name:18} FAULT: ended with {code}, by a crash or as one file took more than {MOST_S} s")
        failed += [name] if code else []
    print(f"Faults in: {', '.join(failed)}." if failed else "No fault.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
