// What shares a section must agree on what kind of section it is.

#ifndef BPF_LINKER_LINKER_RESOLVE_SECTIONS_H
#define BPF_LINKER_LINKER_RESOLVE_SECTIONS_H

#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// SYMBOL_MISMATCH for each section of data (`.data…`, `.rodata…`, `.bss…`)
/// that is given both constants and variables: it would come out twice, once
/// writable and once not. libbpf's linker says "sec … flags mismatch". The
/// sections that loaders read themselves (`license`, `.maps`) may hold both.
void checkSections(const llvm::Module &M, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
