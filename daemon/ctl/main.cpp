#include <iostream>

#include "daemon/ctl/command_line.h"

int main(int argc, char** argv) { return crosstown::ctl::run(argc, argv, std::cout, std::cerr); }
