"""The commands, a module for each kind of thing they do; `cli` puts them together.

Each says what it wants in the signature and leaves the work to the layer that knows it. What is slow to import is
imported inside the commands, `scenes` too, so that `--help` answers at once.
"""
