// Where in the sources things of a module come from, after its debug info.

#ifndef BPF_LINKER_LINKER_DIAGNOSE_LOCATIONS_H
#define BPF_LINKER_LINKER_DIAGNOSE_LOCATIONS_H

#include "support/diagnostic.h"

namespace llvm {
class DebugLoc;
class DISubprogram;
class Function;
class GlobalVariable;
class Instruction;
} // namespace llvm

namespace bpflinker {

/// Empty where there is no debug info or the line is 0.
SourceLocation locationOf(const llvm::DebugLoc &Loc);
/// The line that declares it.
SourceLocation locationOf(const llvm::DISubprogram *Subprogram);
SourceLocation locationOf(const llvm::Function &F);
SourceLocation locationOf(const llvm::GlobalVariable &G);
/// The instruction's own line, else the one nearest before or after it in its
/// block, else its function's.
SourceLocation locationOf(const llvm::Instruction &I);

/// The function's name as its source has it, else its symbol.
llvm::StringRef sourceName(const llvm::Function &F);

} // namespace bpflinker

#endif
