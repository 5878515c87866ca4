# The system that is built for, from here on BPF_LINKER_PLATFORM. What differs
# between systems is in one file for each: cmake/platform_linux.cmake, and among
# the sources job/own_file_linux.cpp and the like, beside a header that all share.
string(TOLOWER ${CMAKE_SYSTEM_NAME} BPF_LINKER_PLATFORM)
if(NOT EXISTS ${CMAKE_CURRENT_LIST_DIR}/platform_${BPF_LINKER_PLATFORM}.cmake)
  message(FATAL_ERROR "The native part is for Linux and macOS; this build is for ${CMAKE_SYSTEM_NAME}. "
    "docs/releasing.md says what another system needs.")
endif()
include(${CMAKE_CURRENT_LIST_DIR}/platform_${BPF_LINKER_PLATFORM}.cmake)
