# vitrine_embed_page(TARGET)
#
# Builds the web page (web/, npm) and puts its files, gzipped, into TARGET's binary: the table
# vitrine::http::embedded_page() of src/http/static_files.h. The page is rebuilt when its
# sources change; npm is asked for packages only when package-lock.json has changed since they were
# installed, so that a build with current node_modules needs no network. Without web/ the table is
# empty and the server says so.
function(vitrine_embed_page target)
  set(web ${CMAKE_SOURCE_DIR}/web)
  set(page ${web}/dist/index.html)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/page)
  set(dist "")
  if(EXISTS ${web}/package.json)
    set(dist ${web}/dist)
    vitrine_build_page(${web} ${page})
  endif()

  set(embed ${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake)
  add_custom_command(
    OUTPUT ${out}/page.S ${out}/page.cc
    COMMAND ${CMAKE_COMMAND} -DDIRECTORY=${dist} -DOUT=${out} -P ${embed}
    DEPENDS ${embed} $<$<BOOL:${dist}>:${page}>
    COMMENT "Embedding the page" VERBATIM)
  # A target of its own: the C++ warnings of the room mean nothing to the assembler.
  add_library(${target}_page OBJECT ${out}/page.S)
  target_sources(${target} PRIVATE ${out}/page.cc $<TARGET_OBJECTS:${target}_page>)
endfunction()

function(vitrine_build_page web page)
  find_program(NPM_PROGRAM npm)
  if(NOT NPM_PROGRAM)
    if(NOT EXISTS ${page})
      message(FATAL_ERROR "npm, which builds the web page, is missing: run `make setup` first")
    endif()
    message(WARNING "npm is missing: the page is embedded as web/dist has it")
    return()
  endif()
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
  file(GLOB settings CONFIGURE_DEPENDS ${web}/*.html ${web}/*.json ${web}/*.js ${web}/*.ts ${web}/.npmrc)
  list(FILTER inputs EXCLUDE REGEX "\\.test\\.ts$")
  set(build ${CMAKE_SOURCE_DIR}/cmake/build_page.cmake)
  add_custom_command(
    OUTPUT ${page}
    COMMAND ${CMAKE_COMMAND} -DWEB=${web} -DNPM=${NPM_PROGRAM} -P ${build}
    DEPENDS ${build} ${inputs} ${settings}
    COMMENT "Building the page" VERBATIM)
endfunction()
