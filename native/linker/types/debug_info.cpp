// How: a worklist over the metadata graph, from everything that can refer to
// it: compile units, attachments of globals and functions, and locations,
// variables and attachments of instructions. Nodes are changed in place; LLVM
// re-uniques a changed node by itself, and where it comes to equal another one
// it stays as a distinct node, so that nothing that refers to it moves.

#include "linker/types/debug_info.h"

#include "linker/ir/language.h"
#include "linker/types/btf_names.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace bpflinker {

namespace {

// DISubprogram has no setter for its flags, and a copy would mean rewriting
// every scope and location that refers to it. A definition is always a distinct
// node (the verifier insists), which no table keys by its contents, so that a
// flag may change. Explicit instantiation may name private members
// ([temp.spec]/6).
DISubprogram::DISPFlags &flagsOf(DISubprogram &);
template <auto Flags> struct FlagsOfSubprogram {
  friend DISubprogram::DISPFlags &flagsOf(DISubprogram &Subprogram) {
    return Subprogram.*Flags;
  }
};
template struct FlagsOfSubprogram<&DISubprogram::SPFlags>;

class Fitter {
public:
  explicit Fitter(Module &M) : M(M) {}

  void run() {
    collectRoots();
    while (!Worklist.empty()) {
      MDNode *Node = Worklist.pop_back_val();
      fit(*Node);
      // In reverse, so that operands are visited from first to last.
      for (const MDOperand &Operand : reverse(Node->operands()))
        add(dyn_cast_or_null<MDNode>(Operand.get()));
    }
  }

private:
  void add(MDNode *Node) {
    if (Node && Seen.insert(Node).second)
      Worklist.push_back(Node);
  }

  void
  addAttachments(SmallVectorImpl<std::pair<unsigned, MDNode *>> &Attachments) {
    for (auto [Kind, Node] : Attachments)
      add(Node);
    Attachments.clear();
  }

  void collectRoots() {
    SmallVector<std::pair<unsigned, MDNode *>> Attachments;
    for (DICompileUnit *Unit : M.debug_compile_units())
      add(Unit);
    for (GlobalVariable &G : M.globals()) {
      G.getAllMetadata(Attachments);
      addAttachments(Attachments);
    }
    for (Function &F : M) {
      F.getAllMetadata(Attachments);
      addAttachments(Attachments);
      for (Instruction &I : instructions(F)) {
        I.getAllMetadata(Attachments); // the location is one of them
        addAttachments(Attachments);
        for (DbgRecord &Record : I.getDbgRecordRange()) {
          add(Record.getDebugLoc().get());
          if (auto *Variable = dyn_cast<DbgVariableRecord>(&Record))
            add(Variable->getVariable());
        }
      }
    }
    // First in, first out: the order of warnings follows the module.
    std::reverse(Worklist.begin(), Worklist.end());
  }

  void fit(MDNode &Node) {
    for (unsigned I = 0; I != Node.getNumOperands(); ++I)
      if (auto *Basic = dyn_cast_or_null<DIBasicType>(Node.getOperand(I).get());
          Basic && Basic->getEncoding() == dwarf::DW_ATE_UTF)
        Node.replaceOperandWith(I, integerFor(*Basic));
    if (auto *Composite = dyn_cast<DICompositeType>(&Node)) {
      if (Composite->getTag() == dwarf::DW_TAG_structure_type ||
          Composite->getTag() == dwarf::DW_TAG_union_type)
        fitStruct(*Composite);
      else if (Composite->getTag() == dwarf::DW_TAG_variant_part)
        fitVariants(*Composite);
    } else if (auto *Derived = dyn_cast<DIDerivedType>(&Node)) {
      if (Derived->getTag() == dwarf::DW_TAG_pointer_type)
        rename(*Derived, Derived->getName(), "");
    } else if (auto *Subprogram = dyn_cast<DISubprogram>(&Node)) {
      rename(*Subprogram, Subprogram->getName(),
             btfName(Subprogram->getName()));
    }
  }

  DIBasicType *integerFor(const DIBasicType &Character) const {
    return DIBasicType::get(M.getContext(), Character.getTag(),
                            Character.getName(), Character.getSizeInBits(),
                            Character.getAlignInBits(), dwarf::DW_ATE_unsigned,
                            Character.getFlags());
  }

  void rename(MDNode &Node, StringRef Old, StringRef New) {
    if (Old != New)
      Node.replaceOperandWith(NameOperand,
                              New.empty() ? nullptr
                                          : MDString::get(M.getContext(), New));
  }

  /// BTF has a member for what tells the variants apart, and C needs a name.
  void fitVariants(DICompositeType &Variants) {
    if (DIDerivedType *Discriminator = Variants.getDiscriminator())
      rename(*Discriminator, Discriminator->getName(), "discriminant");
  }

  void fitStruct(DICompositeType &Struct) {
    StringRef Name = Struct.getName();
    bool Anonymous = false;
    if (!Struct.isForwardDecl())
      Anonymous = fitMembers(Struct);
    rename(Struct, Name, Anonymous ? "" : btfName(Name));
  }

  /// True when the struct must lose its name.
  bool fitMembers(DICompositeType &Struct) {
    DINodeArray Elements = Struct.getElements();
    bool Marked = false;
    SmallVector<Metadata *> Members;
    for (DINode *Element : Elements) {
      // An enum that carries data: a union of its variants in BTF.
      if (Element && Element->getTag() == dwarf::DW_TAG_variant_part) {
        Members.push_back(Element);
        continue;
      }
      auto *Member = dyn_cast_or_null<DIDerivedType>(Element);
      if (!Member)
        continue; // nested types and functions are no members
      auto *Type = dyn_cast_or_null<DICompositeType>(Member->getBaseType());
      if (Type && Type->getName() == "AyaBtfMapMarker")
        Marked = true;
      else
        Members.push_back(Member);
    }
    auto Offset = [](const Metadata *Member) {
      auto *Derived = dyn_cast<DIDerivedType>(Member);
      return Derived ? Derived->getOffsetInBits() : 0;
    };
    stable_sort(Members, [&](const Metadata *A, const Metadata *B) {
      return Offset(A) < Offset(B);
    });
    if (!equal(Members, Elements))
      Struct.replaceElements(MDTuple::get(M.getContext(), Members));
    return Marked;
  }

  Module &M;
  SmallVector<MDNode *, 256> Worklist;
  DenseSet<MDNode *> Seen;
};

void makeStatic(MergedModule &Merged) {
  StringSet<> Exported;
  Exported.insert_range(Merged.Exports);
  for (Function &F : *Merged.M) {
    DISubprogram *Subprogram = F.getSubprogram();
    if (F.isDeclaration() || !Subprogram || !Subprogram->isDistinct() ||
        Exported.contains(F.getName()))
      continue;
    flagsOf(*Subprogram) |= DISubprogram::SPFlagLocalToUnit;
  }
}

} // namespace

void fitDebugInfoForBtf(MergedModule &Merged) {
  makeStatic(Merged);
  nameParameters(*Merged.M);
  if (all_of(Merged.M->debug_compile_units(),
             [](const DICompileUnit *Unit) { return isC(*Unit); }))
    return;
  Fitter(*Merged.M).run();
}

} // namespace bpflinker
