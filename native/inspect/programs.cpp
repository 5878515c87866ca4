#include "inspect/programs.h"

#include "inspect/btf_ext.h"
#include "support/damage.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/ELF.h"

namespace bpflinker {

using namespace llvm;

namespace {

/// BPF_MAX_SUBPROGS, kernel/bpf/verifier.c.
constexpr size_t MostSubprograms = 256;

class Reader {
public:
  Reader(const ElfObject &Object, ArrayRef<Extern> Externs)
      : Object(Object), Externs(Externs) {}

  Expected<FunctionTable> read() {
    if (Error E = findFunctions())
      return E;
    Out.Relocations.resize(Object.Sections.size());
    for (const ElfSection &S : Object.Sections) {
      if (!S.isCode() || S.RelocationTables.empty())
        continue;
      auto Relocations = Object.relocations(S);
      if (!Relocations)
        return Relocations.takeError();
      Out.Relocations[Object.indexOf(S)] = std::move(*Relocations);
    }
    for (Function &F : Out.Functions)
      findCalls(F);
    addLoadedInstructions();
    return std::move(Out);
  }

private:
  Error findFunctions() {
    uint64_t CodeSize = 0;
    for (const ElfSection &S : Object.Sections)
      if (S.isCode()) {
        CodeSize += S.Size;
        if (S.Size % InstructionSize != 0)
          return damaged("section " + quoted(S.Name) + " has " + Twine(S.Size) +
                         " bytes of code, no whole number of instructions");
      }
    uint64_t Covered = 0;
    size_t InText = 0;
    for (const ElfSymbol &Symbol : Object.Symbols) {
      const ElfSection &S = Object.Sections[Symbol.Section];
      if (Symbol.Type != ELF::STT_FUNC || !S.isCode())
        continue;
      if (Symbol.Value % InstructionSize || Symbol.Size % InstructionSize ||
          Symbol.Value >= S.Size || Symbol.Size > S.Size - Symbol.Value)
        return damaged("function " + quoted(Symbol.Name) + " is bytes [" +
                       Twine(Symbol.Value) + ", " + Twine(Symbol.Value) +
                       " + " + Twine(Symbol.Size) + ") of section " +
                       quoted(S.Name) + ", which has " + Twine(S.Size) +
                       ", in instructions of 8");
      // Functions share code only when they are aliases.
      Covered += Symbol.Size;
      if (Covered > 16 * CodeSize + (1 << 20))
        return damaged("functions overlap: up to " + quoted(Symbol.Name) +
                       " they claim " + Twine(Covered) + " bytes of " +
                       Twine(CodeSize));
      Function F;
      F.Name = Symbol.Name;
      F.Section = Symbol.Section;
      F.Offset = Symbol.Value;
      F.Size = Symbol.Size;
      F.Binding = Symbol.Binding;
      F.Visibility = Symbol.Visibility;
      F.IsProgram = S.Name != ".text";
      InText += !F.IsProgram;
      Out.Functions.push_back(F);
    }
    llvm::stable_sort(Out.Functions, [](const Function &A, const Function &B) {
      return std::tie(A.Section, A.Offset) < std::tie(B.Section, B.Offset);
    });
    if (InText == 1 && Out.Functions.size() == 1)
      Out.Functions.front().IsProgram = true;
    // Hand-written assembly may leave the size open: up to the next function.
    for (size_t I = Out.Functions.size(); I-- > 0;) {
      Function &F = Out.Functions[I];
      Starts[{F.Section, F.Offset}] = I;
      if (F.Size != 0)
        continue;
      bool Last = I + 1 == Out.Functions.size() ||
                  Out.Functions[I + 1].Section != F.Section;
      F.Size = (Last ? Object.Sections[F.Section].Size
                     : Out.Functions[I + 1].Offset) -
               F.Offset;
    }
    return Error::success();
  }

