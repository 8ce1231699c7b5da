"""python -m glutmin_viewer: the same as the command glutmin-viewer."""

from glutmin_viewer.cli import main

raise SystemExit(main())
