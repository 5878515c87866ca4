# probe_private_parts(SOURCES...): builds probe.cpp with the sources and the
# changed objects, and runs it. Where it does not compile, link or pass, the
# configuration ends here and says so. A pass counts until LLVM, where it is, or
# one of these files changes.
function(probe_private_parts)
  set(files ${CMAKE_CURRENT_SOURCE_DIR}/probe.cpp)
  foreach(source ${ARGN})
    list(APPEND files ${CMAKE_CURRENT_SOURCE_DIR}/${source})
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})

  set(archive ${LLVM_LIBRARY_DIR}/libLLVMBPFCodeGen.a)
  file(TIMESTAMP ${archive} proved)
  set(proved "LLVM ${LLVM_VERSION} in ${LLVM_LIBRARY_DIR}, ${proved}, ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
  foreach(file ${files} ${CMAKE_CURRENT_FUNCTION_LIST_FILE} ${CMAKE_CURRENT_SOURCE_DIR}/changed_objects.cmake)
    file(SHA256 ${file} hash)
    string(APPEND proved " ${hash}")
  endforeach()
  if(BPF_LINKER_PROVED STREQUAL proved)
    return()
  endif()

  if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    message(FATAL_ERROR
      "native/llvm_private/probe.cpp has to run as the target, which is ${CMAKE_SYSTEM_PROCESSOR}. "
      "Name what runs its programs here with -DCMAKE_CROSSCOMPILING_EMULATOR=…, as qemu-aarch64-static.")
  endif()
  link_group(llvm ${BPF_LINKER_LLVM})
  if(BPF_LINKER_STATIC)
    set(ends -DCMAKE_LINK_SEARCH_START_STATIC=ON -DCMAKE_LINK_SEARCH_END_STATIC=ON)
  endif()
  message(STATUS "Proving what reaches into LLVM ${LLVM_VERSION}")
  try_run(status is_built
    SOURCES ${files}
    NO_CACHE
    CMAKE_FLAGS ${ends} "-DINCLUDE_DIRECTORIES=${CMAKE_SOURCE_DIR};${LLVM_INCLUDE_DIRS}"
    COMPILE_DEFINITIONS -fno-exceptions -fno-rtti -D_GNU_SOURCE
      -D__STDC_CONSTANT_MACROS -D__STDC_FORMAT_MACROS -D__STDC_LIMIT_MACROS
    LINK_OPTIONS ${BPF_LINKER_PROBE_OPTIONS}
    LINK_LIBRARIES ${llvm}
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
    COMPILE_OUTPUT_VARIABLE build_output
    RUN_OUTPUT_VARIABLE output)
  if(is_built AND status STREQUAL 0)
    set(BPF_LINKER_PROVED ${proved} CACHE INTERNAL "What native/llvm_private/probe.cpp has passed with")
    return()
  endif()

  if(is_built)
    set(found "it was built, but it ended with ${status}:\n${output}")
  else()
    # Of a whole build, what the compiler or the linker says is wrong.
    string(REGEX MATCHALL "[^\n]*(error|undefined|duplicate)[^\n]*(\n[^\n]*>>>[^\n]*)*" problems "${build_output}")
    list(JOIN problems "\n" problems)
    set(found "it does not build:\n${problems}")
  endif()
  message(FATAL_ERROR
    "LLVM ${LLVM_VERSION} in ${LLVM_LIBRARY_DIR} is not as native/llvm_private expects it.\n"
    "Expected: native/llvm_private/probe.cpp, which uses variables of LLVM's BPF passes, builds and passes. "
    "Found: ${found}\n"
    "To do: compare the declarations in native/llvm_private/bpf_pass_state.cpp with llvm/lib/Target/BPF of that "
    "version (each names its file) and their mangled names with `llvm-nm ${archive}`. A variable that is gone "
    "because the passes no longer keep it between modules needs no reset: take it out.")
endfunction()
