# The check of includes, on rooms of its own: what is allowed passes, and each
# planted mistake is told with the file, the header and the room.
#
#   cmake -DCHECK=native/cmake/check_includes.cmake -DFOLDER=… -P check_includes_test.cmake
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${FOLDER})
foreach(header low/low.h middle/middle.h high/high.h test/stray.h)
  file(WRITE ${FOLDER}/${header} "")
endforeach()
file(WRITE ${FOLDER}/owners.txt "low/low.h low\nmiddle/middle.h middle\nhigh/high.h high\n")

# expect(LINE WORDS): middle, which uses low, with a file of that line; WORDS are
# what the check must say, and empty where it must pass.
function(expect line words)
  file(WRITE ${FOLDER}/middle/middle.cpp "// The middle.\n${line}\n")
  file(REMOVE ${FOLDER}/stamp)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -DROOT=${FOLDER} -DROOM=middle -DUSES=low -DFILES=middle/middle.cpp
      -DOWNERS=${FOLDER}/owners.txt -DSTAMP=${FOLDER}/stamp -P ${CHECK}
    RESULT_VARIABLE status ERROR_VARIABLE said OUTPUT_QUIET)
  if(words STREQUAL "")
    if(NOT status EQUAL 0 OR NOT EXISTS ${FOLDER}/stamp)
      message(SEND_ERROR "${line}: should pass, but the check says: ${said}")
    endif()
  elseif(status EQUAL 0 OR EXISTS ${FOLDER}/stamp)
    message(SEND_ERROR "${line}: passes, and should not")
  elseif(NOT said MATCHES "native/middle/middle.cpp includes ${words}")
    message(SEND_ERROR "${line}: the check should say '${words}', and says: ${said}")
  endif()
endfunction()

expect("#include \"middle/middle.h\"" "")
expect("#include \"low/low.h\"" "")
expect("#include \"llvm/IR/Module.h\"" "")
expect("#include <vector>" "")
expect("// #include \"high/high.h\"" "")
expect("#include \"high/high.h\"" "\"high/high.h\" of room high; middle may use: low")
expect("  #  include \"high/high.h\" // above" "\"high/high.h\" of room high")
expect("#include <high/high.h>" "\"high/high.h\" of room high")
expect("#include \"test/stray.h\"" "\"test/stray.h\", which belongs to no room")
expect("#include \"middle.h\"" "\"middle.h\": write \"middle/middle.h\"")
