"""The persons that tests look at besides the average one: each has one number changed, by its name."""

from __future__ import annotations

CHANGES = {
    "neck_shaft_angle_deg": 140.0,
    "anteversion_deg": 30.0,
    "pelvis_width_mm": 255.0,
    "socket_depth_mm": 24.0,
    "femur_length_mm": 430.0,
    "crest_height_mm": 155.0,
}
OF_FEMUR = ("neck_shaft_angle_deg", "anteversion_deg", "femur_length_mm")
