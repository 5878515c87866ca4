// What makes LLVM's BPF back end end the process, found before it does.

#ifndef BPF_LINKER_LINKER_EMIT_CHECKS_H
#define BPF_LINKER_LINKER_EMIT_CHECKS_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Atomic subtractions as additions of the negative: of the former LLVM makes
/// an instruction of v3 for every cpu.
void lowerAtomicSubtractions(llvm::Module &M);

/// A CODEGEN_ERROR with function and line for each: stack allocations of
/// variable size, results wider than 64 bits, atomic operations and calling
/// conventions that BPF, or the cpu, does not have.
void reportUnsupported(const llvm::Module &M, const LinkOptions &Options,
                       DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
