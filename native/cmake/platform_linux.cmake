# Linux: LLVM from Debian's packages, lld, static or against glibc.
set(BPF_LINKER_LLVM_ROOT /usr/lib/llvm-22 CACHE PATH "Folder of LLVM: include/ and lib/ are in it")
cmake_path(GET BPF_LINKER_LLVM_ROOT FILENAME llvm)
string(REPLACE llvm clang clang ${llvm})
set(BPF_LINKER_INSTALL_LLVM "apt-get install ${llvm}-dev lib${clang}-dev")
# The build machine's, of whichever major.
set(BPF_LINKER_TOOLS /usr/lib/llvm-22/bin CACHE PATH "Folder of ld.lld, llvm-ar and llvm-objcopy")
option(BPF_LINKER_BINDING "Build the Node addon (needs the headers of a node)" ON)
option(BPF_LINKER_STATIC "One static executable, which needs no libc; only the addon has the library" OFF)

# What LLVM needs: archives that are linked in, and the system's own.
set(BPF_LINKER_ARCHIVES zstd z)
set(BPF_LINKER_SYSTEM_LIBRARIES rt dl m pthread)

# Where Debian has the processor's asm/.
set(BPF_LINKER_LINUX_TRIPLE ${CMAKE_LIBRARY_ARCHITECTURE})

# g++ looks for `ld.lld` only where -B says: Debian installs it as `ld.lld-22`.
set(BPF_LINKER_USE_LLD -B${BPF_LINKER_TOOLS} -fuse-ld=lld)

# For everything that carries LLVM: lld, identical code folded, what nothing
# refers to dropped, the C++ runtime inside. The initialisers of LLVM's
# thousands of options lie in `.text.startup` sections; kept together, as GNU ld
# has them, they cost a third of the page faults of a start.
set(BPF_LINKER_LINK_OPTIONS
  ${BPF_LINKER_USE_LLD} -Wl,--icf=all -Wl,--gc-sections -Wl,-O1 -Wl,-z,keep-text-section-prefix
  -static-libstdc++ -static-libgcc)

# What is linked with a newer libc than the machine's runs here only when static.
set(BPF_LINKER_PROBE_OPTIONS ${BPF_LINKER_USE_LLD} -Wl,--gc-sections)
if(BPF_LINKER_STATIC)
  list(APPEND BPF_LINKER_PROBE_OPTIONS -static)
endif()

# link_group(OUT archives...): archives that refer to each other.
function(link_group out)
  set(${out} -Wl,--start-group ${ARGN} -Wl,--end-group PARENT_SCOPE)
endfunction()

# link_whole_executable(TARGET): the executable that has LLVM inside.
function(link_whole_executable target)
  target_link_options(${target} PRIVATE ${BPF_LINKER_LINK_OPTIONS} -static -Wl,-s)
  # A static program's crtbeginT.o gives libgcc all of .eh_frame at the start and
  # takes it back at the end if it finds these two functions, and libgcc reads all
  # of it both times (__register_frame_info of GCC 13 and later, unwind-dw2-fde.c):
  # nine tenths of the instructions of a start. The unwinder finds .eh_frame
  # without it, by PT_GNU_EH_FRAME, as in every dynamic program.
  foreach(function __register_frame_info __deregister_frame_info)
    target_link_options(${target} PRIVATE -Wl,--wrap=${function} -Wl,--defsym=__wrap_${function}=0)
  endforeach()
  # Else CMake puts -Bdynamic at the end, and the result, in silence not static, crashes.
  set_target_properties(${target} PROPERTIES LINK_SEARCH_START_STATIC ON LINK_SEARCH_END_STATIC ON)
endfunction()
