# dateline_stage(NAME SOURCES... [LINK libraries...]): one folder of src/ as a static library dl_NAME.
function(dateline_stage name)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    add_library(dl_${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
    target_include_directories(dl_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
    target_link_libraries(dl_${name} PUBLIC ${ARG_LINK})
endfunction()

# dateline_test(NAME SOURCE LINK libraries...): a cmocka program tests/NAME that ctest and ./test run.
function(dateline_test name source)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    add_executable(${name} ${source})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(${name} PRIVATE
        TEST_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TEST_BINARY_DIR="${CMAKE_BINARY_DIR}")
    target_link_libraries(${name} PRIVATE ${ARG_LINK} cmocka)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${name} COMMAND ${name})
endfunction()
