#include "linker/types/separate_names.h"

#include "linker/types/debug_info.h"
#include "linker/types/graph.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// Those with a definition, by name.
using DefinitionsByName = MapVector<const Metadata *, SmallVector<unsigned, 1>>;

bool isNamedStruct(const DIType &Type) {
  return (Type.getTag() == dwarf::DW_TAG_structure_type ||
          Type.getTag() == dwarf::DW_TAG_union_type) &&
         !Type.isForwardDecl() && Type.getRawName();
}

} // namespace

void separateNames(Module &M) {
  if (M.debug_compile_units().empty())
    return;
  TypeGraph Graph;
  Graph.collect(M, [](const GlobalObject &) { return true; });
  DefinitionsByName Definitions;
  bool AnyShared = false;
  for (unsigned Id = 0; Id != Graph.size(); ++Id)
    if (const DIType *Type = Graph.type(Id); isNamedStruct(*Type)) {
      auto &Ids = Definitions[Type->getRawName()];
      AnyShared |= !Ids.empty();
      Ids.push_back(Id);
    }
  if (!AnyShared)
    return;

  Graph.connect();
  std::vector<unsigned> Classes = equalTypes(Graph.shapes());
  for (auto &[Name, Ids] : Definitions) {
    if (all_equal(map_range(Ids, [&](unsigned Id) { return Classes[Id]; })))
      continue;
    // None of them keeps the name, so that no forward declaration finds one.
    SmallVector<unsigned, 2> Seen;
    for (unsigned Id : Ids) {
      size_t Number = find(Seen, Classes[Id]) - Seen.begin();
      if (Number == Seen.size())
        Seen.push_back(Classes[Id]);
      std::string New = (cast<MDString>(Name)->getString() +
                         Twine(BtfNameSeparator) + Twine(Number))
                            .str();
      Graph.type(Id)->replaceOperandWith(NameOperand,
                                         MDString::get(M.getContext(), New));
    }
  }
}

} // namespace bpflinker
