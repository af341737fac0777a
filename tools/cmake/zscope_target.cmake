# What all of our own targets share: warnings as errors, sanitizers, ccache.

find_program(ZSCOPE_CCACHE ccache)
if(ZSCOPE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header is only cached when its timestamp is left out of the hash.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${ZSCOPE_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${ZSCOPE_CCACHE})
endif()

function(zscope_target target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # ccache and precompiled headers (see above). GCC 12 warns of overlapping copies inside std::string where there are
    # none (GCC bug 105329).
    target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-restrict)
  endif()
  if(ZSCOPE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${ZSCOPE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${ZSCOPE_SANITIZE})
  endif()
endfunction()

# For what waits for a person rather than a sum (the window, the command line, tests): compiled a third faster than
# with all optimisations.
function(zscope_light_target target)
  zscope_target(${target})
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1> $<$<CONFIG:RelWithDebInfo>:-O0>)
endfunction()
