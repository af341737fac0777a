#version 330 core
// One point of the map. `view` maps the plane to the layer: the top of the view is row 0, as ImGui reads textures.
layout(location = 0) in vec2 position;
layout(location = 1) in vec4 colour;

uniform vec4 view;    // left, bottom, 1 / width, 1 / height, in map coordinates
uniform float radius; // pixels

out vec4 point_colour;

void main() {
  vec2 unit = (position - view.xy) * view.zw;
  gl_Position = vec4(unit.x * 2.0 - 1.0, 1.0 - unit.y * 2.0, 0.0, 1.0);
  gl_PointSize = 2.0 * radius + 1.0;  // half a pixel on each side for the soft edge
  point_colour = colour;
}
