# LLVM and clang, whose static libraries are linked in: of one major of
# LLVM_MAJORS, from a folder of Debian's packages (`llvm-N-dev`, `libclang-N-dev`),
# the machine's or a sysroot's, or of Homebrew's `llvm@N`: BPF_LINKER_LLVM_ROOT.
#
# Sets LLVM_INCLUDE_DIRS, LLVM_LIBRARY_DIR, LLVM_VERSION, LLVM_VERSION_MAJOR,
# BPF_LINKER_LLVM and BPF_LINKER_CLANG (archives).
#
# Neither find_package(LLVM) nor llvm-config: of a sysroot the first fails, since
# it names programs that are not unpacked there, and the second is one of them,
# maybe for another processor. The imported targets also name libz3 and libxml2,
# which nothing here needs.
set(BPF_LINKER_LLVM_MAJORS 22 23 24)

set(LLVM_INCLUDE_DIRS ${BPF_LINKER_LLVM_ROOT}/include)
set(LLVM_LIBRARY_DIR ${BPF_LINKER_LLVM_ROOT}/lib)
set(config ${LLVM_INCLUDE_DIRS}/llvm/Config/llvm-config.h)
if(NOT EXISTS ${config})
  message(FATAL_ERROR "Found no LLVM in ${BPF_LINKER_LLVM_ROOT}: ${config} is missing. "
    "Install it (${BPF_LINKER_INSTALL_LLVM}), or name its folder with -DBPF_LINKER_LLVM_ROOT=…")
endif()
if(NOT EXISTS ${LLVM_LIBRARY_DIR}/libclangFrontend.a)
  message(FATAL_ERROR "Found no clang libraries in ${LLVM_LIBRARY_DIR}, only LLVM's. "
    "Install them: ${BPF_LINKER_INSTALL_LLVM}")
endif()

file(STRINGS ${config} line REGEX "^#define LLVM_VERSION_STRING ")
string(REGEX REPLACE ".*\"([^\"]*)\".*" "\\1" LLVM_VERSION "${line}")
string(REGEX MATCH "^[0-9]+" LLVM_VERSION_MAJOR "${LLVM_VERSION}")
if(NOT LLVM_VERSION_MAJOR IN_LIST BPF_LINKER_LLVM_MAJORS)
  list(JOIN BPF_LINKER_LLVM_MAJORS ", " known)
  message(FATAL_ERROR "${BPF_LINKER_LLVM_ROOT} is LLVM ${LLVM_VERSION}; the sources are for ${known}. "
    "docs/llvm.md says how another major is taken.")
endif()
message(STATUS "LLVM ${LLVM_VERSION} in ${BPF_LINKER_LLVM_ROOT}")

# All of them: what nothing refers to costs the linker a look at an index.
file(GLOB BPF_LINKER_LLVM ${LLVM_LIBRARY_DIR}/libLLVM*.a)
file(GLOB BPF_LINKER_CLANG ${LLVM_LIBRARY_DIR}/libclang[A-Z]*.a)
foreach(name ${BPF_LINKER_ARCHIVES})
  find_library(BPF_LINKER_${name} lib${name}.a REQUIRED)
  list(APPEND BPF_LINKER_LLVM ${BPF_LINKER_${name}})
endforeach()
list(APPEND BPF_LINKER_LLVM ${BPF_LINKER_SYSTEM_LIBRARIES})
