# `cmake --install build/release`: program, library with headers and pkg-config file, data, model, man page,
# completions.

# The public library: every stage in one file, only what begins with dateline_ visible.
add_library(dateline_shared SHARED ${CMAKE_SOURCE_DIR}/cmake/empty.c)
set(archives)
foreach(stage dl_reader dl_wire dl_incidents dl_values dl_spans dl_text dl_intake dl_doc dl_nn dl_base)
    if(TARGET ${stage})
        list(APPEND archives $<TARGET_FILE:${stage}>)
    endif()
endforeach()
string(JOIN " " archives ${archives})
target_link_options(dateline_shared PRIVATE
    -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/dateline.map
    "SHELL:-Wl,--whole-archive ${archives} -Wl,--no-whole-archive")
target_link_libraries(dateline_shared PRIVATE dl_reader dl_wire) # what the stages themselves link
set_target_properties(dateline_shared PROPERTIES OUTPUT_NAME dateline VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/dateline.map)

# The prefix of the pkg-config file is reckoned from where it lies, so that `cmake --install --prefix` and moves hold.
cmake_path(SET TO_PREFIX NORMALIZE "${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig")
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY "${TO_PREFIX}" OUTPUT_VARIABLE TO_PREFIX)
configure_file(${CMAKE_SOURCE_DIR}/cmake/dateline.pc.in ${CMAKE_BINARY_DIR}/dateline.pc @ONLY)

install(TARGETS dateline dateline_shared)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/dateline DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${CMAKE_BINARY_DIR}/dateline.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${DATELINE_TABLES} DESTINATION ${CMAKE_INSTALL_DATADIR}/dateline)
if(EXISTS ${CMAKE_SOURCE_DIR}/models/${DATELINE_MODEL})
    install(DIRECTORY ${CMAKE_SOURCE_DIR}/models/${DATELINE_MODEL}
        DESTINATION ${CMAKE_INSTALL_DATADIR}/dateline/models)
endif()
install(FILES ${CMAKE_SOURCE_DIR}/docs/dateline.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_SOURCE_DIR}/docs/record.schema.json ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/NOTICE
    DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_SOURCE_DIR}/src/faces/cli/completions/dateline.bash
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME dateline)
install(FILES ${CMAKE_SOURCE_DIR}/src/faces/cli/completions/_dateline
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${CMAKE_SOURCE_DIR}/src/faces/cli/completions/dateline.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
