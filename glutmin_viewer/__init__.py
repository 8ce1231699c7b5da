"""glutmin_viewer: the gluteus minimus in 3D, with computed numbers and sources."""

import os

# The products here are a thousandth of a second each: shared out to threads, they wait for the renderer's threads and
# take up to fifty times as long. Must be said before numpy is loaded; a value set by the user stands.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
