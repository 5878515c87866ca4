// Which of the user's clang flags are taken.

#ifndef BPF_LINKER_COMPILER_FLAGS_H
#define BPF_LINKER_COMPILER_FLAGS_H

#include "support/diagnostic.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace bpflinker {

/// What `Flags` say about the search for headers.
struct HeaderFlags {
  /// False after -nostdinc or -nobuiltininc: clang's own are not searched.
  bool Builtin = true;
  /// False after -nostdinc or -nostdlibinc: libbpf's and the kernel's are not.
  bool System = true;
};

/// Refuses, each with an OPTION_INVALID of its own, flags that clang does not
/// know and flags that would change the kind or the place of the output, load
/// code, or print: -c, -o, -E, -M…, -emit-llvm, -mllvm, -fplugin=…, --version.
HeaderFlags checkFlags(llvm::ArrayRef<std::string> Flags,
                       DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
