#version 330 core
// ImGui blends straight alpha, the layer is premultiplied.
uniform sampler2D layer;

out vec4 result;

void main() {
  vec4 colour = texelFetch(layer, ivec2(gl_FragCoord.xy), 0);
  result = vec4(colour.a > 0.0 ? colour.rgb / colour.a : vec3(0.0), colour.a);
}
