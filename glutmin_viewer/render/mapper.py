"""What draws a mesh that no pipeline makes anew.

VTK else asks where every mesh comes from before each picture: a thirtieth of one that a processor draws. And it would
look for the bounds of all points that are new to bring them near the origin, which those of a body are anyway.
"""

from __future__ import annotations

from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkPolyDataMapper


def mapper_of(mesh: vtkPolyData) -> vtkPolyDataMapper:
    """Draws a mesh, as it is then and whenever it says that it was modified."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.StaticOn()
    mapper.SetVBOShiftScaleMethod(vtkPolyDataMapper.DISABLE_SHIFT_SCALE)
    return mapper
