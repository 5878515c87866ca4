// The linker's command line, but everything is parsed and moved, as the
// original does it, and types are not merged: the oracle of the tests that
// compare the lazy merge with it (test/support/exhaustive.ts).

#include "cli/command_line.h"

#include <unistd.h>

int main(int Argc, char **Argv) {
  // A job that ends in exit() counts as crashed.
  _exit(bpflinker::commandLineWith(
      Argc, Argv,
      [](bpflinker::LinkOptions &Options) { Options.Exhaustive = true; }));
}
