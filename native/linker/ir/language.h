// The language that debug info was written for.

#ifndef BPF_LINKER_LINKER_IR_LANGUAGE_H
#define BPF_LINKER_LINKER_IR_LANGUAGE_H

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"

namespace bpflinker {

/// Whether the unit is C of any version.
inline bool isC(const llvm::DICompileUnit &Unit) {
  llvm::DISourceLanguageName Language = Unit.getSourceLanguage();
  if (Language.hasVersionedName())
    return Language.getName() == llvm::dwarf::DW_LNAME_C;
  return llvm::dwarf::isC(
      static_cast<llvm::dwarf::SourceLanguage>(Language.getName()));
}

} // namespace bpflinker

#endif
