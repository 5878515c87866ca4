#include "linker/emit_branches.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// Jumps count in instruction slots of 8 bytes, from the slot that follows.
constexpr int64_t Slot = 8;
constexpr int64_t MaxSlots = INT16_MAX, MinSlots = INT16_MIN;

class BranchRangePass : public MachineFunctionPass {
public:
  static char ID;
  BranchRangePass() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override { return "BPF branch range check"; }

  bool runOnMachineFunction(MachineFunction &MF) override {
    DenseMap<const MachineBasicBlock *, int64_t> Starts;
    int64_t Offset = 0;
    for (const MachineBasicBlock &Block : MF) {
      Starts[&Block] = Offset;
      for (const MachineInstr &I : Block)
        Offset += size(I);
    }
    if (Offset <= MaxSlots * Slot)
      return false;

    SmallVector<MachineInstr *> Unreachable;
    for (MachineBasicBlock &Block : MF) {
      int64_t At = Starts[&Block];
      for (MachineInstr &I : Block) {
        At += size(I);
        if (I.isBranch() && !reaches(I, At, Starts))
          Unreachable.push_back(&I);
      }
    }
    if (Unreachable.empty())
      return false;
    const Function &F = MF.getFunction();
    F.getContext().diagnose(
        DiagnosticInfoUnsupported(F, "a jump is longer than 32767 instructions",
                                  Unreachable.front()->getDebugLoc()));
    for (MachineInstr *I : Unreachable)
      I->eraseFromParent();
    return true;
  }

private:
  static int64_t size(const MachineInstr &I) {
    const TargetInstrInfo &Info = *I.getMF()->getSubtarget().getInstrInfo();
    if (I.isInlineAsm())
      return Info.getInlineAsmLength(
          I.getOperand(InlineAsm::MIOp_AsmString).getSymbolName(),
          *I.getMF()->getTarget().getMCAsmInfo());
    if (I.isMetaInstruction())
      return 0;
    // A 64-bit constant takes two slots; its description says one.
    StringRef Name = Info.getName(I.getOpcode());
    return Name == "LD_imm64" || Name == "LD_pseudo" ? 2 * Slot : Slot;
  }

  /// `After` is the offset of the instruction that follows.
  static bool
  reaches(const MachineInstr &I, int64_t After,
          const DenseMap<const MachineBasicBlock *, int64_t> &Starts) {
    // gotol, of cpu v4, is the one branch with a target of 32 bits.
    if (I.getMF()->getSubtarget().getInstrInfo()->getName(I.getOpcode()) ==
        "JMPL")
      return true;
    for (const MachineOperand &Operand : I.operands()) {
      if (!Operand.isMBB())
        continue;
      int64_t Slots = (Starts.lookup(Operand.getMBB()) - After) / Slot;
      if (Slots > MaxSlots || Slots < MinSlots)
        return false;
    }
    return true;
  }
};

char BranchRangePass::ID = 0;

} // namespace

FunctionPass *createBranchRangePass() { return new BranchRangePass(); }

} // namespace bpflinker
