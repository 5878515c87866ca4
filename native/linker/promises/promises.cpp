// Functions are runs of 8-byte slots between symbols (RFC 9669, section 3). A
// jump backwards is no loop by itself: the blocks of a function may stand in
// any order, and kernels before 5.3 look for back-edges of a depth-first walk
// (check_cfg in kernel/bpf/verifier.c), as here.

#include "linker/promises/promises.h"

#include "bpf/instruction.h"
#include "linker/ir/program_section.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ELFObjectFile.h"

using namespace llvm;
using namespace llvm::object;

namespace bpflinker {

namespace {

/// Whether a walk from the first slot meets a slot that it is still in.
bool hasCycle(ArrayRef<BpfInstruction> Code) {
  enum : uint8_t { New, Open, Done };
  std::vector<uint8_t> State(Code.size(), New);
  auto Next = [&](size_t At, unsigned Which) -> int64_t {
    const BpfInstruction &I = Code[At];
    int64_t Along = At + (I.isWideLoad() ? 2 : 1);
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

bool isLocalCall(const BpfInstruction &I) {
  return I.Opcode == isa::CALL && I.Source == isa::PSEUDO_CALL;
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
      : File(File), Options(Options), Cpu(Options.Cpu, Options.CpuFeatures),
        Notes(Notes), Diagnostics(Diagnostics) {}

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
    endianness Endian =
        File.isLittleEndian() ? endianness::little : endianness::big;
    std::vector<BpfInstruction> Code;
    for (; Bytes.size() >= InstructionSize;
         Bytes = Bytes.drop_front(InstructionSize))
      Code.push_back(decodeInstruction(Bytes.data(), Endian));
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
        return R.At == I * InstructionSize && R.Section.empty();
      });
    };
    std::optional<IsaFeature> Newer;
    for (size_t I = 0; I < Code.size(); I += Code[I].isWideLoad() ? 2 : 1) {
      if (Options.InlineAll && ((isLocalCall(Code[I]) && !IsOfKernel(I)) ||
                                Code[I].Opcode == isa::CALLX))
        return report(Name, "has a call of a function of its own object",
                      "kernels before 4.16 know no calls between functions");
      std::optional<IsaFeature> Used = featureOf(Code[I]);
      if (!Newer && Used && Cpu.lacks(*Used))
        Newer = Used;
    }
    if (Newer)
      report(Name,
             "has " + describe(*Newer) + ", which cpu '" + Options.Cpu +
                 "' lacks",
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
        error(Code::CODEGEN_ERROR, ("program '" + Name + "' " + What).str())
            .at(Notes.lookup(Name).Where)
            .symbol(Name)
            .hint(std::move(Hint)));
  }

  const ELFObjectFileBase &File;
  const LinkOptions &Options;
  const TargetCpu Cpu;
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
