# Puts files inside the program. `zscope_embed(target file...)` adds one source to `target` that defines
# zscope::ui::embedded(name) for each file's name without its folder. The bytes go in by the assembler's .incbin, so a
# large font costs no compile time. Entries of the form NAME=PATH are known as NAME.

function(zscope_embed target)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embedded.cpp")
  set(assembly "")
  set(symbols "")
  set(table "")
  set(files "")
  set(index 0)
  foreach(entry IN LISTS ARGN)
    if(entry MATCHES "^([^=]+)=(.*)$")
      set(name "${CMAKE_MATCH_1}")
      set(file "${CMAKE_MATCH_2}")
    else()
      get_filename_component(name "${entry}" NAME)
      set(file "${entry}")
    endif()
    get_filename_component(file "${file}" ABSOLUTE BASE_DIR "${CMAKE_SOURCE_DIR}")
    set(symbol "zscope_embedded_${index}")
    string(APPEND assembly
      "asm(\".pushsection .rodata\\n.balign 16\\n.globl ${symbol}\\n${symbol}:\\n.incbin \\\"${file}\\\"\\n\"\n"
      "    \".globl ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.popsection\\n\");\n")
    string(APPEND symbols "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
    string(APPEND table "  if (name == \"${name}\") return {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})};\n")
    list(APPEND files "${file}")
    math(EXPR index "${index} + 1")
  endforeach()
  string(CONCAT text
    "// Written by zscope_embed.cmake.\n#include \"ui/embedded.h\"\n\n#include \"base/error.h\"\n\n"
    "${assembly}extern \"C\" {\n${symbols}}\n\n"
    "namespace zscope::ui {\nstd::string_view embedded(std::string_view name) {\n${table}"
    "  fail(\"The program holds no file '{}': list it in ui/CMakeLists.txt.\", name);\n}\n}  // namespace zscope::ui\n")
  file(CONFIGURE OUTPUT "${source}" CONTENT "${text}" @ONLY)
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE "${source}")
endfunction()
