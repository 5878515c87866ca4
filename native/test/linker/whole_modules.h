// The way of the original, as the oracle of tests: parse every module whole and
// let LLVM's own linker link them all.

#ifndef BPF_LINKER_TEST_LINKER_WHOLE_MODULES_H
#define BPF_LINKER_TEST_LINKER_WHOLE_MODULES_H

#include "linker/steps.h"

namespace bpflinker::test {

/// Links all of every piece; types are not merged. Definitions that lost by
/// rules of our own become declarations first.
void gatherWholeModules(llvm::Module &Output, const Resolved &From,
                        const LinkOptions &Options, DiagnosticSink &Diagnostics,
                        Timings &Times, const LinkSteps &Steps);

/// A link that takes this way.
LinkSteps exhaustiveSteps();

} // namespace bpflinker::test

#endif
