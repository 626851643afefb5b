# What is installed where, and the Debian package (script/package). The layout is Debian's: /usr, /etc, /lib/systemd.
set(units /lib/systemd/system)
set(documents share/doc/crosstown)

install(TARGETS crosstownd DESTINATION sbin)
install(TARGETS crosstownctl DESTINATION bin)
install(FILES systemd/crosstownd.service systemd/crosstownd.socket systemd/crosstown-audit.service
  systemd/crosstown-audit.timer DESTINATION ${units})
install(FILES systemd/crosstown.sysusers DESTINATION /usr/lib/sysusers.d RENAME crosstown.conf)
install(FILES systemd/crosstown.tmpfiles DESTINATION /usr/lib/tmpfiles.d RENAME crosstown.conf)
install(FILES systemd/crosstown.yaml DESTINATION /etc/crosstown)
install(FILES systemd/crosstownctl.bash DESTINATION share/bash-completion/completions RENAME crosstownctl)
install(FILES README.md CHANGELOG.md systemd/debian/copyright DESTINATION ${documents})
install(DIRECTORY docs/ DESTINATION ${documents} PATTERN secrets EXCLUDE PATTERN man EXCLUDE)

# Compressed without a time in it, so that the same source gives the same bytes.
set(packed ${PROJECT_BINARY_DIR}/package)
file(MAKE_DIRECTORY ${packed})
function(add_manual program section line)
  set(page ${packed}/${program}.${section}.gz)
  add_custom_command(OUTPUT ${page} DEPENDS ${program} ${PROJECT_SOURCE_DIR}/systemd/man_page.sh VERBATIM
    COMMAND sh -c "'${PROJECT_SOURCE_DIR}/systemd/man_page.sh' '$<TARGET_FILE:${program}>' ${section} '${line}' | gzip -9n > '${page}'")
  set_property(GLOBAL APPEND PROPERTY crosstown_pages ${page})
  install(FILES ${page} DESTINATION share/man/man${section})
endfunction()
add_manual(crosstownd 8 "routes what residents of a city send, and answers them")
add_manual(crosstownctl 1 "operates a running crosstownd")
add_custom_command(OUTPUT ${packed}/changelog.gz DEPENDS ${PROJECT_SOURCE_DIR}/systemd/debian/changelog VERBATIM
  COMMAND sh -c "gzip -9n < '${PROJECT_SOURCE_DIR}/systemd/debian/changelog' > '${packed}/changelog.gz'")
install(FILES ${packed}/changelog.gz DESTINATION ${documents})
get_property(pages GLOBAL PROPERTY crosstown_pages)
add_custom_target(package_files ALL DEPENDS crosstownd crosstownctl ${pages} ${packed}/changelog.gz)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crosstown)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR Crosstown)
set(CPACK_PACKAGE_CONTACT "Crosstown maintainers <maintainers@crosstown.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "non-emergency message router for a city's contact centre (311)")
set(CPACK_PACKAGE_DESCRIPTION
  "Takes what a city's residents send (text messages, calls, chat, mail, voice
assistants), gives every request a tracking number, routes it by the city's
rules into durable work queues in Redis, and carries the answers back on the
same channel. One daemon, one configuration file, one Redis.")
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)  # some files lie in /etc and /lib
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "redis-server (>= 5:7.0), redis-tools (>= 5:7.0), tzdata, ca-certificates, systemd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/systemd/debian/conffiles ${PROJECT_SOURCE_DIR}/systemd/debian/postinst
  ${PROJECT_SOURCE_DIR}/systemd/debian/prerm ${PROJECT_SOURCE_DIR}/systemd/debian/postrm)
include(CPack)
