// What the module is made for: triple, cpu, features, and the TargetMachine.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_TARGET_H
#define BPF_LINKER_LINKER_OPTIMIZE_TARGET_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace bpflinker {

/// The machine that `Options` ask for. The triple is Options.Target, else the
/// module's own where it begins with "bpf", else `bpf`. Null after an
/// OPTION_INVALID that names what is allowed.
std::unique_ptr<llvm::TargetMachine>
createTargetMachine(const llvm::Module &M, const LinkOptions &Options,
                    DiagnosticSink &Diagnostics);

/// Gives the module the machine's triple and data layout, and every function
/// its cpu and features: C bitcode carries those of its compile, and functions
/// that differ in them are never inlined into each other.
void retarget(llvm::Module &M, const llvm::TargetMachine &Machine);

} // namespace bpflinker

#endif
