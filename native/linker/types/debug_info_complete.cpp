#include "linker/types/btf_names.h"
#include "linker/types/debug_info.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// The C type nearest to an IR type; null for void.
DIType *typeFor(DIBuilder &Builder, Type *Ty, const DataLayout &Layout) {
  if (Ty->isVoidTy())
    return nullptr;
  if (Ty->isPointerTy())
    return Builder.createPointerType(nullptr, Layout.getPointerSizeInBits());
  uint64_t Bits =
      Ty->isSized() ? Layout.getTypeAllocSizeInBits(Ty).getFixedValue() : 64;
  switch (Bits) {
  case 8:
    return Builder.createBasicType("unsigned char", 8,
                                   dwarf::DW_ATE_unsigned_char);
  case 16:
    return Builder.createBasicType("unsigned short", 16,
                                   dwarf::DW_ATE_unsigned);
  case 32:
    return Builder.createBasicType("unsigned int", 32, dwarf::DW_ATE_unsigned);
  default:
    return Builder.createBasicType("unsigned long", 64, dwarf::DW_ATE_unsigned);
  }
}

DISubprogram *makeSubprogram(DIBuilder &Builder, DICompileUnit &Unit,
                             const Function &F) {
  const DataLayout &Layout = F.getDataLayout();
  SmallVector<Metadata *, 6> Types;
  Types.push_back(typeFor(Builder, F.getReturnType(), Layout));
  for (const Argument &A : F.args())
    Types.push_back(typeFor(Builder, A.getType(), Layout));
  auto Flags = DISubprogram::SPFlagDefinition | DISubprogram::SPFlagOptimized;
  if (F.hasLocalLinkage())
    Flags |= DISubprogram::SPFlagLocalToUnit;
  DISubprogram *Subprogram = Builder.createFunction(
      Unit.getFile(), btfName(F.getName()), "", Unit.getFile(), /*LineNo=*/0,
      Builder.createSubroutineType(Builder.getOrCreateTypeArray(Types)),
      /*ScopeLine=*/0, DINode::FlagArtificial | DINode::FlagPrototyped, Flags);
  // BTF takes the names of parameters from here; the kernel insists on them.
  for (const Argument &A : F.args())
    Builder.createParameterVariable(
        Subprogram, "arg" + std::to_string(A.getArgNo() + 1), A.getArgNo() + 1,
        Unit.getFile(), /*LineNo=*/0, cast<DIType>(Types[A.getArgNo() + 1]),
        /*AlwaysPreserve=*/true);
  Builder.finalizeSubprogram(Subprogram);
  return Subprogram;
}

} // namespace

void nameParameters(Module &M) {
  for (Function &F : M) {
    DISubprogram *Subprogram = F.getSubprogram();
    if (F.isDeclaration() || !Subprogram || !Subprogram->getType())
      continue;
    auto Types = Subprogram->getType()->getTypeArray();
    // Element 0 is what it returns; null stands for `...`.
    SmallVector<DILocalVariable *, 6> Parameters(Types.size() ? Types.size() - 1
                                                              : 0);
    size_t Missing = 0;
    for (size_t I = 0; I < Parameters.size(); ++I)
      Missing += Types[I + 1] != nullptr;
    auto Know = [&](DILocalVariable *Variable) {
      unsigned Number = Variable->getArg();
      if (!Number || Number > Parameters.size() || Parameters[Number - 1] ||
          !Types[Number] || Variable->getScope() != Subprogram)
        return;
      Parameters[Number - 1] = Variable;
      --Missing;
    };
    SmallVector<Metadata *> Retained;
    for (MDNode *Node : Subprogram->getRetainedNodes()) {
      Retained.push_back(Node);
      if (auto *Variable = dyn_cast<DILocalVariable>(Node))
        Know(Variable);
    }
    if (!Missing)
      continue;

    SmallVector<DILocalVariable *, 6> Listed = Parameters;
    for (Instruction &I : instructions(F))
      for (DbgVariableRecord &Record : filterDbgVars(I.getDbgRecordRange()))
        if (!Record.getDebugLoc()->getInlinedAt())
          Know(Record.getVariable());
    for (size_t I = 0; I < Parameters.size(); ++I) {
      if (Listed[I] || !Types[I + 1])
        continue;
      if (!Parameters[I])
        Parameters[I] = DILocalVariable::get(
            M.getContext(), Subprogram, "arg" + std::to_string(I + 1),
            Subprogram->getFile(), Subprogram->getLine(), Types[I + 1], I + 1,
            DINode::FlagArtificial, /*AlignInBits=*/0, /*Annotations=*/nullptr);
      Retained.push_back(Parameters[I]);
    }
    Subprogram->replaceRetainedNodes(MDTuple::get(M.getContext(), Retained));
  }
}

void completeSubprograms(Module &M) {
  DICompileUnit *Unit = nullptr;
  for (DICompileUnit *Candidate : M.debug_compile_units())
    if (!Unit && Candidate->getEmissionKind() != DICompileUnit::NoDebug)
      Unit = Candidate;
  if (!Unit)
    return;
  DIBuilder Builder(M, /*AllowUnresolved=*/false, Unit);
  for (Function &F : M) {
    if (F.isDeclaration() || F.getSubprogram())
      continue;
    DISubprogram *Subprogram = makeSubprogram(Builder, *Unit, F);
    F.setSubprogram(Subprogram);
    // Within a function that has debug info, calls need a location.
    for (Instruction &I : instructions(F))
      if (isa<CallBase>(I) && !I.getDebugLoc())
        I.setDebugLoc(DILocation::get(M.getContext(), 0, 0, Subprogram));
  }
  Builder.finalize();
}

} // namespace bpflinker
