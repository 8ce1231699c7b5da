"""glutmin_viewer: the gluteus minimus in 3D, with computed numbers and sources."""
