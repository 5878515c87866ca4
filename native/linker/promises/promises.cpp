// Functions are runs of 8-byte slots between symbols (RFC 9669, section 3). A
// jump backwards is no loop by itself: the blocks of a function may stand in
// any order, and kernels before 5.3 look for back-edges of a depth-first walk
// (check_cfg in kernel/bpf/verifier.c), as here.

#include "linker/promises/promises.h"

#include "linker/ir/program_section.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace llvm::object;

namespace bpflinker {

namespace {

constexpr uint64_t Slot = 8;

enum Class : uint8_t { Store = 3, Alu32 = 4, Jump = 5, Jump32 = 6 };

struct Instruction {
  uint8_t Opcode, Source;
  int16_t Offset;
  int32_t Immediate;

  uint8_t kind() const { return Opcode & 7; }
  uint8_t operation() const { return Opcode & 0xf0; }
  bool isWide() const { return Opcode == 0x18; }
  bool isJump() const {
    return (kind() == Jump || kind() == Jump32) && operation() != 0x80 &&
           operation() != 0x90;
  }
  bool isConditional() const { return isJump() && operation() != 0; }
  bool isExit() const { return Opcode == 0x95; }
  bool isLocalCall() const { return Opcode == 0x85 && Source == 1; }
  bool isIndirectCall() const { return Opcode == 0x8d; }
  /// `gotol` has its target where others have a value.
  int64_t distance() const {
    return kind() == Jump32 && operation() == 0 ? Immediate : Offset;
  }
};

Instruction decode(StringRef Bytes, bool IsLittle) {
  endianness Order = IsLittle ? endianness::little : endianness::big;
  uint8_t Registers = Bytes[1];
  return {uint8_t(Bytes[0]),
          uint8_t(IsLittle ? Registers >> 4 : Registers & 15),
          support::endian::read<int16_t>(Bytes.data() + 2, Order),
          support::endian::read<int32_t>(Bytes.data() + 4, Order)};
}

/// What of newer instruction sets it uses, in words; empty: nothing.
StringRef newerThan(StringRef Cpu, const Instruction &I) {
  bool IsSwap = I.operation() == 0xd0;
  if (I.kind() == Jump32)
    return "a comparison of 32-bit registers (JMP32)";
  if (I.kind() == Alu32 && !IsSwap)
    return "arithmetic on 32-bit registers (ALU32)";
  if (I.kind() == Store && (I.Opcode & 0xe0) == 0xc0 && I.Immediate != 0)
    return "an atomic operation other than add";
  if (Cpu == "v1" && I.kind() == Jump && I.operation() >= 0xa0)
    return "a comparison of v2 (JLT, JLE)";
  return "";
}

/// Whether a walk from the first slot meets a slot that it is still in.
bool hasCycle(ArrayRef<Instruction> Code) {
  enum : uint8_t { New, Open, Done };
  std::vector<uint8_t> State(Code.size(), New);
  auto Next = [&](size_t At, unsigned Which) -> int64_t {
    const Instruction &I = Code[At];
    int64_t Along = At + (I.isWide() ? 2 : 1);
    if (I.isExit())
      return -1;
    if (Which == 0)
      return I.isJump() ? int64_t(At) + 1 + I.distance() : Along;
    return Which == 1 && I.isConditional() ? Along : -1;
  };
  SmallVector<std::pair<size_t, unsigned>> Walk;
  if (!Code.empty()) {
    Walk.push_back({0, 0});
    State[0] = Open;
  }
  while (!Walk.empty()) {
    auto &[At, Which] = Walk.back();
    if (Which > 1) {
      State[At] = Done;
      Walk.pop_back();
      continue;
    }
    int64_t To = Next(At, Which++);
    if (To < 0 || size_t(To) >= Code.size() || State[To] == Done)
      continue;
    if (State[To] == Open)
      return true;
    State[To] = Open;
    Walk.push_back({size_t(To), 0});
  }
  return false;
}

bool isDataSection(StringRef Name) {
  return any_of(std::initializer_list<StringRef>{".data", ".rodata", ".bss"},
                [&](StringRef Prefix) {
                  return Name == Prefix ||
                         Name.starts_with((Prefix + ".").str());
                });
}

class Judge {
public:
  Judge(const ELFObjectFileBase &File, const LinkOptions &Options,
        const StringMap<FunctionNotes> &Notes, DiagnosticSink &Diagnostics)
      : File(File), Options(Options), Notes(Notes), Diagnostics(Diagnostics) {}

