// The linker's command line, but everything is parsed and moved, as the
// original does it, and types are not merged: the oracle of the tests that
// compare the lazy merge with it (test/support/exhaustive.ts).
//
// With BPF_LINKER_WITHOUT in the environment, everything as usual but for the
// step that it names: what comes out must make tests fail.

#include "cli/command_line.h"
#include "test/linker/whole_modules.h"

#include <cstdlib>
#include <unistd.h>

using namespace bpflinker;

static LinkSteps without(llvm::StringRef Step) {
  LinkSteps Steps;
  if (Step == "core-names")
    Steps.NameCoreGlobals = nullptr;
  else if (Step == "type-merge")
    Steps.MergeTypes = nullptr;
  else if (Step == "btf-rewrite")
    Steps.RewriteBtf = nullptr;
  else
    abort();
  return Steps;
}

static LinkResult linkOtherwise(std::vector<LinkInput> Inputs,
                                const LinkOptions &Options,
                                DiagnosticSink &Diagnostics, Timings &Times) {
  const char *Step = getenv("BPF_LINKER_WITHOUT");
  return linkBySteps(Step ? without(Step) : test::exhaustiveSteps(),
                     std::move(Inputs), Options, Diagnostics, Times);
}

int main(int Argc, char **Argv) {
  // A job that ends in exit() counts as crashed.
  _exit(commandLineWith(Argc, Argv, linkOtherwise));
}
