#include "cli/command_line.h"

#include "llvm/Support/raw_ostream.h"

namespace bpflinker {

int commandLine(int Argc, const char *const *Argv) {
  llvm::outs() << "bpf-linker " BPF_LINKER_VERSION "\n";
  return 0;
}

} // namespace bpflinker
