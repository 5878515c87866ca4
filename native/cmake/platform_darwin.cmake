# macOS: LLVM from Homebrew, Apple's linker. There is one executable with LLVM
# inside, which needs the system's libc++ and libz and nothing of Homebrew. It
# has not been built on a Mac yet: docs/releasing.md.
set(BPF_LINKER_BREW /usr/local)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL arm64)
  set(BPF_LINKER_BREW /opt/homebrew)
endif()
set(BPF_LINKER_LLVM_ROOT ${BPF_LINKER_BREW}/opt/llvm@23 CACHE PATH "Folder of LLVM: include/ and lib/ are in it")
cmake_path(GET BPF_LINKER_LLVM_ROOT FILENAME llvm)
set(BPF_LINKER_INSTALL_LLVM "brew install ${llvm}")
set(BPF_LINKER_TOOLS ${BPF_LINKER_LLVM_ROOT}/bin CACHE PATH "Folder of llvm-ar and llvm-objcopy")
option(BPF_LINKER_BINDING "Build the Node addon: not on macOS yet" OFF)
option(BPF_LINKER_STATIC "One executable with LLVM inside: on macOS always" ON)
if(BPF_LINKER_BINDING OR NOT BPF_LINKER_STATIC)
  message(FATAL_ERROR "On macOS there is the executable alone, without library and addon: "
    "expected BPF_LINKER_BINDING=OFF and BPF_LINKER_STATIC=ON, "
    "found ${BPF_LINKER_BINDING} and ${BPF_LINKER_STATIC}.")
endif()

# Homebrew's zstd; libz is the system's.
list(APPEND CMAKE_PREFIX_PATH ${BPF_LINKER_BREW})
set(BPF_LINKER_ARCHIVES zstd)
set(BPF_LINKER_SYSTEM_LIBRARIES z)

string(REPLACE arm64 aarch64 BPF_LINKER_LINUX_TRIPLE ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)

# Apple's linker folds identical code by itself.
set(BPF_LINKER_LINK_OPTIONS -Wl,-dead_strip)
set(BPF_LINKER_PROBE_OPTIONS -Wl,-dead_strip)

# link_group(OUT archives...): Apple's linker goes through archives as often as it has to.
function(link_group out)
  set(${out} ${ARGN} PARENT_SCOPE)
endfunction()

# link_whole_executable(TARGET): the executable that has LLVM inside, without local symbols and debug info.
function(link_whole_executable target)
  target_link_options(${target} PRIVATE ${BPF_LINKER_LINK_OPTIONS} -Wl,-x -Wl,-S)
endfunction()