  void findCalls(Function &F) {
    StringRef Bytes = Object.Sections[F.Section].Contents;
    ArrayRef<ElfRelocation> Relocations =
        recordsIn(Out.Relocations[F.Section], F.Offset, F.Offset + F.Size);
    for (uint64_t At = F.Offset; At < F.Offset + F.Size;
         At += InstructionSize) {
      BpfInstruction I = decodeInstruction(Bytes.data() + At, Object.Endian);
      while (!Relocations.empty() && Relocations.front().Offset < At)
        Relocations = Relocations.drop_front();
      const ElfRelocation *R =
          !Relocations.empty() && Relocations.front().Offset == At
              ? &Relocations.front()
              : nullptr;
      if (I.Opcode == isa::CALL)
        F.Calls.push_back(call(F, At, I, R));
      else if (I.Opcode == isa::CALLX)
        // LLVM puts the register into dst; before 19 it was in imm.
        F.Calls.push_back({CallKind::Indirect, At,
                           I.Destination ? I.Destination : I.Immediate, 0});
      else if (I.isWideLoad()) {
        if (R && R->Symbol && isCode(Object.Symbols[R->Symbol]))
          F.Calls.push_back(toCode(
              CallKind::Callback, At, Object.Symbols[R->Symbol].Section,
              Object.Symbols[R->Symbol].Value + I.Immediate + R->Addend));
        At += InstructionSize;
      }
    }
  }

  bool isCode(const ElfSymbol &S) const {
    return Object.Sections[S.Section].isCode();
  }

  /// See libbpf's bpf_object__reloc_code for how imm and symbol add up.
  Call call(const Function &F, uint64_t At, const BpfInstruction &I,
            const ElfRelocation *R) {
    int64_t Distance = (int64_t(I.Immediate) + 1) * InstructionSize;
    if (R && R->Symbol) {
      const ElfSymbol &Symbol = Object.Symbols[R->Symbol];
      if (!Symbol.isUndefined())
        return toCode(CallKind::Subprogram, At, Symbol.Section,
                      Symbol.Value + Distance + R->Addend);
      auto Found = llvm::lower_bound(
          Externs, R->Symbol,
          [](const Extern &E, uint32_t Index) { return E.Symbol < Index; });
      bool IsKfunc = Found != Externs.end() && Found->Symbol == R->Symbol &&
                     Found->Kind == ExternKind::Kfunc;
      return {IsKfunc ? CallKind::Kfunc : CallKind::Extern, At, 0, R->Symbol};
    }
    switch (I.Source) {
    case 0:
      return {CallKind::Helper, At, I.Immediate, 0};
    case isa::PSEUDO_CALL:
      return toCode(CallKind::Subprogram, At, F.Section, At + Distance);
    case isa::PSEUDO_KFUNC_CALL:
      return {CallKind::Kfunc, At, I.Immediate, 0};
    default:
      return {CallKind::Unknown, At, 0, 0};
    }
  }

  Call toCode(CallKind Kind, uint64_t At, uint32_t Section, uint64_t Offset) {
    auto Found = Starts.find({Section, Offset});
    if (Found == Starts.end())
      return {CallKind::Unknown, At, 0, 0};
    return {Kind, At, 0, Found->second};
  }

  void addLoadedInstructions() {
    std::vector<std::vector<uint32_t>> Callees(Out.Functions.size());
    for (const auto &[Index, F] : enumerate(Out.Functions)) {
      for (const Call &C : F.Calls)
        if (C.Kind == CallKind::Subprogram || C.Kind == CallKind::Callback)
          Callees[Index].push_back(C.Target);
      llvm::sort(Callees[Index]);
      Callees[Index].erase(llvm::unique(Callees[Index]), Callees[Index].end());
    }
    // Each program's walk ends at the kernel's limit, and all walks together at
    // a number of steps that only a hostile call graph needs.
    size_t StepsLeft = 100'000'000;
    std::vector<uint32_t> Seen(Out.Functions.size(), ~0u), Reached;
    for (uint32_t Root = 0; Root < Out.Functions.size(); ++Root) {
      Reached = {Root};
      Seen[Root] = Root;
      uint64_t Sum = 0;
      for (size_t Next = 0;
           Next < Reached.size() && Reached.size() <= MostSubprograms; ++Next) {
        Sum += Out.Functions[Reached[Next]].Size / InstructionSize;
        for (uint32_t Callee : Callees[Reached[Next]]) {
          if (StepsLeft == 0)
            return;
          --StepsLeft;
          if (std::exchange(Seen[Callee], Root) != Root)
            Reached.push_back(Callee);
        }
      }
      if (Reached.size() <= MostSubprograms)
        Out.Functions[Root].LoadedInstructions = Sum;
    }
  }

  const ElfObject &Object;
  ArrayRef<Extern> Externs;
  FunctionTable Out;
  /// Section and offset to index into Functions.
  DenseMap<std::pair<uint32_t, uint64_t>, uint32_t> Starts;
};

} // namespace

Expected<FunctionTable> readFunctions(const ElfObject &Object,
                                      ArrayRef<Extern> Externs) {
  return Reader(Object, Externs).read();
}

} // namespace bpflinker
