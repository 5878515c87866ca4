// First half of reading BTF: bytes to records. The second half, what the
// records say about each other, is btf_check.cpp.

#include "inspect/btf.h"

#include "inspect/byte_reader.h"
#include "inspect/damage.h"

namespace bpflinker {

using namespace llvm;

StringRef btfKindName(BtfKind Kind) {
  static constexpr StringLiteral Names[BtfKinds] = {
      "void",    "int",      "ptr",     "array",     "struct",
      "union",   "enum",     "fwd",     "typedef",   "volatile",
      "const",   "restrict", "func",    "funcProto", "var",
      "dataSec", "float",    "declTag", "typeTag",   "enum64"};
  return Names[unsigned(Kind)];
}

std::string describe(const Btf &Types, BtfId Id) {
  const BtfType &T = Types.type(Id);
  std::string Text =
      ("BTF type " + Twine(Id) + " (" + btfKindName(T.Kind)).str();
  if (!T.Name.empty())
    Text += " " + quoted(T.Name);
  return Text + ")";
}

namespace {

constexpr uint16_t BtfMagic = 0xeb9f;
constexpr size_t HeaderSize = 24;

class Parser {
public:
  Parser(Btf &Out, endianness Endian) : Out(Out), Endian(Endian) {}

  Error parse() {
    StringRef TypeBytes;
    if (Error E = header(TypeBytes))
      return E;
    Out.Types.emplace_back(); // void
    ByteReader In(TypeBytes, Endian);
    while (In.left() > 0)
      if (Error E = type(In))
        return E;
    return Error::success();
  }

private:
  Error header(StringRef &TypeBytes) {
    StringRef All = Out.Bytes;
    ByteReader In(All, Endian);
    uint16_t Magic = In.u16();
    unsigned Version = In.u8();
    In.u8(); // flags
    uint32_t Length = In.u32();
    uint32_t TypeOffset = In.u32(), TypeLength = In.u32();
    uint32_t StringOffset = In.u32(), StringLength = In.u32();
    if (In.ranShort())
      return damaged("section .BTF has " + Twine(All.size()) +
                     " bytes, less than its header of " + Twine(HeaderSize));
    if (Magic != BtfMagic)
      return damaged(
          "section .BTF starts with 0x" + Twine::utohexstr(Magic) +
          ", not with BTF's magic 0xeb9f in the object's byte order");
    if (Version != 1)
      return damaged("section .BTF is of version " + Twine(Version) +
                     "; version 1 is known");
    if (Length < HeaderSize || Length > All.size())
      return damaged("section .BTF says that its header has " + Twine(Length) +
                     " bytes; it has at least " + Twine(HeaderSize) +
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
    TypeBytes = Body.substr(TypeOffset, TypeLength);
    return Error::success();
  }

  Error name(uint32_t Offset, StringRef &Name) {
    if (auto Text = Out.Strings.charge(Offset)) {
      Name = *Text;
      if (Out.Strings.overdrawn())
        return damaged("the names in section .BTF add up to many times the " +
                       Twine(Out.Strings.size()) + " bytes that they share");
      return Error::success();
    }
    return damaged("BTF type " + Twine(Out.Types.size()) +
                   " has a name at offset " + Twine(Offset) + " of " +
                   Twine(Out.Strings.size()) + " bytes of strings");
  }

  /// Bytes of one element of that kind; 0 when it has none.
  static size_t elementSize(BtfKind Kind) {
    switch (Kind) {
    case BtfKind::Struct:
    case BtfKind::Union:
    case BtfKind::DataSec:
    case BtfKind::Enum64:
      return 12;
    case BtfKind::Enum:
    case BtfKind::FuncProto:
      return 8;
    default:
      return 0;
    }
  }

  Error type(ByteReader &In) {
    size_t Start = In.position();
    uint32_t NameOffset = In.u32(), Info = In.u32(), SizeOrType = In.u32();
    BtfType T;
    uint32_t Kind = Info >> 24 & 0x1f;
    if (!In.ranShort() && (Kind == 0 || Kind >= BtfKinds))
      return damaged("BTF type " + Twine(Out.Types.size()) + ", at byte " +
                     Twine(Start) + " of the types, is of kind " + Twine(Kind) +
                     "; kinds 1 to " + Twine(BtfKinds - 1) + " are known");
    T.Kind = BtfKind(Kind);
    T.Flag = Info >> 31;
    uint32_t Number = Info & 0xffff;
    switch (T.Kind) {
    case BtfKind::Int:
    case BtfKind::Struct:
    case BtfKind::Union:
    case BtfKind::Enum:
    case BtfKind::DataSec:
    case BtfKind::Float:
    case BtfKind::Enum64:
      T.Size = SizeOrType;
      break;
    case BtfKind::Array:
    case BtfKind::Fwd:
      break;
    default:
      T.Type = SizeOrType;
    }
    switch (T.Kind) {
    case BtfKind::Int: {
      uint32_t Extra = In.u32();
      T.Encoding = Extra >> 24 & 0xf;
      T.BitOffset = Extra >> 16 & 0xff;
      T.Bits = Extra & 0xff;
      break;
    }
    case BtfKind::Array:
      T.Type = In.u32();
      T.IndexType = In.u32();
      T.Count = In.u32();
      break;
    case BtfKind::Func:
      T.Linkage = Number;
      break;
    case BtfKind::Var:
      T.Linkage = In.u32();
      break;
    case BtfKind::DeclTag:
      T.Component = In.u32();
      break;
    default:
      break;
    }
    if (Error E = name(NameOffset, T.Name))
      return E;
    if (size_t Each = elementSize(T.Kind)) {
      if (Number > In.left() / Each)
        return damaged("BTF type " + Twine(Out.Types.size()) + " has " +
                       Twine(Number) + " elements of " + Twine(Each) +
                       " bytes, but " + Twine(In.left()) + " bytes are left");
      T.First = Out.Elements.size();
      T.Number = Number;
      for (uint32_t I = 0; I < Number; ++I)
        if (Error E = element(In, T))
          return E;
    }
    if (In.ranShort())
      return damaged("the types of section .BTF end within type " +
                     Twine(Out.Types.size()));
    ++Out.Counts[Kind];
    Out.Types.push_back(T);
    return Error::success();
  }

  Error element(ByteReader &In, const BtfType &T) {
    uint32_t A = In.u32(), B = In.u32();
    BtfElement Element;
    switch (T.Kind) {
    case BtfKind::DataSec:
      Element.Type = A;
      Element.Offset = B;
      Element.Size = In.u32();
      break;
    case BtfKind::Enum:
      Element.Value = T.Flag ? uint64_t(int64_t(int32_t(B))) : B;
      break;
    case BtfKind::Enum64:
      Element.Value = uint64_t(In.u32()) << 32 | B;
      break;
    case BtfKind::FuncProto:
      Element.Type = B;
      break;
    default: {
      Element.Type = B;
      uint32_t Offset = In.u32();
      // With the flag, the offset has the size of a bitfield in its top byte.
      Element.Offset = T.Flag ? Offset & 0xffffff : Offset;
      Element.Size = T.Flag ? Offset >> 24 : 0;
    }
    }
    if (T.Kind != BtfKind::DataSec)
      if (Error E = name(A, Element.Name))
        return E;
    Out.Elements.push_back(Element);
    return Error::success();
  }

  Btf &Out;
  endianness Endian;
};

} // namespace

Expected<std::unique_ptr<Btf>> readBtf(std::string Bytes, endianness Endian) {
  auto Result = std::make_unique<Btf>();
  Result->Bytes = std::move(Bytes);
  if (Error E = Parser(*Result, Endian).parse())
    return E;
  if (Error E = checkBtf(*Result))
    return E;
  return Result;
}

} // namespace bpflinker
