# link_with_old_libc(TARGET): links a shared library so that it loads with the
# glibc of the folder BPF_LINKER_OLD_LIBC and with every newer one. Compiled it
# is against the new glibc of the sysroot, like everything else: of what that
# has and the old one lacks, old_libc/shims.cpp has what we need, hidden.
set(BPF_LINKER_OLD_LIBC "" CACHE PATH
  "Folder of the oldest glibc that the addon is to load with, and of GCC's libraries; none: the machine's own")

# Functions of libm that got a new version in glibc 2.29, which differs in what
# errno is set to. The old versions are there for ever.
set(BPF_LINKER_OLD_MATH exp exp2 log log2 pow)

function(link_with_old_libc target)
  if(NOT BPF_LINKER_OLD_LIBC)
    return()
  endif()
  file(GLOB gcc ${BPF_LINKER_OLD_LIBC}/usr/lib/gcc/${CMAKE_LIBRARY_ARCHITECTURE}/*)
  target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/old_libc/shims.cpp ${CMAKE_SOURCE_DIR}/old_libc/find_object.cpp)
  list(TRANSFORM BPF_LINKER_OLD_MATH PREPEND -Wl,--wrap= OUTPUT_VARIABLE wrapped)
  target_link_options(${target} PRIVATE
    # The last one counts.
    --sysroot=${BPF_LINKER_OLD_LIBC} --gcc-install-dir=${gcc} ${wrapped})
endfunction()
