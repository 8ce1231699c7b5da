"""Where the program in the folder starts: the same as the command glutmin-viewer."""

from glutmin_viewer.cli import main

main()
