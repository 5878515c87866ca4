// Names that BTF and the kernel accept.

#ifndef BPF_LINKER_LINKER_TYPES_BTF_NAMES_H
#define BPF_LINKER_LINKER_TYPES_BTF_NAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"

#include <string>

namespace bpflinker {

/// The longest name that every kernel takes: KSYM_NAME_LEN before 6.1.
inline constexpr size_t MaxBtfName = 128;

/// Every byte that is not `[0-9A-Za-z_]` as `_HEX_`: `Foo<u32>` →
/// `Foo_3C_u32_3E_`. What is then longer than MaxBtfName is cut and ends in `_`
/// and the 16 hexadecimal digits of its XXH3 hash, the same in every release.
std::string btfName(llvm::StringRef Name);

/// The name with every byte of its non-ASCII characters as btfName has it. C
/// and Rust take such identifiers, the kernel refuses them in BTF
/// (btf_name_char_ok in kernel/bpf/btf.c) and in the names of programs and maps
/// (bpf_obj_name_cpy in kernel/bpf/syscall.c).
std::string asciiName(llvm::StringRef Name);

/// Gives every symbol the name that BTF has of it.
void escapeSymbols(llvm::Module &M);

} // namespace bpflinker

#endif
