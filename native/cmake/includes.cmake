# check_includes(TARGET [HEADERS headers...] [SOURCES sources...] [USES rooms...]):
# before the target is built, and whenever one of its files changes, a look at
# every #include line of them: each must name a header of the target itself or of
# a room that it uses. The compiler cannot see to that, because all rooms are
# below one include folder.
add_custom_target(rooms)

function(check_includes target)
  cmake_parse_arguments(PARSE_ARGV 1 check "" "" "HEADERS;SOURCES;USES")
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE folder)
  string(REGEX REPLACE "^room_" "" name ${target})
  list(TRANSFORM check_HEADERS PREPEND ${folder}/)
  list(TRANSFORM check_SOURCES PREPEND ${folder}/)
  foreach(header ${check_HEADERS})
    set_property(TARGET rooms APPEND PROPERTY OWNERS "${header} ${name}")
  endforeach()
  set(files ${check_HEADERS} ${check_SOURCES})
  list(TRANSFORM files PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE paths)
  set(stamp ${CMAKE_BINARY_DIR}/rooms/${name}.stamp)
  set(script ${CMAKE_SOURCE_DIR}/cmake/check_includes.cmake)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -DROOM=${name} "-DUSES=${check_USES}" "-DFILES=${files}"
      -DOWNERS=${CMAKE_BINARY_DIR}/rooms/owners.txt -DSTAMP=${stamp} -P ${script}
    DEPENDS ${paths} ${script} ${CMAKE_BINARY_DIR}/rooms/owners.txt
    COMMENT "Checking what ${name} includes"
    VERBATIM)
  add_custom_target(includes_${name} DEPENDS ${stamp})
  add_dependencies(rooms includes_${name})
  add_dependencies(${target} includes_${name})
endfunction()

# Which room has which header, once all rooms are known.
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/rooms/owners.txt
  CONTENT "$<JOIN:$<TARGET_PROPERTY:rooms,OWNERS>,\n>\n")
