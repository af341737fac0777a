#pragma once

namespace zscope {

/// The first Ctrl-C, kill or hang-up asks for a tidy end, which interrupted() tells of; the second kills. A hang-up
/// that is ignored (nohup) stays so.
void catch_interrupts();

/// Somebody has asked for an end since catch_interrupts().
bool interrupted();

}  // namespace zscope
