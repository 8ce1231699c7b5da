"""The two things that stock materials cannot do, as GLSL: pain zones on the skin, and the rim of what is selected.

Zones are drawn per pixel from signed distances in mm that the vertices carry, so that borders are crisp whatever the
size of the triangles. Patterns lie in rest coordinates: they move with the skin and do not swim when the view turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glutmin_viewer.render.style import CAUSE, PAIN, PAIN_OUTLINE, PAIN_OUTLINE_PX, PAINTED, SELECTION, Colour, Marking

if TYPE_CHECKING:
    from vtkmodules.vtkRenderingCore import vtkActor


def _vec3(colour: Colour) -> str:
    return "vec3({:.4f}, {:.4f}, {:.4f})".format(*colour)


# Names of the vertex attributes and the arrays that they come from, and of uniforms.
SKIN_ATTRIBUTES = {"painMC": "pain", "markedMC": "marked", "restMC": "rest"}
PIXEL_SCALE, HIGHLIGHT = "pixelScale", "highlight"

_VERTEX_DECLARATION = """//VTK::PositionVC::Dec
in vec3 painMC;
in vec2 markedMC;
in vec3 restMC;
out vec3 painVS;
out vec2 markedVS;
out vec3 restVS;
"""
_VERTEX = """//VTK::PositionVC::Impl
  painVS = painMC;
  markedVS = markedMC;
  restVS = restMC;
"""
_FRAGMENT_DECLARATION = """//VTK::Color::Dec
in vec3 painVS;
in vec2 markedVS;
in vec3 restVS;

// 1 on a stripe, 0 beside it; where stripes are finer than a pixel, their mean.
float stripes(vec3 p)
{
  // Where the surface faces along the stripes' direction they would grow wide: there another one is taken.
  vec3 direction = vec3(0.36, 0.86, 0.36);
  vec3 n = normalize(cross(dFdx(p), dFdy(p)));
  if (abs(dot(n, direction)) > 0.85) direction.xz = vec2(-0.36, 0.36);
  float t = dot(p, direction) / 8.0;
  float w = max(fwidth(t), 1e-4);
  float wave = abs(fract(t) - 0.5);
  return mix(smoothstep(0.32 - w, 0.32 + w, wave), 0.36, clamp(2.0 * w - 0.5, 0.0, 1.0));
}

// How far a point is from the middle of the nearest of the lines that run the other way, as a share of their distance.
float hatching(vec3 p, out float w)
{
  vec3 direction = vec3(-0.52, 0.68, -0.52);
  vec3 n = normalize(cross(dFdx(p), dFdy(p)));
  if (abs(dot(n, direction)) > 0.85) direction.xz = vec2(0.52, -0.52);
  float t = dot(p, direction) / 13.0;
  w = max(fwidth(t), 1e-4);
  return abs(fract(t) - 0.5);
}

// Dots on a hexagonal grid in the coordinate plane that the surface faces most.
float dots(vec3 p)
{
  vec3 n = abs(cross(dFdx(p), dFdy(p)));
  vec2 q = n.x > n.y && n.x > n.z ? p.yz : (n.z > n.y ? p.xy : p.xz);
  q /= 8.0;
  vec2 cell = vec2(1.0, 1.7320508);
  vec2 a = mod(q, cell) - 0.5 * cell;
  vec2 b = mod(q - 0.5 * cell, cell) - 0.5 * cell;
  float w = max(length(fwidth(p)) / 8.0, 1e-4);
  return 1.0 - smoothstep(0.25 - w, 0.25 + w, min(length(a), length(b)));
}
"""
_FRAGMENT = """//VTK::Color::Impl
  vec3 perPixel = max(fwidth(painVS), vec3(1e-3));
  vec3 pixels = painVS / perPixel;
  vec3 inside = smoothstep(-0.5, 0.5, pixels);
  vec3 edge = 1.0 - smoothstep(vec3(0.5), vec3(1.0), abs(pixels) / pixelScale);
  edge *= step(vec3(-200.0), painVS);
  vec3 zone = diffuseColor;
  float cover = 0.0;
"""
_EDGE = "  zone = mix(zone, {outline}, edge.{c}); cover = max(cover, 0.9 * edge.{c});\n"
_AREA = "  zone = mix(zone, {paint}, inside.{c}); cover = mix(cover, {cover:.3f}, inside.{c});\n"
# What lies over the grades: hatched and tinted, and last what is painted.
_CAUSE = f"""  float causeWidth;
  float causeLine = hatching(restVS, causeWidth);
  float causePixel = max(fwidth(markedVS.y), 1e-3);
  float inCause = smoothstep(-0.5, 0.5, markedVS.y / causePixel);
  float rim = 1.0 - smoothstep(0.17 - causeWidth, 0.17 + causeWidth, causeLine);
  float line = 1.0 - smoothstep(0.09 - causeWidth, 0.09 + causeWidth, causeLine);
  zone = mix(zone, {_vec3(CAUSE.tint)}, inCause * {CAUSE.cover:.3f} * (1.0 - cover));
  cover = mix(cover, max(cover, 0.75), inCause);
  zone = mix(mix(zone, {_vec3(CAUSE.rim)}, inCause * rim), {_vec3(CAUSE.line)}, inCause * line);
