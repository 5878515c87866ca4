// What a profile promises of an object (no loops, no calls, no global data,
// code of an old cpu), judged on the bytes that were emitted.

#ifndef BPF_LINKER_LINKER_PROMISES_PROMISES_H
#define BPF_LINKER_LINKER_PROMISES_PROMISES_H

#include "linker/linker.h"

#include "llvm/ADT/StringMap.h"

namespace bpflinker {

/// What is known of the functions of the module that an object is made of.
struct FunctionNotes {
  SourceLocation Where;
  /// Why it has loops, see explainLoops.
  std::vector<Diagnostic> Loops;
};

/// Whether the options promise anything that judgeObject looks at.
bool promisesAnything(const LinkOptions &Options);

/// A CODEGEN_ERROR for each promise that a function of the object breaks.
/// Functions outside program sections that no call is left of are judged
/// neither: loaders leave them out.
void judgeObject(llvm::ArrayRef<char> Object, const LinkOptions &Options,
                 const llvm::StringMap<FunctionNotes> &Notes,
                 DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
