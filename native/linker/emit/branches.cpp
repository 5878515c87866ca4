#include "linker/emit/branches.h"

#include "linker/diagnose/pass_diagnostic.h"
#include "linker/emit/layout.h"

#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/LLVMContext.h"

using namespace llvm;

namespace bpflinker {

namespace {

class BranchRangePass : public MachineFunctionPass {
public:
  static char ID;
  BranchRangePass() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override { return "BPF branch range check"; }

  bool runOnMachineFunction(MachineFunction &MF) override {
    CodeLayout Layout(MF);
    if (Layout.Size <= MaxJump)
      return false;

    SmallVector<MachineInstr *> Unreachable;
    for (MachineBasicBlock &Block : MF) {
      int64_t After = Layout.Starts[&Block];
      for (MachineInstr &I : Block) {
        After += slotsOf(I);
        if (isShortJump(I) && any_of(I.operands(), [&](const auto &Operand) {
              return Operand.isMBB() &&
                     !reaches(Layout.Starts[Operand.getMBB()] - After);
            }))
          Unreachable.push_back(&I);
      }
    }
    if (Unreachable.empty())
      return false;
    const Function &F = MF.getFunction();
    F.getContext().diagnose(PassDiagnostic(
        F, "a jump is longer than 32767 instructions",
        "use cpu v4, which has longer jumps, or cut what it jumps over, an "
        "inline assembly, in pieces",
        Unreachable.front()->getDebugLoc()));
    for (MachineInstr *I : Unreachable)
      I->eraseFromParent();
    return true;
  }
};

char BranchRangePass::ID = 0;

} // namespace

FunctionPass *createBranchRangePass() { return new BranchRangePass(); }

} // namespace bpflinker
