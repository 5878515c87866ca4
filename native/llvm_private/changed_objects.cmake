# llvm_globalize(SOURCE LIBRARY OBJECTS...): copies of objects of an LLVM library
# in which the mangled names that SOURCE quotes are global, so that SOURCE can
# refer to them. They go to the head of BPF_LINKER_LLVM: linked before the
# library, they take the place of its own. objcopy says nothing of a name that
# is not there; the probe does.
function(llvm_globalize source library)
  set(archive ${LLVM_LIBRARY_DIR}/${library})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${archive} ${source})
  file(STRINGS ${source} quoted REGEX "\"__?Z[A-Za-z0-9_]+\"")
  list(TRANSFORM quoted REPLACE ".*\"(__?Z[A-Za-z0-9_]+)\".*" "--globalize-symbol=\\1")
  set(folder ${CMAKE_BINARY_DIR}/llvm)
  file(MAKE_DIRECTORY ${folder})
  foreach(object ${ARGN})
    execute_process(
      COMMAND ${BPF_LINKER_TOOLS}/llvm-ar x ${archive} ${object}
      COMMAND_ERROR_IS_FATAL ANY WORKING_DIRECTORY ${folder})
    execute_process(
      COMMAND ${BPF_LINKER_TOOLS}/llvm-objcopy ${quoted} ${object}
      COMMAND_ERROR_IS_FATAL ANY WORKING_DIRECTORY ${folder})
    list(PREPEND BPF_LINKER_LLVM ${folder}/${object})
  endforeach()
  set(BPF_LINKER_LLVM ${BPF_LINKER_LLVM} PARENT_SCOPE)
endfunction()
