#include "inspect/disassembly.h"
#include "inspect/parts.h"
#include "inspect/section_names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/DebugInfo/BTF/BTF.h"

namespace bpflinker {

using namespace llvm;

namespace {

StringRef coreKindName(uint32_t Kind) {
  static constexpr StringLiteral Names[] = {
      "fieldByteOffset", "fieldByteSize",  "fieldExists",   "fieldSigned",
      "fieldLshiftU64",  "fieldRshiftU64", "typeIdLocal",   "typeIdTarget",
      "typeExists",      "typeSize",       "enumvalExists", "enumvalValue",
      "typeMatches"};
  static_assert(std::size(Names) == BTF::MAX_FIELD_RELOC_KIND);
  if (Kind >= std::size(Names))
    return "unknown";
  return Names[Kind];
}

class Writer {
public:
  Writer(JsonWriter &J, const ObjectParts &Parts, const Disassembler *D)
      : J(J), Parts(Parts), Object(Parts.Object), D(D) {}

  void write(bool Programs) {
    for (const Function &F : Parts.Functions.Functions) {
      if (F.IsProgram != Programs || J.full())
        continue;
      J.object([&] {
        function(F);
        if (Programs)
          meaning(Object.Sections[F.Section].Name);
      });
    }
  }

private:
  const SectionRecords &records(const Function &F) const {
    return Parts.Ext.Sections[F.Section];
  }

  void meaning(StringRef Section) {
    SectionMeaning M = sectionMeaning(Section);
    J.textIfAny("programType", M.ProgramType);
    J.textIfAny("attachType", M.AttachType);
    J.textIfAny("attachTarget", M.Target);
    J.flag("sleepable", M.Sleepable);
    J.flag("autoload", M.Autoload);
  }

  void location(const LineRecord *Line) {
    if (!Line)
      return;
    J.object("location", [&] {
      J.text("file", Line->File);
      J.number("line", Line->Line);
      J.number("column", Line->Column);
      J.textIfAny("sourceLine", Line->Text);
    });
  }

  void function(const Function &F) {
    uint64_t End = F.Offset + F.Size;
    writeSymbol(J, "name", F.Name);
    J.text("section", Object.Sections[F.Section].Name);
    J.number("offset", F.Offset);
    J.number("instructions", F.Size / InstructionSize);
    if (F.LoadedInstructions)
      J.number("loadedInstructions", *F.LoadedInstructions);
    J.text("binding", bindingName(F.Binding));
    J.text("visibility", visibilityName(F.Visibility));
    J.numberIfAny("btfType", records(F).function(F.Offset));
    location(records(F).line(F.Offset, F.Offset));
    lineProblem(F);
    J.array("calls", [&] {
      for (const Call &C : F.Calls)
        if (!J.full())
          J.object([&] { call(C, F); });
    });
    ArrayRef<ElfRelocation> Relocations =
        recordsIn(Parts.Functions.Relocations[F.Section], F.Offset, End);
    J.array("relocations", [&] {
      for (const ElfRelocation &R : Relocations)
        if (!J.full())
          J.object(
              [&] { writeRelocation(J, Object, R, addend(F.Section, R)); });
    });
    J.array("coreRelocations", [&] {
      for (const CoreRecord &R : recordsIn(records(F).Core, F.Offset, End))
        if (!J.full())
          J.object([&] { core(R); });
    });
    if (D)
      J.array("disassembly", [&] { disassembly(F, Relocations); });
  }

  /// What check_btf_line of kernel/bpf/verifier.c refuses, in its order; the
  /// strings are checked where they are read.
  void lineProblem(const Function &F) {
    StringRef Bytes = Object.Sections[F.Section].Contents;
    for (const LineRecord &R :
         recordsIn(records(F).Lines, F.Offset, F.Offset + F.Size)) {
      // Loaders copy the records of a function in the order of the file.
      bool Rises = !R.NotAbove || *R.NotAbove < F.Offset ||
                   *R.NotAbove >= F.Offset + F.Size;
      bool Begins = R.Offset >= Bytes.size() || Bytes[R.Offset] != 0;
      if (Rises && Begins)
        continue;
      J.object("lineProblem", [&] {
        J.text("kind", Rises ? "insideLoad" : "order");
        J.number("offset", R.Offset);
      });
      return;
    }
  }

