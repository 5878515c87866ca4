// What the numbers of a MODULE block's records of symbols mean
// (llvm/lib/Bitcode/Reader/BitcodeReader.cpp; old ones too).

#ifndef BPF_LINKER_LINKER_READ_SYMBOL_RECORD_H
#define BPF_LINKER_LINKER_READ_SYMBOL_RECORD_H

#include "linker/read/symbols.h"

namespace bpflinker {

llvm::GlobalValue::LinkageTypes decodeLinkage(uint64_t Value);
llvm::GlobalValue::VisibilityTypes decodeVisibility(uint64_t Value);
llvm::GlobalValue::UnnamedAddr decodeUnnamedAddr(uint64_t Value);

/// Which field of a record holds what, after the two that hold the name; 0 for
/// what the kind does not have (field 0 is always the type).
struct RecordLayout {
  SymbolKind Kind;
  unsigned Linkage, Visibility, UnnamedAddr, Section = 0, Comdat = 0;
  unsigned Least;
};

/// Null for a record that is of no symbol.
const RecordLayout *layoutOf(unsigned Code);

} // namespace bpflinker

#endif
