// What the judge of an object has to say of its functions beside their bytes.

#ifndef BPF_LINKER_LINKER_PROMISES_NOTES_H
#define BPF_LINKER_LINKER_PROMISES_NOTES_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <vector>

namespace bpflinker {

/// What is known of the functions of the module that an object is made of.
struct FunctionNotes {
  SourceLocation Where;
  /// Why it has loops, see explainLoops.
  std::vector<Diagnostic> Loops;
};

/// By symbol, of every function that is defined. To be taken before emission,
/// which consumes the module; empty where nothing is promised.
llvm::StringMap<FunctionNotes> notesFor(llvm::Module &M,
                                        llvm::TargetMachine &Machine,
                                        const LinkOptions &Options);

} // namespace bpflinker

#endif
