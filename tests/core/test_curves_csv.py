"""The table that is saved says what the curves say, with units, and never leaves half a file."""

from __future__ import annotations

import csv
import io

import pytest

from glutmin_viewer.core.curves import curves
from glutmin_viewer.core.curves_csv import as_csv, save_csv
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import HipPose


def test_every_number_of_the_curves_is_in_the_table(tiny_atlas):
    chosen = motion("abduction")
    times = chosen.times(11)
    found = curves(tiny_atlas, "left", [chosen.pose("left", time).hip("left") for time in times])
    rows = list(csv.DictReader(io.StringIO(as_csv(found, times))))
    assert [float(row["time_s"]) for row in rows] == pytest.approx(times, abs=1e-4)
    for k, row in enumerate(rows):
        assert float(row["adduction_deg"]) == pytest.approx(found.poses[k].adduction_deg, abs=1e-4)
        for group in found.length_mm:
            assert float(row[f"{group}_length_mm"]) == pytest.approx(found.length_mm[group][k], abs=1e-4)
            assert float(row[f"{group}_change_percent"]) == pytest.approx(found.change_percent[group][k], abs=1e-4)
            arms = [float(row[f"{group}_moment_arm_{axis}_mm"]) for axis in AXES]
            assert arms == pytest.approx(found.moment_arm_mm[group][k].tolist(), abs=1e-4)


def test_the_header_gives_every_unit_and_no_time_where_there_is_none(tiny_atlas):
    header, line = as_csv(curves(tiny_atlas, "right", [HipPose(20.0)])).splitlines()
    names = header.split(",")
    assert "time_s" not in names and len(names) == len(line.split(",")) == 3 + 3 * 5
    assert all(name.endswith(("_deg", "_mm", "_percent")) for name in names)


def test_a_table_replaces_an_old_one_and_a_place_that_cannot_be_written_is_told(tmp_path):
    path = tmp_path / "curves.csv"
    path.write_text("old")
    save_csv("a,b\n1,2\n", path)
    assert path.read_bytes() == b"a,b\n1,2\n" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(InputError, match="cannot be written"):
        save_csv("a\n", tmp_path / "missing" / "curves.csv")