"""
_OUTLINE = """  float {name}Edge = abs({distance}) / max(fwidth({distance}), 1e-3) / pixelScale;
  float {name}Near = step(-200.0, {distance});
  zone = mix(zone, {rim}, {name}Near * (1.0 - smoothstep({outer:.2f} - 0.5, {outer:.2f} + 0.5, {name}Edge)));
  zone = mix(zone, {line}, {name}Near * (1.0 - smoothstep({inner:.2f} - 0.5, {inner:.2f} + 0.5, {name}Edge)));
  cover = max(cover, {name}Near * (1.0 - smoothstep({outer:.2f} - 0.5, {outer:.2f} + 0.5, {name}Edge)));
"""
_PAINTED = f"""  float inPainted = smoothstep(-0.5, 0.5, markedVS.x / max(fwidth(markedVS.x), 1e-3));
  zone = mix(zone, {_vec3(PAINTED.tint)}, inPainted * {PAINTED.cover:.3f} * (1.0 - 0.6 * cover));
  cover = mix(cover, max(cover, 0.7), inPainted);
"""
_APPLY = """  ambientColor = mix(ambientColor, 0.22 * zone, step(1e-3, cover));
  diffuseColor = zone;
  opacity = mix(opacity, 1.0, cover);
"""
_HIGHLIGHT = f"""//VTK::TCoord::Impl
  float facing = abs(normalVCVSOutput.z);
  fragOutput0.rgb *= 1.0 + 0.25 * {HIGHLIGHT};
  fragOutput0.rgb = mix(fragOutput0.rgb, {_vec3(SELECTION)}, {HIGHLIGHT} * pow(1.0 - facing, 1.3));
"""
_VEIL = """  fragOutput0.a = mix(fragOutput0.a, 1.0, 0.55 * pow(1.0 - facing, 2.5));
"""


def _fragment() -> str:
    code = _FRAGMENT
    # What is described lies over our margin, the usual over the rare, as `core.pain.graded` has it.
    for channel, grade, pattern in (("y", "spillover", "stripes"), ("z", "rare", "dots"), ("x", "essential", None)):
        style = PAIN[grade]
        paint = _vec3(style.area)
        if pattern is not None:
            paint = f"mix({paint}, {_vec3(style.pattern)}, {pattern}(restVS))"
        code += _AREA.format(paint=paint, cover=style.cover, c=channel)
        code += _EDGE.format(outline=_vec3(PAIN_OUTLINE), c=channel)
    code += _CAUSE + _outline("cause", "markedVS.y", CAUSE)
    return code + _PAINTED + _outline("painted", "markedVS.x", PAINTED) + _APPLY


def _outline(name: str, distance: str, look: Marking) -> str:
    """A light line with dark rims along the border."""
    inner, rim, line = look.outline_px / 2.0 / PAIN_OUTLINE_PX, _vec3(look.rim), _vec3(look.line)
    return _OUTLINE.format(name=name, distance=distance, rim=rim, line=line, inner=inner, outer=inner + 0.7)


def add_highlight(actor: vtkActor, veil: bool) -> None:
    """Let the uniform `highlight` (0..1) brighten an actor's rim; a veil is denser where it is seen edge-on."""
    code = _HIGHLIGHT + (_VEIL if veil else "")
    actor.GetShaderProperty().AddFragmentShaderReplacement("//VTK::TCoord::Impl", True, code, False)
    actor.GetShaderProperty().GetFragmentCustomUniforms().SetUniformf(HIGHLIGHT, 0.0)


def add_pain(actor: vtkActor) -> None:
    """Draw pain on the skin from `SKIN_ATTRIBUTES`, which the mapper must supply."""
    shader = actor.GetShaderProperty()
    shader.AddVertexShaderReplacement("//VTK::PositionVC::Dec", True, _VERTEX_DECLARATION, False)
    shader.AddVertexShaderReplacement("//VTK::PositionVC::Impl", True, _VERTEX, False)
    shader.AddFragmentShaderReplacement("//VTK::Color::Dec", True, _FRAGMENT_DECLARATION, False)
    shader.AddFragmentShaderReplacement("//VTK::Color::Impl", True, _fragment(), False)


def remove_pain(actor: vtkActor) -> None:
    """Plain skin again."""
    shader = actor.GetShaderProperty()
    shader.ClearVertexShaderReplacement("//VTK::PositionVC::Dec", True)
    shader.ClearVertexShaderReplacement("//VTK::PositionVC::Impl", True)
    shader.ClearFragmentShaderReplacement("//VTK::Color::Dec", True)
    shader.ClearFragmentShaderReplacement("//VTK::Color::Impl", True)
