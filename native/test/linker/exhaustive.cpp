// The linker's command line, but everything is parsed and moved, as the
// original does it, and types are not merged: the oracle of the tests that
// compare the lazy merge with it (test/support/exhaustive.ts).
//
// With BPF_LINKER_WITHOUT in the environment, everything as usual but for the
// step that it names: what comes out must make tests fail.

#include "cli/command_line.h"

#include <cstdlib>
#include <unistd.h>

using bpflinker::LinkOptions;

static void leaveOut(llvm::StringRef Step, LinkOptions &Options) {
  if (Step == "core-names")
    Options.Without.CoreNames = true;
  else if (Step == "type-merge")
    Options.Without.TypeMerge = true;
  else if (Step == "btf-rewrite")
    Options.Without.BtfRewrite = true;
  else
    abort();
}

static void alter(LinkOptions &Options) {
  if (const char *Step = getenv("BPF_LINKER_WITHOUT"))
    leaveOut(Step, Options);
  else
    Options.Exhaustive = true;
}

int main(int Argc, char **Argv) {
  // A job that ends in exit() counts as crashed.
  _exit(bpflinker::commandLineWith(Argc, Argv, alter));
}
