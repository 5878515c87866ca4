// Arguments beyond the fifth. LLVM 22 complains of them (BPFISelLowering.cpp);
// LLVM 23 passes them on the stack, through a register that kernels have since
// 7.2, at every cpu and without a switch.

#ifndef BPF_LINKER_LLVM_VERSIONS_STACK_ARGUMENTS_H
#define BPF_LINKER_LLVM_VERSIONS_STACK_ARGUMENTS_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace bpflinker {

/// R1 to R5.
constexpr uint64_t MostArgumentRegisters = 5;

/// Arguments are split into registers of 64 bits.
inline uint64_t registersFor(llvm::Type *Argument,
                             const llvm::DataLayout &Layout) {
  return Argument->isSized()
             ? llvm::divideCeil(Layout.getTypeAllocSize(Argument), 8)
             : 1;
}

/// Says of a call or of a function what LLVM 22 says, to the handler of the
/// module's diagnostics. Does nothing where LLVM says it itself.
inline void refuseStackArguments([[maybe_unused]] const llvm::Module &M) {
#if LLVM_VERSION_MAJOR >= 23
  const llvm::DataLayout &Layout = M.getDataLayout();
  auto Say = [&](const llvm::Function &F, const llvm::Twine &What,
                 const llvm::DiagnosticLocation &Where) {
    M.getContext().diagnose(
        llvm::DiagnosticInfoUnsupported(F, What, Where, llvm::DS_Error));
  };
  for (const llvm::Function &F : M) {
    uint64_t Taken = 0;
    for (const llvm::Argument &A : F.args())
      Taken += registersFor(A.getType(), Layout);
    if (!F.isDeclaration() && Taken > MostArgumentRegisters)
      Say(F, "stack arguments are not supported", F.getSubprogram());
    for (const llvm::Instruction &I : instructions(F)) {
      auto *Call = llvm::dyn_cast<llvm::CallBase>(&I);
      if (!Call || llvm::isa<llvm::IntrinsicInst>(Call) || Call->isInlineAsm())
        continue;
      uint64_t Given = 0;
      for (const llvm::Use &Argument : Call->args())
        Given += registersFor(Argument->getType(), Layout);
      if (Given <= MostArgumentRegisters)
        continue;
      const llvm::Function *Callee = Call->getCalledFunction();
      Say(F,
          Callee ? "call of '" + Callee->getName() + "': too many arguments"
                 : llvm::Twine("indirect call: too many arguments"),
          Call->getDebugLoc());
    }
  }
#endif
}

} // namespace bpflinker

#endif
