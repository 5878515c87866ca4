# add_room(NAME [HEADERS headers...] [USES rooms...] [SOURCES sources...]): a room
# of native/ as a static library that sees LLVM's headers, among which clang's
# stand; without sources it is headers alone. Its headers are all of its folder unless it names them, which it
# must where two rooms share a folder. Rooms are linked into the shared library
# and into the C++ tests, which need neither the shared library nor Node.
function(add_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "HEADERS;USES;SOURCES")
  if(NOT room_HEADERS)
    file(GLOB room_HEADERS CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.h *.def)
  endif()
  set(target room_${name})
  if(room_SOURCES)
    add_library(${target} STATIC ${room_SOURCES})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${CMAKE_SOURCE_DIR})
  target_include_directories(${target} SYSTEM ${scope} ${LLVM_INCLUDE_DIRS})
  target_compile_definitions(${target} ${scope}
    _GNU_SOURCE __STDC_CONSTANT_MACROS __STDC_FORMAT_MACROS __STDC_LIMIT_MACROS
    BPF_LINKER_VERSION="${PACKAGE_VERSION}")
  # No exceptions across LLVM; no RTTI, because what derives from LLVM's and
  # clang's classes must match how Debian builds them.
  target_compile_options(${target} ${scope}
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>
    -ffunction-sections -fdata-sections -Wall -Wextra -Wno-unused-parameter)
  foreach(used ${room_USES})
    if(NOT TARGET room_${used})
      message(FATAL_ERROR
        "Room ${name} uses ${used}, which is no room below it. A room may only use rooms that are added before "
        "it: native/CMakeLists.txt and native/linker/CMakeLists.txt have the order.")
    endif()
    target_link_libraries(${target} ${scope} room_${used})
  endforeach()
  check_includes(${target} HEADERS ${room_HEADERS} SOURCES ${room_SOURCES} USES ${room_USES})
endfunction()
