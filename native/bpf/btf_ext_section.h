// The one reader of .BTF.ext: where the records of functions, lines and CO-RE
// relocations are. Everything that says so is checked; what the records say is
// for those who read them, or change them in place. Format: LLVM's BTF.h
// (BPFFuncInfo, BPFLineInfo, BPFFieldReloc); Documentation/bpf/btf.rst.

#ifndef BPF_LINKER_BPF_BTF_EXT_SECTION_H
#define BPF_LINKER_BPF_BTF_EXT_SECTION_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace bpflinker {

/// The records of one section of code, behind each other. Offsets count in
/// bytes from the start of .BTF.ext.
struct BtfExtRun {
  /// The offset of its name in the strings of .BTF, and where that is written.
  uint32_t Name, NameAt;
  uint32_t First, RecordSize, Count;

  uint32_t record(uint32_t Index) const { return First + Index * RecordSize; }
};

struct BtfExtSection {
  std::vector<BtfExtRun> Functions, Lines, Core;

  static llvm::Expected<BtfExtSection> read(llvm::StringRef Bytes,
                                            llvm::endianness Endian);
};

/// How messages name the three kinds of records.
constexpr llvm::StringLiteral BtfFunctionRecords = "function records";
constexpr llvm::StringLiteral BtfLineRecords = "line records";
constexpr llvm::StringLiteral BtfCoreRecords = "CO-RE relocations";

} // namespace bpflinker

#endif
