#include "inspect/externs.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/BTF/BTF.h"

namespace bpflinker {

using namespace llvm;

std::vector<Extern> findExterns(const ElfObject &Object, const Btf *Types) {
  struct Declaration {
    ExternKind Kind;
    BtfId Type;
  };
  StringMap<Declaration> Declared;
  for (BtfId Id = 1; Types && Id < Types->Types.size(); ++Id) {
    const BtfType &T = Types->type(Id);
    if ((T.Kind == BtfKind::Func && T.Linkage == BTF::FUNC_EXTERN) ||
        (T.Kind == BtfKind::Var && T.Linkage == BTF::VAR_GLOBAL_EXTERNAL))
      Declared.try_emplace(T.Name, Declaration{ExternKind::Unresolved, Id});
    if (T.Kind != BtfKind::DataSec)
      continue;
    if (T.Name != ".ksyms" && T.Name != ".kconfig")
      continue;
    for (const BtfElement &Entry : Types->elements(T)) {
      const BtfType &Declares = Types->type(Entry.Type);
      ExternKind Kind = T.Name == ".kconfig"             ? ExternKind::Kconfig
                        : Declares.Kind == BtfKind::Func ? ExternKind::Kfunc
                                                         : ExternKind::Ksym;
      Declared[Declares.Name] = {Kind, Entry.Type};
    }
  }

  std::vector<Extern> Result;
  for (uint32_t I = 1; I < Object.Symbols.size(); ++I) {
    const ElfSymbol &S = Object.Symbols[I];
    if (!S.isUndefined() || S.Name.empty() || S.Type == ELF::STT_FILE)
      continue;
    Extern E{I};
    E.Weak = S.isWeak();
    if (auto Found = Declared.find(S.Name); Found != Declared.end()) {
      E.Kind = Found->second.Kind;
      E.Type = Found->second.Type;
    }
    Result.push_back(E);
  }
  return Result;
}

} // namespace bpflinker
