// The .BTF.ext section: for each code section, which function starts where,
// which source line each instruction is of, and the CO-RE relocations.
// Format: tools/lib/bpf/btf.c (btf_ext_setup_info), kernel's btf.rst.

#ifndef BPF_LINKER_INSPECT_BTF_EXT_H
#define BPF_LINKER_INSPECT_BTF_EXT_H

#include "inspect/btf.h"
#include "inspect/elf_object.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <vector>

namespace bpflinker {

/// Offsets are bytes from the start of the section.
struct FunctionRecord {
  uint32_t Offset;
  /// A func.
  BtfId Type;
};

struct LineRecord {
  uint32_t Offset;
  llvm::StringRef File;
  /// The text of the line; may be empty.
  llvm::StringRef Text;
  uint32_t Line;
  uint32_t Column;
  /// The offset of the record before it in the file, if that is not below its
  /// own.
  std::optional<uint32_t> NotAbove;
};

struct CoreRecord {
  uint32_t Offset;
  BtfId Type;
  /// Such as "0:1:2": indices of members, elements or an enum's value.
  llvm::StringRef Access;
  /// enum bpf_core_relo_kind.
  uint32_t Kind;
};

/// The records of one section, by offset.
struct SectionRecords {
  std::vector<FunctionRecord> Functions;
  std::vector<LineRecord> Lines;
  std::vector<CoreRecord> Core;

  /// The line of the instruction at `Offset`: the last record not behind it and
  /// not before `FunctionStart`. May be null.
  const LineRecord *line(uint64_t Offset, uint64_t FunctionStart) const;
  /// The func that starts exactly there, or 0.
  BtfId function(uint64_t Offset) const;
};

struct BtfExt {
  /// By ELF index.
  std::vector<SectionRecords> Sections;
};

/// Parses and checks a .BTF.ext section, its relocations applied, against the
/// types it belongs to.
llvm::Expected<BtfExt> readBtfExt(llvm::StringRef Bytes,
                                  const ElfObject &Object, Btf &Types);

/// The records with offsets in [Begin, End), of records sorted by offset.
template <typename Record>
llvm::ArrayRef<Record> recordsIn(const std::vector<Record> &Sorted,
                                 uint64_t Begin, uint64_t End) {
  auto Before = [](const Record &R, uint64_t Offset) {
    return R.Offset < Offset;
  };
  auto First = std::lower_bound(Sorted.begin(), Sorted.end(), Begin, Before);
  auto Last = std::lower_bound(First, Sorted.end(), End, Before);
  return llvm::ArrayRef(Sorted).slice(First - Sorted.begin(), Last - First);
}

} // namespace bpflinker

#endif
