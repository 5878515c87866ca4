// The language that code was written in.

#ifndef BPF_LINKER_LINKER_IR_LANGUAGE_H
#define BPF_LINKER_LINKER_IR_LANGUAGE_H

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"

namespace bpflinker {

/// Whether the unit is C of any version.
inline bool isC(const llvm::DICompileUnit &Unit) {
  llvm::DISourceLanguageName Language = Unit.getSourceLanguage();
  if (Language.hasVersionedName())
    return Language.getName() == llvm::dwarf::DW_LNAME_C;
  return llvm::dwarf::isC(
      static_cast<llvm::dwarf::SourceLanguage>(Language.getName()));
}

/// Whether rustc made some of the module. It says so in `llvm.ident`, without
/// debug info as well.
inline bool isPartlyRust(const llvm::Module &M) {
  const llvm::NamedMDNode *Producers = M.getNamedMetadata("llvm.ident");
  return Producers &&
         llvm::any_of(Producers->operands(), [](const llvm::MDNode *Producer) {
           auto *Name =
               Producer->getNumOperands()
                   ? llvm::dyn_cast<llvm::MDString>(Producer->getOperand(0))
                   : nullptr;
           return Name && Name->getString().starts_with("rustc");
         });
}

} // namespace bpflinker

#endif
