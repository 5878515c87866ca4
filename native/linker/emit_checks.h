// What makes LLVM's BPF back end end the process, found before it does.

#ifndef BPF_LINKER_LINKER_EMIT_CHECKS_H
#define BPF_LINKER_LINKER_EMIT_CHECKS_H

#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// A CODEGEN_ERROR with function and line for each: stack allocations of
/// variable size, atomics and results wider than 64 bits, calling conventions
/// that BPF does not have.
void reportUnsupported(const llvm::Module &M, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
