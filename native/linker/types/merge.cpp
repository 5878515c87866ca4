#include "linker/types/merge.h"

#include "linker/ir/language.h"
#include "linker/types/graph.h"
#include "llvm_private/shared_metadata.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/IRMover.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isAllC(const Module &M) {
  return all_of(M.debug_compile_units(),
                [](const DICompileUnit *Unit) { return isC(*Unit); });
}

void trimUnits(Module &M, const ReachedSet &Reached) {
  DenseSet<const Metadata *> Kept;
  SmallVector<DIGlobalVariableExpression *, 1> Expressions;
  for (const GlobalVariable &V : M.globals())
    if (V.isDeclaration() || Reached.contains(&V)) {
      Expressions.clear();
      V.getDebugInfo(Expressions);
      Kept.insert_range(Expressions);
    }
  for (DICompileUnit *Unit : M.debug_compile_units()) {
    Unit->replaceEnumTypes({});
    Unit->replaceRetainedTypes({});
    SmallVector<Metadata *> Variables;
    for (DIGlobalVariableExpression *Each : Unit->getGlobalVariables())
      if (Kept.contains(Each))
        Variables.push_back(Each);
    Unit->replaceGlobalVariables(MDTuple::get(M.getContext(), Variables));
  }
}

void trimSubprograms(Module &M, const ReachedSet &Reached) {
  for (Function &F : M) {
    DISubprogram *Subprogram = F.getSubprogram();
    if (!Subprogram || !Subprogram->isDistinct() || !Reached.contains(&F))
      continue;
    SmallVector<Metadata *> Parameters;
    for (MDNode *Node : Subprogram->getRetainedNodes())
      if (auto *V = dyn_cast_or_null<DILocalVariable>(Node); V && V->getArg())
        Parameters.push_back(V);
    if (Parameters.size() != Subprogram->getRetainedNodes().size())
      Subprogram->replaceRetainedNodes(
          MDTuple::get(M.getContext(), Parameters));
  }
}

/// Whether equal ones may be different nodes once their operands are one.
bool hasPlace(const DIType &Type) {
  return Type.isDistinct() || Type.getTag() == dwarf::DW_TAG_typedef ||
         (isa<DICompositeType>(Type) &&
          Type.getTag() != dwarf::DW_TAG_array_type);
}

void commit(const TypeGraph &Graph, ArrayRef<unsigned> Classes,
            SharedMetadata &Map) {
  std::vector<unsigned> Count(Graph.size());
  for (unsigned Class : Classes)
    ++Count[Class];
  std::vector<DIType *> First(Graph.size());
  SmallVector<DIType *, 0> Representatives;
  for (auto [Class, Id] : enumerate(representatives(Graph.shapes(), Classes))) {
    if (Count[Class] < 2 || !hasPlace(*Graph.type(Id)))
      continue;
    First[Class] = Graph.type(Id);
    if (!First[Class]->isDistinct())
      First[Class] = MDNode::replaceWithDistinct(First[Class]->clone());
    Representatives.push_back(First[Class]);
  }
  for (unsigned Id = 0; Id != Graph.size(); ++Id)
    if (DIType *One = First[Classes[Id]]; One && One != Graph.type(Id))
      Map.try_emplace(Graph.type(Id), One);

  ValueToValueMapTy Values;
  Values.getMDMap() = std::move(Map);
  for (const DIType *Each : Representatives)
    MapMetadata(Each, Values, RF_ReuseAndMutateDistinctMDs);
  Map = std::move(*Values.getMDMap());
}

} // namespace

bool mergeTypes(LazyModules &Modules, const ReachedSet &Reached, bool KeepDwarf,
                IRMover &Mover) {
  TypeGraph Graph;
  for (unsigned P = 0; P != Modules.size(); ++P) {
    if (!Modules.isOpen(P))
      continue;
    if (!Modules.materializeMetadata(P))
      return false;
    Module &M = *Modules.open(P);
    if (!isAllC(M))
      continue;
    if (!KeepDwarf) {
      trimUnits(M, Reached);
      trimSubprograms(M, Reached);
    }
    Graph.collect(M,
                  [&](const GlobalObject &G) { return Reached.contains(&G); });
  }
  Graph.connect();
  commit(Graph, equalTypes(Graph.shapes()), sharedMetadata(Mover));
  return true;
}

} // namespace bpflinker
