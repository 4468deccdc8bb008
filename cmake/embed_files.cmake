# cmake -DDIRECTORY=dist -DOUT=folder -P embed_files.cmake: writes page.S (the gzipped bytes of every
# file below DIRECTORY) and page.cc (their table). An empty DIRECTORY gives an empty table.
file(MAKE_DIRECTORY ${OUT})
set(paths "")
if(DIRECTORY)
  file(GLOB_RECURSE paths RELATIVE ${DIRECTORY} ${DIRECTORY}/*)
  list(SORT paths)
endif()

set(assembly "    .section .rodata\n")
set(symbols "")
set(entries "")
set(index 0)
foreach(path IN LISTS paths)
  set(packed ${OUT}/${index}.gz)
  # zopfli: 3 to 4 % smaller than gzip -9; neither name nor time, so that the same input gives the same binary.
  execute_process(COMMAND zopfli -c ${DIRECTORY}/${path} OUTPUT_FILE ${packed} RESULT_VARIABLE code)
  if(code)
    message(FATAL_ERROR "zopfli failed on ${path} (${code}): `make setup` installs it")
  endif()
  file(SHA256 ${DIRECTORY}/${path} digest)
  string(SUBSTRING ${digest} 0 16 tag)
  file(SIZE ${DIRECTORY}/${path} size)
  set(name vitrine_page_${index})
  string(APPEND assembly
    "    .global ${name}_begin\n    .global ${name}_end\n    .balign 16\n"
    "${name}_begin:\n    .incbin \"${packed}\"\n${name}_end:\n")
  string(APPEND symbols "extern const char ${name}_begin[], ${name}_end[];\n")
  string(APPEND entries
    "      {\"${path}\", \"${tag}\", {${name}_begin, ${name}_end}, ${size}},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")

file(WRITE ${OUT}/page.S "${assembly}")
if(index EQUAL 0)
  set(body "  return {};\n")
else()
  set(body "  static const StaticFile kFiles[] = {\n${entries}  };\n  return kFiles;\n")
endif()
file(WRITE ${OUT}/page.cc
"// Written by cmake/embed_files.cmake.
#include \"http/static_files.h\"

extern \"C\" {
${symbols}}

namespace vitrine::http {

std::span<const StaticFile> embedded_page() {
${body}}

}  // namespace vitrine::http
")
