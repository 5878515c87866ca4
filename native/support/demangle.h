// Names as their authors wrote them. rustc makes symbols of paths, by either of
// two schemes; objects keep the symbols, and what people read has the paths.

#ifndef BPF_LINKER_SUPPORT_DEMANGLE_H
#define BPF_LINKER_SUPPORT_DEMANGLE_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace bpflinker {

/// The path that rustc made `Symbol` of: `core::fmt::write` of
/// `_ZN4core3fmt5write17h0123456789abcdefE` and of `_RNvNtCs1_4core3fmt5write`.
/// The hash of a legacy symbol is left out. Empty for every other symbol.
std::string demangled(llvm::StringRef Symbol);

/// `Text` with each of rustc's symbols in it demangled.
std::string demangledIn(llvm::StringRef Text);

} // namespace bpflinker

#endif
