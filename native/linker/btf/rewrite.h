// Puts minimised BTF into an emitted object, and its numbers wherever something
// refers to types: .BTF.ext (functions, CO-RE relocations) and the instructions
// that load the id of a type.
//
// The relocations of .BTF and .BTF.ext are applied and dropped, and data
// sections get their sizes and their variables in order, as in what libbpf's
// linker writes (tools/lib/bpf/linker.c): loaders do the same with what
// compilers leave open, and the tables are a fifth of a large object.
//
// The room btf/
//   in    an object file as LLVM's back end writes it
//   out   the same with as few types as there are (minimize.h)

#ifndef BPF_LINKER_LINKER_BTF_REWRITE_H
#define BPF_LINKER_LINKER_BTF_REWRITE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace bpflinker {

/// The folder `StripPathPrefix` is cut off paths in line records (LinkOptions).
///
/// Does nothing to an object without BTF. Fails only where the object is not as
/// LLVM's BPF back end writes it.
llvm::Error rewriteBtf(llvm::SmallVectorImpl<char> &Object,
                       llvm::StringRef StripPathPrefix);

} // namespace bpflinker

#endif
