// What an object leaves to the kernel or to another object: undefined symbols,
// told apart by the BTF data section that declares them.

#ifndef BPF_LINKER_INSPECT_EXTERNS_H
#define BPF_LINKER_INSPECT_EXTERNS_H

#include "inspect/btf.h"
#include "inspect/elf_object.h"

#include <vector>

namespace bpflinker {

enum class ExternKind {
  /// A variable in .kconfig: a CONFIG_ option, or libbpf's own such as
  /// LINUX_KERNEL_VERSION.
  Kconfig,
  /// A variable in .ksyms: the address of a kernel symbol.
  Ksym,
  /// A function in .ksyms.
  Kfunc,
  /// In neither, or there is no BTF: to be resolved by linking.
  Unresolved,
};

struct Extern {
  uint32_t Symbol;
  ExternKind Kind = ExternKind::Unresolved;
  bool Weak = false;
  /// The var or func, or 0.
  BtfId Type = 0;
};

/// By symbol index. `Types` may be null.
std::vector<Extern> findExterns(const ElfObject &Object, const Btf *Types);

} // namespace bpflinker

#endif
