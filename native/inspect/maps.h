// The maps of an object: BTF-defined in .maps, or legacy structs in `maps` and
// `maps/*` (aya, iproute2, libbpf before 1.0).

#ifndef BPF_LINKER_INSPECT_MAPS_H
#define BPF_LINKER_INSPECT_MAPS_H

#include "inspect/btf.h"
#include "inspect/elf_object.h"

#include <memory>
#include <optional>
#include <vector>

namespace bpflinker {

/// A field that gives another size of key or value than a field before it.
/// libbpf and cilium/ebpf refuse such a definition; for aya the last one
/// counts.
struct SizeConflict {
  llvm::StringRef Field;
  uint32_t Size;
  uint32_t Before;
};

/// Numbers as in enum bpf_map_type and BPF_F_*; sizes in bytes.
struct MapDefinition {
  uint32_t Type = 0;
  uint32_t KeySize = 0;
  uint32_t ValueSize = 0;
  uint32_t MaxEntries = 0;
  uint32_t Flags = 0;
  /// BTF-defined: 0 not, 1 by name. Legacy: as iproute2 or aya number it.
  uint32_t Pinning = 0;
  std::optional<uint32_t> NumaNode;
  std::optional<uint64_t> Extra;
  /// 0 when only sizes are given.
  BtfId KeyType = 0;
  BtfId ValueType = 0;
  /// Of maps in maps.
  std::unique_ptr<MapDefinition> Inner;
  /// Fields that are no known part of a definition.
  std::vector<llvm::StringRef> UnknownFields;
  std::vector<SizeConflict> Conflicts;
};

/// A slot of `values`: a map or program that the loader puts there.
struct MapValue {
  uint32_t Slot;
  uint32_t Symbol;
};

struct Map {
  llvm::StringRef Name;
  uint32_t Section = 0;
  uint64_t Offset = 0;
  /// Nothing in .maps without BTF, or when a legacy struct is too short.
  std::optional<MapDefinition> Definition;
  std::vector<MapValue> Values;
};

/// `Types` may be null.
llvm::Expected<std::vector<Map>> readMaps(const ElfObject &Object,
                                          const Btf *Types);

} // namespace bpflinker

#endif
