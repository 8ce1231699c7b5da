"""What each layer may load, checked in a fresh process: an import that creeps in shows here, not in a slow start."""

from __future__ import annotations

import subprocess
import sys

import pytest

# numpy, scipy and msgspec load the last three themselves; tomli its compiled part, under a name of letters and digits.
NUMBERS = {
    "msgspec",
    "numpy",
    "plyfile",
    "scipy",
    "tomli",
    "tomli_w",
    "charset_normalizer",
    "cython_runtime",
    "typing_extensions",
}
# Besides the standard library and the project itself.
ALLOWED = {
    "glutmin_viewer.core.composer": NUMBERS,
    "glutmin_viewer.core.atlas_files": NUMBERS,
    "glutmin_viewer.content": {"msgspec", "tomli", "typing_extensions"},
    "glutmin_viewer.render.scene": NUMBERS | {"vtkmodules"},
    "glutmin_viewer.cli": {"typer", "click", "rich", "shellingham", "annotated_doc", "typing_extensions"},
}


@pytest.mark.parametrize("module", ALLOWED)
def test_a_layer_loads_only_what_it_may(module):
    script = (
        "import sys; before = set(sys.modules); "
        f"import {module}; "
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(run.stdout.split()) - set(sys.stdlib_module_names) - {"glutmin_viewer"}
    loaded = {name for name in loaded if not name.startswith("_") and not name.endswith("__mypyc")}
    surplus = loaded - ALLOWED[module]
    assert not surplus, (
        f"{module} now loads {sorted(surplus)}: import it where it is needed, or add it here and say why"
    )
