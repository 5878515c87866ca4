#include "inspect/btf_ext.h"

#include "inspect/byte_reader.h"
#include "inspect/damage.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

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

/// One of the three tables in the section.
struct Table {
  StringRef Name;
  uint32_t Offset;
  uint32_t Length;
  /// Bytes of a record that we read; newer formats may append.
  uint32_t RecordSize;
};

class Parser {
public:
  Parser(BtfExt &Out, const ElfObject &Object, Btf &Types)
      : Out(Out), Object(Object), Types(Types) {}

  Error parse(StringRef All) {
    for (const ElfSection &S : Object.Sections)
      if (S.isCode())
        CodeSections.try_emplace(S.Name, Object.indexOf(S));
    Out.Sections.resize(Object.Sections.size());

    ByteReader In(All, Object.Endian);
    uint16_t Magic = In.u16();
    uint8_t Version = In.u8();
    In.u8(); // flags
    uint32_t Length = In.u32();
    if (In.ranShort() || Magic != 0xeb9f || Version != 1 || Length < 24 ||
        Length > All.size())
      return damaged("section .BTF.ext, of " + Twine(All.size()) +
                     " bytes, has no header of version 1");
    Table Tables[] = {{"function records", In.u32(), In.u32(), 8},
                      {"line records", In.u32(), In.u32(), 16},
                      {"CO-RE relocations", 0, 0, 16}};
    if (Length >= 32) {
      Tables[2].Offset = In.u32();
      Tables[2].Length = In.u32();
    }
    StringRef Body = All.drop_front(Length);
    for (const Table &T : Tables) {
      if (T.Offset > Body.size() || T.Length > Body.size() - T.Offset)
        return damaged(
            "section .BTF.ext says that its " + T.Name + " are bytes [" +
            Twine(T.Offset) + ", " + Twine(T.Offset) + " + " + Twine(T.Length) +
            ") behind the header, but there are " + Twine(Body.size()));
      if (Error E = table(T, Body.substr(T.Offset, T.Length)))
        return E;
    }
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
  /// Record size, then for each section its name, a count, and the records.
  Error table(const Table &T, StringRef Bytes) {
    if (Bytes.empty())
      return Error::success();
    ByteReader In(Bytes, Object.Endian);
    uint32_t Size = In.u32();
    if (Size < T.RecordSize || Size % 4 != 0)
      return damaged("the " + T.Name + " of section .BTF.ext have " +
                     Twine(Size) + " bytes each; " + Twine(T.RecordSize) +
                     " are needed");
    while (In.left() > 0) {
      uint32_t NameOffset = In.u32(), Count = In.u32();
      if (In.ranShort() || Count > In.left() / Size)
        return damaged("the " + T.Name + " of section .BTF.ext claim " +
                       Twine(Count) + " records of " + Twine(Size) +
                       " bytes, but " + Twine(In.left()) + " bytes are left");
      auto Name = Types.Strings.charge(NameOffset);
      auto Section = CodeSections.end();
      if (Name && !Types.Strings.overdrawn())
        Section = CodeSections.find(*Name);
      if (Section == CodeSections.end())
        return damaged("the " + T.Name + " of section .BTF.ext are for " +
                       (Name ? "section " + quoted(*Name)
                             : "a section with its name at offset " +
                                   std::to_string(NameOffset)) +
                       ", which is no section with code");
      PreviousLine.reset();
      for (uint32_t I = 0; I < Count; ++I) {
        if (Error E = record(T, In, Section->second))
          return E;
        In.skip(Size - T.RecordSize);
      }
    }
    return Error::success();
  }

  Error record(const Table &T, ByteReader &In, uint32_t Section) {
    SectionRecords &Records = Out.Sections[Section];
    uint32_t Offset = In.u32(), A = In.u32();
    if (Offset >= Object.Sections[Section].Size || Offset % 8 != 0)
      return damaged(
          "the " + T.Name + " of section .BTF.ext name byte " + Twine(Offset) +
          " of section " + quoted(Object.Sections[Section].Name) + ", of " +
          Twine(Object.Sections[Section].Size) + " bytes, as an instruction");
    if (T.RecordSize == 8) {
      if (A >= Types.Types.size() || Types.type(A).Kind != BtfKind::Func)
        return wrongType(T, A, "func");
      Records.Functions.push_back({Offset, A});
      return Error::success();
    }
    uint32_t B = In.u32(), C = In.u32();
    if (T.Name.starts_with("line")) {
      auto File = Types.Strings.at(A), Text = Types.Strings.at(B);
      if (!File || !Text)
        return wrongString(T, File ? B : A);
      bool Rises = !PreviousLine || *PreviousLine < Offset;
      Records.Lines.push_back({Offset, *File, *Text, C >> 10, C & 0x3ff,
                               Rises ? std::nullopt : PreviousLine});
      PreviousLine = Offset;
      return Error::success();
    }
    auto Access = Types.Strings.at(B);
    if (!Access)
      return wrongString(T, B);
    if (A >= Types.Types.size())
      return wrongType(T, A, "type");
    Records.Core.push_back({Offset, A, *Access, C});
    return Error::success();
  }

  Error wrongString(const Table &T, uint32_t Offset) {
    return damaged("the " + T.Name + " of section .BTF.ext name offset " +
                   Twine(Offset) + " of " + Twine(Types.Strings.size()) +
                   " bytes of strings");
  }
  Error wrongType(const Table &T, BtfId Id, StringRef Wanted) {
    return damaged("the " + T.Name + " of section .BTF.ext name type " +
                   Twine(Id) + ", which is no " + Wanted + "; there are " +
                   Twine(Types.Types.size()));
  }

  BtfExt &Out;
  const ElfObject &Object;
  Btf &Types;
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
