# Writes a folder's files into one C++ source, so that the daemon needs no folder beside it:
#   cmake -D FOLDER=folder -D NAMESPACE=crosstown::console -D OUTPUT=console_files.cpp -P embed.cmake
# Raw strings: a file may hold anything but `)page"`. Where HTML names one of the others as "assets/<name>", the hash of
# that one's bytes is put behind it, "assets/<name>?v=<hash>", so that browsers may keep it for ever.
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_json "application/json")
set(type_svg "image/svg+xml")

file(GLOB names RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT names)
foreach(name IN LISTS names)
  file(SHA256 ${FOLDER}/${name} hash)
  string(SUBSTRING ${hash} 0 16 hash_${name})
endforeach()
set(entries "")
foreach(name IN LISTS names)
  file(READ ${FOLDER}/${name} body)
  string(REGEX REPLACE ".*\\." "" ending ${name})
  if(NOT DEFINED type_${ending})
    message(FATAL_ERROR "${name}: what is the media type of .${ending}?")
  endif()
  set(hash ${hash_${name}})
  if(ending STREQUAL "html")
    foreach(other IN LISTS names)
      string(REPLACE "assets/${other}\"" "assets/${other}?v=${hash_${other}}\"" body "${body}")
    endforeach()
    string(SHA256 hash "${body}")
    string(SUBSTRING ${hash} 0 16 hash)
  endif()
  file(WRITE ${OUTPUT}.plain "${body}")
  file(ARCHIVE_CREATE OUTPUT ${OUTPUT}.gz PATHS ${OUTPUT}.plain FORMAT raw COMPRESSION GZip)
  file(READ ${OUTPUT}.gz packed HEX)
  file(SIZE ${OUTPUT}.gz size)
  # Without the time at which that was done (RFC 1952, section 2.3): the same files make the same binary.
  string(SUBSTRING "${packed}" 16 -1 packed)
  string(PREPEND packed "1f8b080000000000")
  string(REGEX REPLACE "(..)" "\\\\x\\1" packed "${packed}")
  string(APPEND entries "    {\"${name}\", \"${type_${ending}}\", R\"(\"${hash}\")\", R\"page(${body})page\", {\"${packed}\", ${size}}},\n")
endforeach()
file(REMOVE ${OUTPUT}.plain ${OUTPUT}.gz)
file(WRITE ${OUTPUT}
"// Made by daemon/embed.cmake.
#include \"daemon/embedded_file.h\"
namespace ${NAMESPACE} {
std::span<const EmbeddedFile> files();
std::span<const EmbeddedFile> files() {
  static constexpr EmbeddedFile all[] = {
${entries}  };
  return all;
}
}  // namespace ${NAMESPACE}
")
