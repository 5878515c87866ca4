// Data sections: what loaders turn into array maps, with their variables.

#ifndef BPF_LINKER_INSPECT_DATA_H
#define BPF_LINKER_INSPECT_DATA_H

#include "inspect/btf.h"
#include "inspect/elf_object.h"

#include <vector>

namespace bpflinker {

struct DataVariable {
  llvm::StringRef Name;
  uint64_t Offset = 0;
  uint64_t Size = 0;
  /// STB_LOCAL.
  bool Static = false;
  /// Of the variable itself (not the var), or 0.
  BtfId Type = 0;
};

struct DataSection {
  uint32_t Section = 0;
  /// "data", "rodata", "bss", "structOps", "arena": by name, as libbpf's
  /// bpf_object__elf_collect.
  llvm::StringRef Kind;
  std::vector<DataVariable> Variables;
  std::vector<ElfRelocation> Relocations;
};

/// `Types` may be null: then variables are the section's object symbols.
llvm::Expected<std::vector<DataSection>>
readDataSections(const ElfObject &Object, const Btf *Types);

} // namespace bpflinker

#endif
