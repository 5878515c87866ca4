// Names that BTF and the kernel accept.

#ifndef BPF_LINKER_LINKER_TYPES_BTF_NAMES_H
#define BPF_LINKER_LINKER_TYPES_BTF_NAMES_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace bpflinker {

/// The longest name that every kernel takes: KSYM_NAME_LEN before 6.1.
inline constexpr size_t MaxBtfName = 128;

/// Every byte that is not `[0-9A-Za-z_]` as `_HEX_`: `Foo<u32>` →
/// `Foo_3C_u32_3E_`. What is then longer than MaxBtfName is cut and ends in `_`
/// and the 16 hexadecimal digits of its XXH3 hash, the same in every release.
std::string btfName(llvm::StringRef Name);

} // namespace bpflinker

#endif
