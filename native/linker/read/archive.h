// Archives: GNU, BSD and thin.

#ifndef BPF_LINKER_LINKER_READ_ARCHIVE_H
#define BPF_LINKER_LINKER_READ_ARCHIVE_H

#include "linker/read/input.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace bpflinker {

/// Told of one member: its name, and its bytes, still untouched.
using MemberVisitor =
    llvm::function_ref<void(llvm::StringRef Name, llvm::MemoryBufferRef Bytes)>;

/// Visits the members in order, without the symbol and name tables. Reports
/// ARCHIVE_CORRUPT, or INPUT_NOT_FOUND for a file that a thin archive names.
void visitMembers(llvm::StringRef Name, llvm::MemoryBufferRef File,
                  OpenInputs &Opened, DiagnosticSink &Diagnostics,
                  MemberVisitor Visit);

} // namespace bpflinker

#endif
