// Whether what was merged is valid IR.

#ifndef BPF_LINKER_LINKER_DIAGNOSE_VERIFY_H
#define BPF_LINKER_LINKER_DIAGNOSE_VERIFY_H

#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// False after an IR_INVALID. Debug info that is not valid is dropped, with a
/// warning. To be called before internalising: an internal declaration is
/// invalid IR.
bool verifyMerged(llvm::Module &M, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
