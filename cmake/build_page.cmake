# cmake -DWEB=web -DNPM=npm -P build_page.cmake: makes web/dist.
set(lock ${WEB}/package-lock.json)
set(installed ${WEB}/node_modules/.package-lock.json)  # npm writes it last
set(marker ${WEB}/node_modules/.vitrine-lock)
file(SHA256 ${lock} wanted)

set(is_current FALSE)
if(EXISTS ${installed} AND EXISTS ${marker})
  file(READ ${marker} found)
  if(found STREQUAL wanted OR found STREQUAL "${wanted} build")
    set(is_current TRUE)
  endif()
elseif(EXISTS ${installed} AND ${installed} IS_NEWER_THAN ${lock})
  set(is_current TRUE)  # somebody ran `npm ci` by hand
endif()

function(run)
  execute_process(COMMAND ${NPM} ${ARGN} WORKING_DIRECTORY ${WEB} RESULT_VARIABLE code
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(code)
    message(FATAL_ERROR "npm ${ARGN} failed in ${WEB}:\n${output}")
  endif()
endfunction()

if(NOT is_current)
  message(STATUS "Installing the page's npm packages")
  run(ci --omit=dev --no-audit --no-fund)
  file(WRITE ${marker} "${wanted} build")
endif()
run(run build)
