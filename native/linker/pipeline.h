// The second half of a link: one module → artifacts (verify, debug info for
// BTF, internalise, optimise, emit). merge.h is the first half.

#ifndef BPF_LINKER_LINKER_PIPELINE_H
#define BPF_LINKER_LINKER_PIPELINE_H

#include "linker/emit/emit.h"
#include "linker/linker.h"
#include "linker/merge.h"

namespace bpflinker {

/// Makes one artifact per LinkOptions::Emit, in its order. Consumes `Merged.M`.
/// Externals that are still unresolved before code generation are reported
/// here, with the function that refers to each. Empty when `Diagnostics` got
/// errors.
Emitted finishModule(MergedModule &Merged, const LinkOptions &Options,
                     DiagnosticSink &Diagnostics, Timings &Times);

} // namespace bpflinker

#endif
