// What clang's flags say besides the options: one object has one cpu and one
// level, for the compiler and for the linker, which never sees the flags.

#ifndef BPF_LINKER_COMPILER_AGREEMENT_H
#define BPF_LINKER_COMPILER_AGREEMENT_H

#include "compiler/compiler.h"

#include "clang/Frontend/CompilerInvocation.h"

namespace bpflinker {

/// Reports an OPTION_INVALID for each flag that contradicts an option: target,
/// cpu, features of it, level of optimisation. False where there is one.
bool agreesWithOptions(const clang::CompilerInvocation &Invocation,
                       const CompileOptions &Options, llvm::StringRef Target,
                       DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