  Error run() {
    for (const ELFSymbolRef Symbol : File.symbols()) {
      if (Symbol.getELFType() != ELF::STT_FUNC)
        continue;
      Expected<section_iterator> Section = Symbol.getSection();
      if (!Section)
        return Section.takeError();
      if (*Section == File.section_end())
        continue;
      Expected<StringRef> Name = Symbol.getName(), In = (*Section)->getName();
      Expected<StringRef> Bytes = (*Section)->getContents();
      Expected<uint64_t> Start = Symbol.getAddress();
      if (!Name || !In || !Bytes || !Start)
        return joinErrors(joinErrors(Name.takeError(), In.takeError()),
                          joinErrors(Bytes.takeError(), Start.takeError()));
      if (Options.InlineAll && !isProgramSection(*In))
        continue;
      Expected<std::vector<Reference>> References =
          referencesOf(**Section, *Start, Symbol.getSize());
      if (!References)
        return References.takeError();
      judge(*Name, Bytes->substr(*Start, Symbol.getSize()), *References);
    }
    return Error::success();
  }

private:
  /// A relocation of a function.
  struct Reference {
    /// Of the instruction, in the function.
    uint64_t At;
    /// Of the symbol; empty where the object does not define it.
    StringRef Section;
  };

  Expected<std::vector<Reference>> referencesOf(SectionRef Code, uint64_t Start,
                                                uint64_t Size) {
    std::vector<Reference> Found;
    for (const SectionRef &Section : File.sections()) {
      Expected<section_iterator> Of = Section.getRelocatedSection();
      if (!Of)
        return Of.takeError();
      if (*Of == File.section_end() || **Of != Code)
        continue;
      for (const RelocationRef &R : Section.relocations()) {
        if (R.getOffset() < Start || R.getOffset() >= Start + Size)
          continue;
        Expected<section_iterator> Target = R.getSymbol()->getSection();
        if (!Target)
          return Target.takeError();
        Expected<StringRef> Name =
            *Target == File.section_end() ? StringRef() : (*Target)->getName();
        if (!Name)
          return Name.takeError();
        Found.push_back({R.getOffset() - Start, *Name});
      }
    }
    return Found;
  }

  void judge(StringRef Name, StringRef Bytes, ArrayRef<Reference> References) {
    std::vector<Instruction> Code;
    for (; Bytes.size() >= Slot; Bytes = Bytes.drop_front(Slot))
      Code.push_back(decode(Bytes, File.isLittleEndian()));
    if (Options.MaxInstructions && Code.size() > *Options.MaxInstructions)
      report(Name,
             "has " + Twine(Code.size()) +
                 " instructions, and these kernels take " +
                 Twine(*Options.MaxInstructions),
             "lower the bounds of loops, or split it with tail calls");
    if (!Options.Loops && hasCycle(Code))
      reportLoops(Name);
    for (const Reference &R : References)
      if (!Options.GlobalData && isDataSection(R.Section)) {
        report(Name, "refers to global data (" + R.Section + ")",
               "kernels before 5.2 have no global data: use a map");
        break;
      }
    // Calls of the kernel's own functions are written like local ones.
    auto IsOfKernel = [&](size_t I) {
      return any_of(References, [&](const Reference &R) {
        return R.At == I * Slot && R.Section.empty();
      });
    };
    bool IsOld = Options.Cpu == "v1" || Options.Cpu == "v2";
    StringRef Newer;
    for (size_t I = 0; I < Code.size(); I += Code[I].isWide() ? 2 : 1) {
      if (Options.InlineAll && ((Code[I].isLocalCall() && !IsOfKernel(I)) ||
                                Code[I].isIndirectCall()))
        return report(Name, "has a call of a function of its own object",
                      "kernels before 4.16 know no calls between functions");
      if (IsOld && Options.CpuFeatures.empty() && Newer.empty())
        Newer = newerThan(Options.Cpu, Code[I]);
    }
    if (!Newer.empty())
      report(Name, "has " + Newer + ", which cpu " + Options.Cpu + " lacks",
             "take inline assembly of newer cpus out");
  }

  void reportLoops(StringRef Name) {
    auto Found = Notes.find(Name);
    if (Found == Notes.end() || Found->second.Loops.empty())
      return report(Name, "has a loop that LLVM does not see as one",
                    "kernels before 5.3 refuse loops: look for inline assembly "
                    "that jumps backwards");
    for (const Diagnostic &D : Found->second.Loops)
      Diagnostics.report(D);
  }

  void report(StringRef Name, const Twine &What, std::string Hint) {
    Diagnostics.report(
        error(Code::CODEGEN_ERROR, ("program " + Name + " " + What).str())
            .at(Notes.lookup(Name).Where)
            .symbol(Name)
            .hint(std::move(Hint)));
  }

  const ELFObjectFileBase &File;
  const LinkOptions &Options;
  const StringMap<FunctionNotes> &Notes;
  DiagnosticSink &Diagnostics;
};

} // namespace

void judgeObject(ArrayRef<char> Object, const LinkOptions &Options,
                 const StringMap<FunctionNotes> &Notes,
                 DiagnosticSink &Diagnostics) {
  Expected<std::unique_ptr<ObjectFile>> File = ObjectFile::createELFObjectFile(
      MemoryBufferRef(StringRef(Object.data(), Object.size()), "object"));
  Error Problem =
      File ? Judge(cast<ELFObjectFileBase>(**File), Options, Notes, Diagnostics)
                 .run()
           : File.takeError();
  if (Problem)
    Diagnostics.report(error(Code::INTERNAL, toString(std::move(Problem))));
}

} // namespace bpflinker
