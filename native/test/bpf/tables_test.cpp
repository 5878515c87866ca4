// The tables of data/bpf against LLVM: its disassembler knows the same opcodes,
// its back end the same cpus and their instruction sets.

#include "bpf/cpu.h"
#include "bpf/instruction.h"
#include "llvm_versions/mc_context.h"
#include "test/check.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

using namespace bpflinker;
using namespace bpflinker::test;
using namespace llvm;

namespace {

/// What LLVM's disassembler of the newest cpu takes.
class Decoder {
public:
  Decoder() : Name("bpfel") {
    LLVMInitializeBPFTargetInfo();
    LLVMInitializeBPFTargetMC();
    LLVMInitializeBPFDisassembler();
    std::string Problem;
    T = TargetRegistry::lookupTarget(Name, Problem);
    Registers.reset(T->createMCRegInfo(Name));
    AsmInfo.reset(T->createMCAsmInfo(*Registers, Name, Options));
    Subtarget.reset(T->createMCSubtargetInfo(Name, "v4", ""));
    Context = makeContext(Name, *AsmInfo, *Registers, *Subtarget);
    Disassembler.reset(T->createMCDisassembler(*Subtarget, *Context));
  }

  bool takes(uint8_t Opcode, uint8_t Offset, uint32_t Immediate) const {
    uint8_t Bytes[16] = {Opcode, 0, Offset, 0};
    support::endian::write32le(Bytes + 4, Immediate);
    MCInst Instruction;
    uint64_t Size;
    return Disassembler->getInstruction(Instruction, Size, Bytes, 0, nulls()) !=
           MCDisassembler::Fail;
  }
  const MCSubtargetInfo &subtarget() const { return *Subtarget; }

private:
  Triple Name;
  const Target *T;
  MCTargetOptions Options;
  std::unique_ptr<MCRegisterInfo> Registers;
  std::unique_ptr<MCAsmInfo> AsmInfo;
  std::unique_ptr<MCSubtargetInfo> Subtarget;
  std::unique_ptr<MCContext> Context;
  std::unique_ptr<MCDisassembler> Disassembler;
};

/// Some field makes an instruction of it.
bool takesAny(const Decoder &LLVM, uint8_t Opcode) {
  for (uint8_t Offset : {0, 1, 8})
    for (uint32_t Immediate : {0, 1, 16, 0x100, 0x110, 0xe1})
      if (LLVM.takes(Opcode, Offset, Immediate))
        return true;
  return false;
}

void knowsTheOpcodesOfLlvm(const Decoder &LLVM) {
  std::string OnlyLlvm, OnlyTable;
  for (unsigned Opcode = 0; Opcode != 256; ++Opcode) {
    bool Theirs = takesAny(LLVM, Opcode), Ours = isKnownOpcode(Opcode);
    if (Theirs && !Ours)
      OnlyLlvm += utohexstr(Opcode, /*LowerCase=*/true) + " ";
    if (Ours && !Theirs)
      OnlyTable += utohexstr(Opcode, /*LowerCase=*/true) + " ";
  }
  CHECK_EQ(OnlyLlvm, "");
  CHECK_EQ(OnlyTable, "");
}

void knowsTheCpusOfLlvm(const Decoder &LLVM) {
  std::vector<StringRef> Theirs;
  for (const SubtargetSubTypeKV &Cpu :
       LLVM.subtarget().getAllProcessorDescriptions())
    Theirs.push_back(Cpu.Key);
  llvm::sort(Theirs);
  std::vector<StringRef> Ours(cpuNames().begin(), cpuNames().end());
  llvm::sort(Ours);
  CHECK_EQ(join(Ours, " "), join(Theirs, " "));
}

BpfInstruction instruction(uint8_t Opcode, int16_t Offset = 0,
                           int32_t Immediate = 0) {
  return {Opcode, 0, 0, Offset, Immediate};
}

void tellsFeatures() {
  using enum IsaFeature;
  CHECK(!featureOf(instruction(isa::ALU64 | isa::MOV | isa::X)));
  CHECK(featureOf(instruction(isa::ALU64 | isa::MOV | isa::X, 1)) ==
        AddressSpaceCast);
  CHECK(featureOf(instruction(isa::ALU64 | isa::MOV | isa::X, 8)) == Movsx);
  CHECK(featureOf(instruction(isa::ALU | isa::MOV | isa::X)) == Alu32);
  CHECK(!featureOf(instruction(isa::ALU | isa::END | isa::X)));
  CHECK(featureOf(instruction(isa::ALU64 | isa::END)) == Bswap);
  CHECK(featureOf(instruction(isa::JMP | isa::JLT)) == Jlt);
  CHECK(featureOf(instruction(isa::JMP32 | isa::JEQ)) == Jmp32);
  uint8_t Atomically = isa::STX | isa::MODE_ATOMIC | isa::SIZE_DW;
  CHECK(!featureOf(instruction(Atomically)));
  CHECK(featureOf(instruction(Atomically, 0, 1)) == Atomic);
  CHECK(featureOf(instruction(Atomically, 0, isa::LOAD_ACQUIRE)) ==
        AcquireRelease);
  CHECK(!featureOf(instruction(0xff)));
  CHECK(!isKnownOpcode(0xff));
}

/// What a cpu has, by the set that it stands for.
std::string lacked(StringRef Cpu, StringRef Features = "") {
  TargetCpu Target(Cpu, Features);
  std::string Text;
  using enum IsaFeature;
  for (auto [Feature, Name] :
       {std::pair(LdAbs, "ld-abs"), std::pair(Jlt, "jlt"),
        std::pair(Alu32, "alu32"), std::pair(Jmp32, "jmp32"),
        std::pair(Atomic, "atomic"), std::pair(Memsx, "memsx"),
        std::pair(MayGoto, "may-goto")})
    if (Target.lacks(Feature))
      Text += (Text.empty() ? "" : " ") + std::string(Name);
  return Text;
}

void tellsWhatCpusLack() {
  StringRef First = "jlt alu32 jmp32 atomic memsx";
  CHECK_EQ(lacked("v1"), First);
  CHECK_EQ(lacked("generic"), First);
  CHECK_EQ(lacked("v2"), "alu32 jmp32 atomic memsx");
  CHECK_EQ(lacked("v3"), "memsx");
  CHECK_EQ(lacked("v4"), "");
  CHECK_EQ(lacked("probe"), lacked(resolveCpu("probe")));
  CHECK_EQ(lacked("v2", "+alu32"), "jmp32 memsx");
  CHECK_EQ(lacked("v2", "-dwarfris, +alu32"), "jmp32 memsx");
  CHECK_EQ(lacked("v2", "+dwarfris"), lacked("v2"));
}

} // namespace

int main() {
  Decoder LLVM;
  knowsTheOpcodesOfLlvm(LLVM);
  knowsTheCpusOfLlvm(LLVM);
  tellsFeatures();
  tellsWhatCpusLack();
  return result();
}
