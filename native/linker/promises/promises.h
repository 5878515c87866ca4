// What a profile promises of an object (no loops, no calls, no global data,
// code of an old cpu), judged on the bytes that were emitted.
//
// The room promises/
//   in    the module before and after optimising, then the object
//   out   the module without global data where code can do without
//         (global_data.h), and an error for every promise that is not kept

#ifndef BPF_LINKER_LINKER_PROMISES_PROMISES_H
#define BPF_LINKER_LINKER_PROMISES_PROMISES_H

#include "linker/options.h"
#include "linker/promises/notes.h"
#include "support/diagnostic.h"

namespace bpflinker {

/// A CODEGEN_ERROR for each promise that a function of the object breaks.
/// Functions outside program sections that no call is left of are judged
/// neither: loaders leave them out.
void judgeObject(llvm::ArrayRef<char> Object, const LinkOptions &Options,
                 const llvm::StringMap<FunctionNotes> &Notes,
                 DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
