#include "inspect/data.h"

#include "support/damage.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/BinaryFormat/ELF.h"

namespace bpflinker {

using namespace llvm;

namespace {

/// Empty for a section that is no data to a loader.
StringRef kindOf(const ElfSection &S) {
  if (!(S.Flags & ELF::SHF_ALLOC) || S.Size == 0)
    return "";
  auto Is = [&](StringRef Name) {
    return S.Name == Name || (S.Name.starts_with(Name) &&
                              S.Name.drop_front(Name.size()).starts_with("."));
  };
  if (Is(".data"))
    return "data";
  if (Is(".rodata"))
    return "rodata";
  if (Is(".bss"))
    return "bss";
  if (S.Name == ".struct_ops" || S.Name == ".struct_ops.link" ||
      S.Name == "?.struct_ops" || S.Name == "?.struct_ops.link")
    return "structOps";
  if (S.Name == ".addr_space.1")
    return "arena";
  return "";
}

} // namespace

Expected<std::vector<DataSection>> readDataSections(const ElfObject &Object,
                                                    const Btf *Types) {
  std::vector<DataSection> Result;
  // Index into Result by ELF index.
  constexpr uint32_t None = ~0u;
  std::vector<uint32_t> Place(Object.Sections.size(), None);
  for (const ElfSection &S : Object.Sections)
    if (StringRef Kind = kindOf(S); !Kind.empty()) {
      Place[Object.indexOf(S)] = Result.size();
      auto Relocations = Object.relocations(S);
      if (!Relocations)
        return Relocations.takeError();
      Result.push_back({Object.indexOf(S), Kind, {}, std::move(*Relocations)});
    }

  StringMap<const BtfType *> DataSecs;
  if (Types)
    for (const BtfType &T : Types->Types)
      if (T.Kind == BtfKind::DataSec)
        DataSecs.try_emplace(T.Name, &T);

  std::vector<bool> Described(Result.size());
  for (const auto &[Index, Data] : enumerate(Result)) {
    const ElfSection &S = Object.Sections[Data.Section];
    auto Found = DataSecs.find(S.Name);
    if (Found == DataSecs.end())
      continue;
    Described[Index] = true;
    // Several ELF sections of one name (comdat) share no DATASEC.
    const BtfType &DataSec = *Found->second;
    DataSecs.erase(Found);
    for (const BtfElement &Entry : Types->elements(DataSec)) {
      const BtfType &Variable = Types->type(Entry.Type);
      if (uint64_t(Entry.Offset) + Entry.Size > S.Size)
        return damaged("variable " + quoted(Variable.Name) + " is bytes [" +
                       Twine(Entry.Offset) + ", " + Twine(Entry.Offset) +
                       " + " + Twine(Entry.Size) + ") of section " +
                       quoted(S.Name) + ", which has " + Twine(S.Size));
      Data.Variables.push_back({Variable.Name, Entry.Offset, Entry.Size,
                                Variable.Linkage == 0, Variable.Type});
    }
  }

  for (const ElfSymbol &Symbol : Object.Symbols) {
    uint32_t Index =
        Symbol.Section < Place.size() ? Place[Symbol.Section] : None;
    if (Index == None || Described[Index] || Symbol.Type != ELF::STT_OBJECT)
      continue;
    Result[Index].Variables.push_back({Symbol.Name, Symbol.Value, Symbol.Size,
                                       Symbol.Binding == ELF::STB_LOCAL, 0});
  }
  for (DataSection &Data : Result)
    llvm::stable_sort(Data.Variables,
                      [](const DataVariable &A, const DataVariable &B) {
                        return A.Offset < B.Offset;
                      });
  return Result;
}

} // namespace bpflinker
