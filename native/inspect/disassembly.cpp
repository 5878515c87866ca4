#include "inspect/disassembly.h"

#include "llvm_versions/mc_context.h"

#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstPrinter.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

namespace bpflinker {

using namespace llvm;

struct Disassembler::Machine {
  Triple TargetTriple;
  MCTargetOptions Options;
  std::unique_ptr<MCRegisterInfo> Registers;
  std::unique_ptr<MCAsmInfo> AsmInfo;
  std::unique_ptr<MCInstrInfo> Instructions;
  std::unique_ptr<MCSubtargetInfo> Subtarget;
  std::unique_ptr<MCContext> Context;
  std::unique_ptr<MCDisassembler> Decoder;
  std::unique_ptr<MCInstPrinter> Printer;
};

Disassembler::Disassembler(endianness Endian) : M(new Machine) {
  LLVMInitializeBPFTargetInfo();
  LLVMInitializeBPFTargetMC();
  LLVMInitializeBPFDisassembler();
  M->TargetTriple = Triple(Endian == endianness::little ? "bpfel" : "bpfeb");
  std::string Ignored;
  const Target *T = TargetRegistry::lookupTarget(M->TargetTriple, Ignored);
  assert(T && "the BPF target is linked in");
  M->Registers.reset(T->createMCRegInfo(M->TargetTriple));
  M->AsmInfo.reset(
      T->createMCAsmInfo(*M->Registers, M->TargetTriple, M->Options));
  M->Instructions.reset(T->createMCInstrInfo());
  // v4 decodes every instruction there is; llvm-objdump takes it too
  // (ELFObjectFileBase::tryGetCPUName).
  M->Subtarget.reset(T->createMCSubtargetInfo(M->TargetTriple, "v4", ""));
  M->Context =
      makeContext(M->TargetTriple, *M->AsmInfo, *M->Registers, *M->Subtarget);
  M->Decoder.reset(T->createMCDisassembler(*M->Subtarget, *M->Context));
  M->Printer.reset(
      T->createMCInstPrinter(M->TargetTriple, M->AsmInfo->getAssemblerDialect(),
                             *M->AsmInfo, *M->Instructions, *M->Registers));
  // As llvm-objdump does by default: 0x10, not 16.
  M->Printer->setPrintImmHex(true);
}

Disassembler::~Disassembler() = default;

std::pair<std::string, unsigned> Disassembler::decode(ArrayRef<uint8_t> Bytes,
                                                      uint64_t Address) const {
  MCInst Instruction;
  uint64_t Size = 0;
  if (M->Decoder->getInstruction(Instruction, Size, Bytes, Address, nulls()) ==
          MCDisassembler::Fail ||
      (Size != 8 && Size != 16))
    return {"<unknown>", 8};
  std::string Text;
  raw_string_ostream OS(Text);
  M->Printer->printInst(&Instruction, Address, "", *M->Subtarget, OS);
  return {StringRef(Text).trim().str(), unsigned(Size)};
}

} // namespace bpflinker
