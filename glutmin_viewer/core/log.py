"""The log file in the platform's place: what went wrong while the window was open, for whoever wants to report it."""

from __future__ import annotations

import logging
import platform
from pathlib import Path

import platformdirs

MOST_BYTES, OLD_FILES = 256_000, 1
LOG = logging.getLogger("glutmin_viewer")


def log_path() -> Path:
    """Where the platform wants logs."""
    return Path(platformdirs.user_log_dir("glutmin_viewer", appauthor=False)) / "glutmin_viewer.log"


def start_log(path: Path) -> bool:
    """Let the log go to a file, which begins anew when it is full; whether it can be written."""
    from importlib.metadata import version  # these two are not wanted before the first picture
    from logging.handlers import RotatingFileHandler

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # a pipe would keep the program waiting
            return False
        with path.open("a", encoding="utf-8"):
            pass
    except OSError:
        return False
    handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8", delay=True)
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # a disk that is full is no more news
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for old in list(LOG.handlers):
        LOG.removeHandler(old)
        old.close()
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    python, system = platform.python_version(), platform.system()
    LOG.info("glutmin_viewer %s, Python %s, %s", version("glutmin-viewer"), python, system)
    return True
