#include "cli/command_line.h"

#include "cli/job_mode.h"

#include "llvm/Support/raw_ostream.h"

namespace bpflinker {

int commandLine(int Argc, const char *const *Argv) {
  if (Argc == 2 && llvm::StringRef(Argv[1]) == "--job")
    return runJobMode();
  llvm::outs() << "bpf-linker " BPF_LINKER_VERSION "\n";
  return 0;
}

} // namespace bpflinker
