#pragma once

namespace zscope::ui::key {

// Keys as ImGuiIO::KeysDown numbers them: a printable key by its upper-case ASCII letter on a US keyboard, others as
// GLFW does (app/window.cpp checks that the two agree).
constexpr int space = 32;
constexpr int escape = 256;
constexpr int enter = 257;
constexpr int tab = 258;
constexpr int backspace = 259;
constexpr int insert = 260;
constexpr int erase = 261;
constexpr int right = 262;
constexpr int left = 263;
constexpr int down = 264;
constexpr int up = 265;
constexpr int page_up = 266;
constexpr int page_down = 267;
constexpr int home = 268;
constexpr int end = 269;
constexpr int f1 = 290;
constexpr int f11 = 300;
constexpr int pad_0 = 320;
constexpr int pad_minus = 333;
constexpr int pad_plus = 334;
constexpr int pad_enter = 335;

}  // namespace zscope::ui::key