  void call(const Call &C, const Function &F) {
    J.number("offset", C.Offset);
    switch (C.Kind) {
    case CallKind::Helper:
      J.text("kind", "helper");
      J.number("helper", C.Number);
      break;
    case CallKind::Subprogram:
    case CallKind::Callback: {
      const Function &Target = Parts.Functions.Functions[C.Target];
      J.text("kind", C.Kind == CallKind::Callback ? "callback" : "subprogram");
      writeSymbol(J, "target", Target.Name);
      J.text("targetSection", Object.Sections[Target.Section].Name);
      J.number("targetOffset", Target.Offset);
      break;
    }
    case CallKind::Kfunc:
    case CallKind::Extern:
      J.text("kind", C.Kind == CallKind::Kfunc ? "kfunc" : "extern");
      if (C.Target == 0) {
        J.number("id", C.Number);
        break;
      }
      writeSymbol(J, "target", Object.nameOf(Object.Symbols[C.Target]));
      J.flagIfTrue("weak", Object.Symbols[C.Target].isWeak());
      break;
    case CallKind::Indirect:
      J.text("kind", "indirect");
      J.number("register", C.Number);
      break;
    case CallKind::Unknown:
      J.text("kind", "unknown");
      break;
    }
    location(records(F).line(C.Offset, F.Offset));
  }

  /// Of SHT_REL, the addend is in the instruction.
  int64_t addend(uint32_t Section, const ElfRelocation &R) {
    StringRef Bytes = Object.Sections[Section].Contents;
    if (R.Offset % InstructionSize || R.Addend != 0)
      return R.Addend;
    BpfInstruction I =
        decodeInstruction(Bytes.data() + R.Offset, Object.Endian);
    // A call counts in instructions, from the one behind it.
    return I.isWideLoad() ? I.Immediate
                          : (int64_t(I.Immediate) + 1) * InstructionSize;
  }

  void core(const CoreRecord &R) {
    J.number("offset", R.Offset);
    J.text("kind", coreKindName(R.Kind));
    J.number("type", R.Type);
    const BtfType &T = Parts.Types->type(R.Type);
    bool Qualified = T.Kind == BtfKind::Const || T.Kind == BtfKind::Volatile ||
                     T.Kind == BtfKind::Restrict || T.Kind == BtfKind::TypeTag;
    J.textIfAny("typeName",
                Qualified ? Parts.Types->type(Parts.Types->resolve(R.Type)).Name
                          : T.Name);
    J.text("access", R.Access);
  }

  void disassembly(const Function &F, ArrayRef<ElfRelocation> Relocations) {
    StringRef Code =
        Object.Sections[F.Section].Contents.substr(F.Offset, F.Size);
    ArrayRef<uint8_t> Bytes = arrayRefFromStringRef(Code);
    ArrayRef<LineRecord> Lines =
        recordsIn(records(F).Lines, F.Offset, F.Offset + F.Size);
    for (uint64_t At = 0; At < Bytes.size() && !J.full();) {
      auto [Text, Size] = D->decode(Bytes.drop_front(At), F.Offset + At);
      uint64_t Offset = F.Offset + At;
      J.object([&] {
        J.number("offset", Offset);
        J.text("bytes", toHex(Bytes.slice(At, Size), /*LowerCase=*/true));
        J.text("text", Text);
        const LineRecord *Line = nullptr;
        for (; !Lines.empty() && Lines.front().Offset < Offset + Size;
             Lines = Lines.drop_front())
          Line = &Lines.front();
        location(Line);
        const ElfRelocation *Relocation = nullptr;
        for (;
             !Relocations.empty() && Relocations.front().Offset < Offset + Size;
             Relocations = Relocations.drop_front())
          Relocation = &Relocations.front();
        if (!Relocation)
          return;
        StringRef Symbol = Object.nameOf(Object.Symbols[Relocation->Symbol]);
        if (!Symbol.empty())
          writeSymbol(J, "symbol", Symbol);
      });
      At += Size;
    }
  }

  JsonWriter &J;
  const ObjectParts &Parts;
  const ElfObject &Object;
  const Disassembler *D;
};

} // namespace

void writeFunctions(JsonWriter &J, const ObjectParts &Parts,
                    const Disassembler *D) {
  Writer W(J, Parts, D);
  J.array("programs", [&] { W.write(/*Programs=*/true); });
  J.array("subprograms", [&] { W.write(/*Programs=*/false); });
}

} // namespace bpflinker
