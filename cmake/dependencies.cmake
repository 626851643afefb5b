# Every library we link, with the Debian package it comes from (script/bootstrap installs them; reasons in docs/dependencies.md).
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED)                       # libboost1.81-dev
find_package(OpenSSL 3 REQUIRED)                        # libssl-dev
find_package(fmt REQUIRED)                              # libfmt-dev
find_package(spdlog REQUIRED)                           # libspdlog-dev
find_package(yaml-cpp REQUIRED)                         # libyaml-cpp-dev
find_package(simdjson REQUIRED)                         # libsimdjson-dev
find_library(CLD2_LIBRARY cld2 REQUIRED)                  # libcld2-dev
find_library(JEMALLOC jemalloc REQUIRED)                  # libjemalloc-dev
find_package(absl REQUIRED)                              # libabsl-dev
find_package(CLI11 REQUIRED)                            # libcli11-dev
find_package(prometheus-cpp REQUIRED COMPONENTS core)   # prometheus-cpp-dev
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)      # libhiredis-dev
pkg_check_modules(LMDB REQUIRED IMPORTED_TARGET lmdb)            # liblmdb-dev
pkg_check_modules(HYPERSCAN REQUIRED IMPORTED_TARGET libhs)      # libvectorscan-dev
pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0)      # libgmime-3.0-dev
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)   # libsystemd-dev

# libphonenumber-dev wants Boost 1.74 and so cannot be installed beside libboost1.81-dev. Its headers need no Boost:
# script/bootstrap unpacks that one package into build/deps, and we link the installed runtime library.
find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h
  HINTS ${PROJECT_SOURCE_DIR}/build/deps/libphonenumber/usr/include REQUIRED)
find_library(PHONENUMBER_LIBRARY NAMES libphonenumber.so.8 REQUIRED)      # libphonenumber8
add_library(phonenumber INTERFACE)
target_include_directories(phonenumber SYSTEM INTERFACE ${PHONENUMBER_INCLUDE})
target_link_libraries(phonenumber INTERFACE ${PHONENUMBER_LIBRARY})

# Asio and Beast are compiled once, here, instead of in every file that includes them.
add_library(asio STATIC ${PROJECT_SOURCE_DIR}/cmake/asio_beast.cpp)
target_compile_definitions(asio PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(asio PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

if(CROSSTOWN_TESTS)
  find_package(GTest REQUIRED)                          # libgtest-dev, libgmock-dev
  set(Python3_EXECUTABLE /usr/bin/python3)              # Debian's: python3-jsonschema is installed for it
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
endif()
