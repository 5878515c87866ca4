// The module as text, for people who look into a link
// (LinkOptions::DumpModule).

#ifndef BPF_LINKER_LINKER_EMIT_DUMP_H
#define BPF_LINKER_LINKER_EMIT_DUMP_H

#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Writes it to `Dir`/`Name`; nothing where `Dir` is empty.
void dumpModule(const llvm::Module &M, llvm::StringRef Dir,
                llvm::StringRef Name, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
