#include "bpf/btf_ext_section.h"

#include "support/byte_reader.h"
#include "support/damage.h"

#include "llvm/DebugInfo/BTF/BTF.h"

namespace bpflinker {

using namespace llvm;

namespace {

/// One of the three tables.
struct Table {
  StringRef Name;
  std::vector<BtfExtRun> &Runs;
  /// Bytes of a record that are read; newer formats may append.
  uint32_t LeastRecord;
  uint32_t Offset = 0, Length = 0;
};

/// Record size, then for each section its name, a count, and the records.
Error readTable(const Table &T, StringRef Bytes, uint32_t Start,
                endianness Endian) {
  if (Bytes.empty())
    return Error::success();
  ByteReader In(Bytes, Endian);
  uint32_t Size = In.u32();
  if (Size < T.LeastRecord || Size % 4 != 0)
    return damaged("the " + T.Name + " of section .BTF.ext have " +
                   Twine(Size) + " bytes each; " + Twine(T.LeastRecord) +
                   " are needed");
  while (In.left() > 0) {
    BtfExtRun Run;
    Run.NameAt = Start + In.position();
    Run.Name = In.u32();
    Run.Count = In.u32();
    Run.First = Start + In.position();
    Run.RecordSize = Size;
    if (In.ranShort() || Run.Count > In.left() / Size)
      return damaged("the " + T.Name + " of section .BTF.ext claim " +
                     Twine(Run.Count) + " records of " + Twine(Size) +
                     " bytes, but " + Twine(In.left()) + " bytes are left");
    In.skip(size_t(Run.Count) * Size);
    T.Runs.push_back(Run);
  }
  return Error::success();
}

} // namespace

Expected<BtfExtSection> BtfExtSection::read(StringRef All, endianness Endian) {
  BtfExtSection Section;
  Table Tables[] = {
      {BtfFunctionRecords, Section.Functions, sizeof(BTF::BPFFuncInfo)},
      {BtfLineRecords, Section.Lines, sizeof(BTF::BPFLineInfo)},
      {BtfCoreRecords, Section.Core, sizeof(BTF::BPFFieldReloc)}};
  ByteReader In(All, Endian);
  uint16_t Magic = In.u16();
  uint8_t Version = In.u8();
  In.u8(); // flags
  uint32_t Length = In.u32();
  // The CO-RE relocations came with a longer header.
  constexpr size_t ShortHeader = offsetof(BTF::ExtHeader, FieldRelocOff);
  if (In.ranShort() || Magic != BTF::MAGIC || Version != BTF::VERSION ||
      Length < ShortHeader || Length > All.size())
    return damaged("section .BTF.ext, of " + Twine(All.size()) +
                   " bytes, has no header of version 1");
  for (Table &T : Tables) {
    if (In.position() >= Length || Length - In.position() < 8)
      break;
    T.Offset = In.u32();
    T.Length = In.u32();
  }
  StringRef Body = All.drop_front(Length);
  for (const Table &T : Tables) {
    if (T.Offset > Body.size() || T.Length > Body.size() - T.Offset)
      return damaged(
          "section .BTF.ext says that its " + T.Name + " are bytes [" +
          Twine(T.Offset) + ", " + Twine(T.Offset) + " + " + Twine(T.Length) +
          ") behind the header, but there are " + Twine(Body.size()));
    if (Error E = readTable(T, Body.substr(T.Offset, T.Length),
                            Length + T.Offset, Endian))
      return E;
  }
  return Section;
}

} // namespace bpflinker
