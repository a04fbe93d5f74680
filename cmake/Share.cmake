# build/X/share: what the program reads at run time, as it will lie in share/dateline once installed: the tables of
# data/, the compiled gazetteer, the models. Links, so that an edit of a table needs no build.
set(SHARE ${CMAKE_BINARY_DIR}/share)
file(MAKE_DIRECTORY ${SHARE})
file(GLOB DATELINE_TABLES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/*.tsv)
foreach(table ${DATELINE_TABLES})
    get_filename_component(name ${table} NAME)
    file(CREATE_LINK ${table} ${SHARE}/${name} SYMBOLIC)
endforeach()
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/models ${SHARE}/models SYMBOLIC)
file(CREATE_LINK ${CMAKE_BINARY_DIR}/data/gazetteer.bin ${SHARE}/gazetteer.bin SYMBOLIC)
