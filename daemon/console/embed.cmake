# Writes the console's files into one C++ source, so that the daemon needs no folder beside it:
#   cmake -D PAGES=folder -D OUTPUT=console_files.cpp -P embed.cmake
# Raw strings: a file may hold anything but `)page"`.
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")

file(GLOB names RELATIVE ${PAGES} ${PAGES}/*)
list(SORT names)
set(entries "")
foreach(name IN LISTS names)
  file(READ ${PAGES}/${name} body)
  file(SHA256 ${PAGES}/${name} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  string(REGEX REPLACE ".*\\." "" ending ${name})
  if(NOT DEFINED type_${ending})
    message(FATAL_ERROR "${name}: what is the media type of .${ending}?")
  endif()
  string(APPEND entries "    {\"${name}\", \"${type_${ending}}\", R\"(\"${hash}\")\", R\"page(${body})page\"},\n")
endforeach()
file(WRITE ${OUTPUT}
"// Made by daemon/console/embed.cmake.
#include \"daemon/console/console.h\"
namespace crosstown::console {
std::span<const File> files() {
  static constexpr File all[] = {
${entries}  };
  return all;
}
}  // namespace crosstown::console
")
