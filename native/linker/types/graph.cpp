#include "linker/types/graph.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isMember(const Metadata *Node) {
  auto *Derived = dyn_cast_or_null<DIDerivedType>(Node);
  return Derived && Derived->getTag() == dwarf::DW_TAG_member;
}

bool isVertex(const Metadata *Node) {
  return isa_and_nonnull<DICompositeType, DIDerivedType, DISubroutineType>(
             Node) &&
         !isMember(Node);
}

/// What a shape begins with.
enum : uint64_t { Forward, Composite, Derived, Subroutine };

} // namespace

void TypeGraph::add(Metadata *Metadata) {
  auto *Node = dyn_cast_or_null<MDNode>(Metadata);
  if (!Node || !Seen.insert(Node).second)
    return;
  Worklist.push_back(Node);
  if (isVertex(Node)) {
    Ids.try_emplace(Node, Types.size());
    Types.push_back(cast<DIType>(Node));
  }
}

void TypeGraph::addAttachments(
    ArrayRef<std::pair<unsigned, MDNode *>> Attachments) {
  for (auto [Kind, Node] : Attachments)
    add(Node);
  drain();
}

void TypeGraph::drain() {
  while (!Worklist.empty())
    for (const MDOperand &Operand : Worklist.pop_back_val()->operands())
      add(Operand.get());
}

void TypeGraph::collect(Module &M,
                        function_ref<bool(const GlobalObject &)> IsWanted) {
  SmallVector<std::pair<unsigned, MDNode *>> Attachments;
  for (GlobalObject &G : M.global_objects()) {
    if (!G.isDeclaration() && !IsWanted(G))
      continue;
    Attachments.clear();
    G.getAllMetadata(Attachments);
    addAttachments(Attachments);
    auto *F = dyn_cast<Function>(&G);
    if (!F)
      continue;
    for (Instruction &I : instructions(*F)) {
      if (I.hasMetadata()) {
        Attachments.clear();
        I.getAllMetadata(Attachments);
        addAttachments(Attachments);
      }
      for (DbgRecord &Record : I.getDbgRecordRange()) {
        add(Record.getDebugLoc().get());
        if (auto *Variable = dyn_cast<DbgVariableRecord>(&Record))
          add(Variable->getRawVariable());
        else if (auto *Label = dyn_cast<DbgLabelRecord>(&Record))
          add(Label->getRawLabel());
        drain();
      }
    }
  }
}

void TypeGraph::atom(const Metadata *Node) {
  // Only compared within this process, and no order comes of it.
  word(reinterpret_cast<uintptr_t>(Node));
}

void TypeGraph::edge(Metadata *Node) {
  auto Known = Ids.find(Node);
  if (Known == Ids.end())
    return atom(Node);
  word(0); // void is an atom too, but makes no edge
  Graph.edge(Known->second);
}

void TypeGraph::describeMember(DIDerivedType &Member) {
  word(Member.getTag());
  atom(Member.getRawName());
  atom(Member.getRawSizeInBits());
  atom(Member.getRawOffsetInBits());
  word(Member.getAlignInBits());
  word(Member.getFlags());
  atom(Member.getRawExtraData());
  atom(Member.getRawAnnotations());
  edge(Member.getRawBaseType());
}

void TypeGraph::describe(DIType &Type) {
  word(Type.getTag());
  atom(Type.getRawName());
  if (Type.isForwardDecl())
    return;
  atom(Type.getRawSizeInBits());
  atom(Type.getRawOffsetInBits());
  word(Type.getAlignInBits());
  word(Type.getFlags());
  if (auto *Function = dyn_cast<DISubroutineType>(&Type)) {
    word(Function->getCC());
    for (DIType *Each : Function->getTypeArray())
      edge(Each);
    return;
  }
  if (auto *Alias = dyn_cast<DIDerivedType>(&Type)) {
    word(Alias->getDWARFAddressSpace().value_or(~0u));
    atom(Alias->getRawExtraData());
    atom(Alias->getRawAnnotations());
    edge(Alias->getRawBaseType());
    return;
  }
  auto &Struct = cast<DICompositeType>(Type);
  word(Struct.getRuntimeLang());
  word(Struct.getEnumKind().value_or(~0u));
  atom(Struct.getRawIdentifier());
  atom(Struct.getRawAnnotations());
  edge(Struct.getRawBaseType());
  for (DINode *Element : Struct.getElements())
    if (isMember(Element))
      describeMember(*cast<DIDerivedType>(Element));
    else
      edge(Element);
}

void TypeGraph::connect() {
  Seen.clear();
  for (DIType *Type : Types) {
    word(Type->isForwardDecl()        ? Forward
         : isa<DICompositeType>(Type) ? Composite
         : isa<DIDerivedType>(Type)   ? Derived
                                      : Subroutine);
    describe(*Type);
    if (isa<DICompositeType>(Type) && Type->getRawName()) {
      unsigned Name =
          Names.try_emplace({Type->getTag(), Type->getRawName()}, Names.size())
              .first->second;
      if (Type->isForwardDecl())
        Graph.declare(Name);
      else
        Graph.define(Name);
    }
    Graph.end();
  }
}

} // namespace bpflinker
