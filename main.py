from glutmin_viewer.cli import main

main()
