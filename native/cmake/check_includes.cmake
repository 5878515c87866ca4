# Fails where a file of a room includes a header of a room that it does not use.
#
#   ROOT     native/
#   ROOM     the room's name
#   USES     the rooms that it may use
#   FILES    its files, from ROOT
#   OWNERS   a file: each line a header, from ROOT, and the room it belongs to
#   STAMP    is touched when all is well
cmake_minimum_required(VERSION 3.25)

file(STRINGS ${OWNERS} lines)
foreach(line ${lines})
  string(REPLACE " " ";" line ${line})
  list(GET line 0 header)
  list(GET line 1 owner_of_${header})
endforeach()

set(problems "")
foreach(file ${FILES})
  # The angle brackets of a system header find our rooms as well.
  file(STRINGS ${ROOT}/${file} includes REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
  foreach(include ${includes})
    string(REGEX REPLACE "^[^<\"]*[<\"]([^>\"]*)[>\"].*" "\\1" header "${include}")
    cmake_path(GET file PARENT_PATH folder)
    if(DEFINED owner_of_${header})
      set(owner ${owner_of_${header}})
      if(NOT owner STREQUAL ROOM AND NOT owner IN_LIST USES)
        string(JOIN ", " allowed ${USES})
        string(APPEND problems
          "  native/${file} includes \"${header}\" of room ${owner}; ${ROOM} may use: ${allowed}.\n"
          "    Take what both need down to a room that both use. If ${owner} is below ${ROOM}, add it to USES in "
          "native/${folder}/CMakeLists.txt.\n")
      endif()
    elseif(EXISTS ${ROOT}/${header})
      string(APPEND problems "  native/${file} includes \"${header}\", which belongs to no room.\n")
    elseif(EXISTS ${ROOT}/${folder}/${header})
      string(APPEND problems "  native/${file} includes \"${header}\": write \"${folder}/${header}\".\n")
    endif()
  endforeach()
endforeach()
if(problems)
  message(FATAL_ERROR "${problems}")
endif()
file(TOUCH ${STAMP})
