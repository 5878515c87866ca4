#include "linker/emit/exits.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace bpflinker {

namespace {

class FinalExitPass : public MachineFunctionPass {
public:
  static char ID;
  FinalExitPass() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override { return "BPF final exit"; }

  bool runOnMachineFunction(MachineFunction &MF) override {
    const MachineInstr *Last = lastOf(MF);
    // Inline assembly may end in an exit of its own.
    if (Last && (Last->isBarrier() || Last->isInlineAsm()))
      return false;
    const TargetInstrInfo &Info = *MF.getSubtarget().getInstrInfo();
    unsigned Exit = 0;
    while (Info.getName(Exit) != "RET")
      ++Exit;
    BuildMI(MF.back(), MF.back().end(), Last ? Last->getDebugLoc() : DebugLoc(),
            Info.get(Exit));
    return true;
  }

private:
  static const MachineInstr *lastOf(const MachineFunction &MF) {
    for (const MachineBasicBlock &Block : reverse(MF))
      for (const MachineInstr &I : reverse(Block))
        if (!I.isMetaInstruction())
          return &I;
    return nullptr;
  }
};

char FinalExitPass::ID = 0;

} // namespace

FunctionPass *createFinalExitPass() { return new FinalExitPass(); }

} // namespace bpflinker
