#include "linker/emit/layout.h"

#include "llvm_versions/asm_info.h"

#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace bpflinker {

int64_t slotsOf(const MachineInstr &I) {
  const TargetInstrInfo &Info = *I.getMF()->getSubtarget().getInstrInfo();
  if (I.isInlineAsm()) {
    // LLVM counts lines. That one has MaxInstLength bytes is not true for BPF.
    const MCAsmInfo &Asm = asmInfoOf(I.getMF()->getTarget());
    unsigned Lines =
        Info.getInlineAsmLength(
            I.getOperand(InlineAsm::MIOp_AsmString).getSymbolName(), Asm) /
        Asm.getMaxInstLength();
    return 2 * Lines;
  }
  if (I.isMetaInstruction())
    return 0;
  // A 64-bit constant takes two slots; its description says one.
  StringRef Name = Info.getName(I.getOpcode());
  return Name == "LD_imm64" || Name == "LD_pseudo" ? 2 : 1;
}

CodeLayout::CodeLayout(const MachineFunction &MF) {
  for (const MachineBasicBlock &Block : MF) {
    Starts[&Block] = Size;
    for (const MachineInstr &I : Block)
      Size += slotsOf(I);
  }
}

bool isShortJump(const MachineInstr &I) {
  return I.isBranch() && I.getMF()->getSubtarget().getInstrInfo()->getName(
                             I.getOpcode()) != "JMPL";
}

} // namespace bpflinker
