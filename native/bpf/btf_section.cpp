#include "bpf/btf_section.h"

#include "support/byte_reader.h"
#include "support/damage.h"

#include "llvm/DebugInfo/BTF/BTF.h"

namespace bpflinker {

using namespace llvm;

namespace {

// Every kind that LLVM knows is one of ours, by the same number. A kind that a
// newer LLVM brings is no enumerator here: it needs its line in
// data/bpf/btf_kinds.tsv before what LLVM emits can be read.
enum Constant : unsigned {
#define BPF_LINKER_BTF_KIND(NUMBER, CONSTANT, ...) CONSTANT = NUMBER,
#include "bpf/btf_kinds.generated.def"
};
#define HANDLE_BTF_KIND(ID, NAME)                                              \
  static_assert(Constant::NAME == ID, "BTF_KIND_" #NAME);
#include "llvm/DebugInfo/BTF/BTF.def"

} // namespace

std::string describeBtfType(BtfId Id, BtfKind Kind, StringRef Name) {
  std::string Text = ("BTF type " + Twine(Id) + " (" + btfKindName(Kind)).str();
  if (!Name.empty())
    Text += " " + quoted(Name);
  return Text + ")";
}

class BtfSectionReader {
public:
  BtfSectionReader(BtfSection &Out, endianness Endian)
      : Out(Out), Endian(Endian) {}

  Error read(StringRef All) {
    StringRef Types;
    if (Error E = header(All, Types))
      return E;
    Out.Words.reserve(Types.size() / sizeof(uint32_t));
    for (size_t At = 0; At + sizeof(uint32_t) <= Types.size();
         At += sizeof(uint32_t))
      Out.Words.push_back(support::endian::read32(Types.data() + At, Endian));
    while (Out.Begin.back() != Out.Words.size())
      if (Error E = type())
        return E;
    if (Types.size() % sizeof(uint32_t) != 0)
      return endsWithin();
    for (BtfId Id = 1; Id != Out.size(); ++Id)
      if (Error E = references(Id))
        return E;
    return Error::success();
  }

private:
  Error header(StringRef All, StringRef &Types) {
    ByteReader In(All, Endian);
    uint16_t Magic = In.u16();
    unsigned Version = In.u8();
    In.u8(); // flags
    uint32_t Length = In.u32();
    uint32_t TypeOffset = In.u32(), TypeLength = In.u32();
    uint32_t StringOffset = In.u32(), StringLength = In.u32();
    if (In.ranShort())
      return damaged("section .BTF has " + Twine(All.size()) +
                     " bytes, less than its header of " +
                     Twine(sizeof(BTF::Header)));
    if (Magic != BTF::MAGIC)
      return damaged(
          "section .BTF starts with 0x" + Twine::utohexstr(Magic) +
          ", not with BTF's magic 0xeb9f in the object's byte order");
    if (Version != BTF::VERSION)
      return damaged("section .BTF is of version " + Twine(Version) +
                     "; version 1 is known");
    if (Length < sizeof(BTF::Header) || Length > All.size())
      return damaged("section .BTF says that its header has " + Twine(Length) +
                     " bytes; it has at least " + Twine(sizeof(BTF::Header)) +
                     ", and the section " + Twine(All.size()));
    StringRef Body = All.drop_front(Length);
    auto Outside = [&](StringRef What, uint32_t Offset, uint32_t Size) {
      return damaged("section .BTF says that its " + What + " are bytes [" +
                     Twine(Offset) + ", " + Twine(Offset) + " + " +
                     Twine(Size) + ") behind the header, but there are " +
                     Twine(Body.size()));
    };
    if (TypeOffset > Body.size() || TypeLength > Body.size() - TypeOffset)
      return Outside("types", TypeOffset, TypeLength);
    if (StringOffset > Body.size() || StringLength > Body.size() - StringOffset)
      return Outside("strings", StringOffset, StringLength);
    StringRef Strings = Body.substr(StringOffset, StringLength);
    if (!Strings.empty() && (Strings.front() != 0 || Strings.back() != 0))
      return damaged("the strings of section .BTF do not start and end with a "
                     "NUL");
    Out.Strings = StringTable(Strings);
    Types = Body.substr(TypeOffset, TypeLength);
    return Error::success();
  }

  /// The type whose words begin where the last one's end.
  Error type() {
    size_t At = Out.Begin.back();
    if (Out.Words.size() - At < BtfHeadWords)
      return endsWithin();
    uint32_t Info = Out.Words[At + 1], Kind = btfKindIn(Info);
    if (Kind == 0 || Kind >= BtfKinds)
      return damaged("BTF type " + Twine(Out.size()) + ", at byte " +
                     Twine(At * sizeof(uint32_t)) +
                     " of the types, is of kind " + Twine(Kind) +
                     "; kinds 1 to " + Twine(BtfKinds - 1) + " are known");
    const BtfLayout &Layout = BtfLayouts[Kind];
    size_t Left = Out.Words.size() - At - BtfHeadWords;
    size_t Number = Layout.IsCounted ? btfElementsIn(Info) : 1;
    if (Number * Layout.Words > Left) {
      if (!Layout.IsCounted)
        return endsWithin();
      return damaged("BTF type " + Twine(Out.size()) + " has " + Twine(Number) +
                     " elements of " + Twine(Layout.Words * sizeof(uint32_t)) +
                     " bytes, but " + Twine(Left * sizeof(uint32_t)) +
                     " bytes are left");
    }
    Out.Begin.push_back(At + BtfHeadWords + Number * Layout.Words);
    return Error::success();
  }

  Error endsWithin() {
    return damaged("the types of section .BTF end within type " +
                   Twine(Out.size()));
  }

  /// Every name and every id that the type has.
  Error references(BtfId Id) {
    const uint32_t *Wrong = nullptr;
    BtfWord WrongRole = BtfWord::Plain;
    uint32_t Types = Out.size(),
             Strings = std::max<size_t>(Out.Strings.size(), 1);
    forEachBtfWord(std::as_const(Out).words(Id),
                   [&](BtfWord Role, const uint32_t &Word) {
                     bool IsWrong = Role == BtfWord::Type   ? Word >= Types
                                    : Role == BtfWord::Name ? Word >= Strings
                                                            : false;
                     if (IsWrong && !Wrong) {
                       Wrong = &Word;
                       WrongRole = Role;
                     }
                   });
    if (!Wrong)
      return Error::success();
    if (WrongRole == BtfWord::Name)
      return damaged("BTF type " + Twine(Id) + " has a name at offset " +
                     Twine(*Wrong) + " of " + Twine(Out.Strings.size()) +
                     " bytes of strings");
    return damaged(
        describeBtfType(Id, Out.kind(Id), Out.string(Out.words(Id).front())) +
        " refers to type " + Twine(*Wrong) + " as its " + roleOf(Id, Wrong) +
        ", but there are " + Twine(Types));
  }

  /// What the type calls the word, which is an id.
  StringRef roleOf(BtfId Id, const uint32_t *Word) const {
    size_t Index = Word - std::as_const(Out).words(Id).begin();
    if (layoutOf(Out.kind(Id)).IsCounted && Index >= BtfHeadWords)
      return "element's type";
    return Index == BtfHeadWords + 1 ? "index type" : "type";
  }

  BtfSection &Out;
  endianness Endian;
};

Expected<BtfSection> BtfSection::read(StringRef Bytes, endianness Endian) {
  BtfSection Section;
  if (Error E = BtfSectionReader(Section, Endian).read(Bytes))
    return E;
  return Section;
}

} // namespace bpflinker
