#include "inspect/btf_ext.h"

#include "bpf/btf_ext_section.h"
#include "bpf/instruction.h"
#include "support/damage.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/BTF/BTF.h"

namespace bpflinker {

using namespace llvm;

const LineRecord *SectionRecords::line(uint64_t Offset,
                                       uint64_t FunctionStart) const {
  auto Next =
      llvm::upper_bound(Lines, Offset, [](uint64_t At, const LineRecord &R) {
        return At < R.Offset;
      });
  if (Next == Lines.begin() || std::prev(Next)->Offset < FunctionStart)
    return nullptr;
  return &*std::prev(Next);
}

BtfId SectionRecords::function(uint64_t Offset) const {
  ArrayRef<FunctionRecord> Here = recordsIn(Functions, Offset, Offset + 1);
  return Here.empty() ? 0 : Here.front().Type;
}

namespace {

class Parser {
public:
  Parser(BtfExt &Out, const ElfObject &Object, Btf &Types)
      : Out(Out), Object(Object), Types(Types) {}

  Error parse(StringRef All) {
    for (const ElfSection &S : Object.Sections)
      if (S.isCode())
        CodeSections.try_emplace(S.Name, Object.indexOf(S));
    Out.Sections.resize(Object.Sections.size());

    Expected<BtfExtSection> Read = BtfExtSection::read(All, Object.Endian);
    if (!Read)
      return Read.takeError();
    Bytes = All;
    if (Error E = table(BtfFunctionRecords, Read->Functions, &Parser::function))
      return E;
    if (Error E = table(BtfLineRecords, Read->Lines, &Parser::line))
      return E;
    if (Error E = table(BtfCoreRecords, Read->Core, &Parser::core))
      return E;
    auto ByOffset = [](const auto &A, const auto &B) {
      return A.Offset < B.Offset;
    };
    for (SectionRecords &S : Out.Sections) {
      llvm::stable_sort(S.Functions, ByOffset);
      llvm::stable_sort(S.Lines, ByOffset);
      llvm::stable_sort(S.Core, ByOffset);
    }
    return Error::success();
  }

private:
  using ReadRecord = Error (Parser::*)(SectionRecords &, uint32_t, uint32_t);

  uint32_t word(uint32_t At) const {
    return support::endian::read32(Bytes.data() + At, Object.Endian);
  }

  Error table(StringRef What, ArrayRef<BtfExtRun> Runs, ReadRecord Read) {
    for (const BtfExtRun &Run : Runs) {
      auto Name = Types.Strings.charge(Run.Name);
      auto Section = CodeSections.end();
      if (Name && !Types.Strings.overdrawn())
        Section = CodeSections.find(*Name);
      if (Section == CodeSections.end())
        return damaged("the " + What + " of section .BTF.ext are for " +
                       (Name ? "section " + quoted(*Name)
                             : "a section with its name at offset " +
                                   std::to_string(Run.Name)) +
                       ", which is no section with code");
      const ElfSection &Code = Object.Sections[Section->second];
      PreviousLine.reset();
      for (uint32_t I = 0; I != Run.Count; ++I) {
        // The offset of the instruction comes first in each.
        uint32_t At = Run.record(I), Offset = word(At);
        if (Offset >= Code.Size || Offset % InstructionSize != 0)
          return damaged("the " + What + " of section .BTF.ext name byte " +
                         Twine(Offset) + " of section " + quoted(Code.Name) +
                         ", of " + Twine(Code.Size) +
                         " bytes, as an instruction");
        if (Error E = (this->*Read)(Out.Sections[Section->second], Offset, At))
          return E;
      }
    }
    return Error::success();
  }

  Error function(SectionRecords &Records, uint32_t Offset, uint32_t At) {
    uint32_t Type = word(At + offsetof(BTF::BPFFuncInfo, TypeId));
    if (Type >= Types.Types.size() || Types.type(Type).Kind != BtfKind::Func)
      return wrongType(BtfFunctionRecords, Type, "func");
    Records.Functions.push_back({Offset, Type});
    return Error::success();
  }

  Error line(SectionRecords &Records, uint32_t Offset, uint32_t At) {
    uint32_t FileAt = word(At + offsetof(BTF::BPFLineInfo, FileNameOff));
    uint32_t TextAt = word(At + offsetof(BTF::BPFLineInfo, LineOff));
    uint32_t Place = word(At + offsetof(BTF::BPFLineInfo, LineCol));
    auto File = Types.Strings.at(FileAt), Text = Types.Strings.at(TextAt);
    if (!File || !Text)
      return wrongString(BtfLineRecords, File ? TextAt : FileAt);
    bool Rises = !PreviousLine || *PreviousLine < Offset;
    Records.Lines.push_back({Offset, *File, *Text, Place >> 10, Place & 0x3ff,
                             Rises ? std::nullopt : PreviousLine});
    PreviousLine = Offset;
    return Error::success();
  }

  Error core(SectionRecords &Records, uint32_t Offset, uint32_t At) {
    uint32_t Type = word(At + offsetof(BTF::BPFFieldReloc, TypeID));
    uint32_t AccessAt = word(At + offsetof(BTF::BPFFieldReloc, OffsetNameOff));
    uint32_t Kind = word(At + offsetof(BTF::BPFFieldReloc, RelocKind));
    auto Access = Types.Strings.at(AccessAt);
    if (!Access)
      return wrongString(BtfCoreRecords, AccessAt);
    if (Type >= Types.Types.size())
      return wrongType(BtfCoreRecords, Type, "type");
    Records.Core.push_back({Offset, Type, *Access, Kind});
    return Error::success();
  }

  Error wrongString(StringRef What, uint32_t Offset) {
    return damaged("the " + What + " of section .BTF.ext name offset " +
                   Twine(Offset) + " of " + Twine(Types.Strings.size()) +
                   " bytes of strings");
  }
  Error wrongType(StringRef What, BtfId Id, StringRef Wanted) {
    return damaged("the " + What + " of section .BTF.ext name type " +
                   Twine(Id) + ", which is no " + Wanted + "; there are " +
                   Twine(Types.Types.size()));
  }

  BtfExt &Out;
  const ElfObject &Object;
  Btf &Types;
  StringRef Bytes;
  StringMap<uint32_t> CodeSections;
  /// Where the line record before this one is, in the same run of records.
  std::optional<uint32_t> PreviousLine;
};

} // namespace

Expected<BtfExt> readBtfExt(StringRef Bytes, const ElfObject &Object,
                            Btf &Types) {
  BtfExt Result;
  if (Error E = Parser(Result, Object, Types).parse(Bytes))
    return E;
  return Result;
}

} // namespace bpflinker
