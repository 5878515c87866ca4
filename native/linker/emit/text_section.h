// Puts everything that is not a program into `.text`.
//
// LLVM puts cold functions into `.text.unlikely.` and hot ones into
// `.text.hot.` (CodeGenPrepare, from the attributes `cold` and `hot`; Rust
// marks the panics of core `cold`). libbpf looks for subprograms in `.text`
// alone and takes any other section with code for one of programs: "program 'x'
// is static and not supported" (libbpf.c, bpf_object__add_programs).

#ifndef BPF_LINKER_LINKER_EMIT_TEXT_SECTION_H
#define BPF_LINKER_LINKER_EMIT_TEXT_SECTION_H

#include "llvm/IR/Module.h"

namespace bpflinker {

void gatherText(llvm::Module &M);

} // namespace bpflinker

#endif
