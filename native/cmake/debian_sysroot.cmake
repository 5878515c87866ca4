# Toolchain file: compiles with the machine's clang against the libraries of a
# sysroot that scripts/release/sysroot.mjs unpacks from Debian's packages.
#
#   -DBPF_LINKER_SYSROOT=…   -DBPF_LINKER_ARCH=x86_64|aarch64
#
# For another processor than the machine's, what is built runs by QEMU.
if(NOT BPF_LINKER_ARCH STREQUAL CMAKE_HOST_SYSTEM_PROCESSOR)
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR ${BPF_LINKER_ARCH})
  set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${BPF_LINKER_ARCH}-static)
endif()
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES BPF_LINKER_SYSROOT BPF_LINKER_ARCH)

set(triple ${BPF_LINKER_ARCH}-linux-gnu)
set(CMAKE_SYSROOT ${BPF_LINKER_SYSROOT})
set(CMAKE_LIBRARY_ARCHITECTURE ${triple})
foreach(language C CXX)
  set(CMAKE_${language}_COMPILER_TARGET ${triple})
endforeach()
set(CMAKE_C_COMPILER clang-22)
set(CMAKE_CXX_COMPILER clang++-22)
file(GLOB gcc ${BPF_LINKER_SYSROOT}/usr/lib/gcc/${triple}/*)
set(CMAKE_C_FLAGS_INIT --gcc-install-dir=${gcc})
set(CMAKE_CXX_FLAGS_INIT --gcc-install-dir=${gcc})
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld -B/usr/lib/llvm-22/bin")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-fuse-ld=lld -B/usr/lib/llvm-22/bin")
set(CMAKE_MODULE_LINKER_FLAGS_INIT "-fuse-ld=lld -B/usr/lib/llvm-22/bin")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
