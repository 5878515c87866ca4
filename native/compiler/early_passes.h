// What the BPF target must do to each module by itself, before any link.

#ifndef BPF_LINKER_COMPILER_EARLY_PASSES_H
#define BPF_LINKER_COMPILER_EARLY_PASSES_H

#include "support/diagnostic.h"

#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace bpflinker {

/// Reports OPTION_INVALID when `Cpu` or one of `Features` ("+alu32,-dwarfris")
/// is unknown to LLVM, which would itself print to stderr and go on.
bool checkTarget(llvm::StringRef Triple, llvm::StringRef Cpu,
                 llvm::StringRef Features, DiagnosticSink &Diagnostics);

/// Runs the passes that the target registers at the start of a pipeline: they
/// lower CO-RE accesses (BPFAbstractMemberAccess, BPFPreserveDIType), keep
/// accesses to contexts whole (BPFPreserveStaticOffset), and drop what clang
/// adds for variable-length arrays (BPFIRPeephole).
void runEarlyPasses(llvm::Module &M, llvm::StringRef Cpu,
                    llvm::StringRef Features);

} // namespace bpflinker

#endif
