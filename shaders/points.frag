#version 330 core
// A round point with an edge one pixel soft. Written premultiplied, so that overlapping points blend as they should.
in vec4 point_colour;

uniform float radius;
uniform float opacity;

out vec4 result;

void main() {
  float distance_from_centre = length(gl_PointCoord - 0.5) * (2.0 * radius + 1.0);
  float alpha = point_colour.a * opacity * clamp(radius + 0.5 - distance_from_centre, 0.0, 1.0);
  result = vec4(point_colour.rgb * alpha, alpha);
}
