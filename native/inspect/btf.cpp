// From the words of a section to records; what the records say about each other
// is checked in btf_check.cpp.

#include "inspect/btf.h"

#include "support/damage.h"

namespace bpflinker {

using namespace llvm;

std::string describe(const Btf &Types, BtfId Id) {
  const BtfType &T = Types.type(Id);
  return describeBtfType(Id, T.Kind, T.Name);
}

namespace {

class Decoder {
public:
  Decoder(Btf &Out, const BtfSection &Section) : Out(Out), Section(Section) {}

  Error run() {
    Out.Types.reserve(Section.size());
    Out.Types.emplace_back(); // void
    for (BtfId Id = 1; Id != Section.size(); ++Id) {
      type(Section.words(Id));
      // As large as they claim to be together only in what no compiler made.
      if (Out.Strings.overdrawn())
        return damaged("the names in section .BTF add up to many times the " +
                       Twine(Out.Strings.size()) + " bytes that they share");
    }
    return Error::success();
  }

private:
  StringRef name(uint32_t Offset) { return *Out.Strings.charge(Offset); }

  void type(ArrayRef<uint32_t> Words) {
    BtfType T;
    T.Name = name(Words[0]);
    T.Kind = BtfKind(btfKindIn(Words[1]));
    T.Flag = btfFlagIn(Words[1]);
    const BtfLayout &Layout = layoutOf(T.Kind);
    if (Layout.Third == BtfWord::Size)
      T.Size = Words[2];
    else if (Layout.Third == BtfWord::Type)
      T.Type = Words[2];
    ArrayRef<uint32_t> Rest = Words.drop_front(BtfHeadWords);
    switch (T.Kind) {
    case BtfKind::Int:
      T.Encoding = Rest[0] >> 24 & 0xf;
      T.BitOffset = Rest[0] >> 16 & 0xff;
      T.Bits = Rest[0] & 0xff;
      break;
    case BtfKind::Array:
      T.Type = Rest[0];
      T.IndexType = Rest[1];
      T.Count = Rest[2];
      break;
    case BtfKind::Func:
      T.Linkage = btfElementsIn(Words[1]);
      break;
    case BtfKind::Var:
      T.Linkage = Rest[0];
      break;
    case BtfKind::DeclTag:
      T.Component = Rest[0];
      break;
    default:
      break;
    }
    if (Layout.IsCounted) {
      T.First = Out.Elements.size();
      T.Number = btfElementsIn(Words[1]);
      for (; !Rest.empty(); Rest = Rest.drop_front(Layout.Words))
        Out.Elements.push_back(element(T, Rest));
    }
    ++Out.Counts[unsigned(T.Kind)];
    Out.Types.push_back(T);
  }

  BtfElement element(const BtfType &T, ArrayRef<uint32_t> Words) {
    BtfElement Element;
    switch (T.Kind) {
    case BtfKind::DataSec:
      Element.Type = Words[0];
      Element.Offset = Words[1];
      Element.Size = Words[2];
      return Element;
    case BtfKind::Enum:
      Element.Value = T.Flag ? uint64_t(int64_t(int32_t(Words[1]))) : Words[1];
      break;
    case BtfKind::Enum64:
      Element.Value = uint64_t(Words[2]) << 32 | Words[1];
      break;
    case BtfKind::FuncProto:
      Element.Type = Words[1];
      break;
    default:
      Element.Type = Words[1];
      // With the flag, the offset has the size of a bitfield in its top byte.
      Element.Offset = T.Flag ? Words[2] & 0xffffff : Words[2];
      Element.Size = T.Flag ? Words[2] >> 24 : 0;
    }
    Element.Name = name(Words[0]);
    return Element;
  }

  Btf &Out;
  const BtfSection &Section;
};

} // namespace

Expected<std::unique_ptr<Btf>> readBtf(std::string Bytes, endianness Endian) {
  auto Result = std::make_unique<Btf>();
  Result->Bytes = std::move(Bytes);
  Expected<BtfSection> Section = BtfSection::read(Result->Bytes, Endian);
  if (!Section)
    return Section.takeError();
  Result->Strings = Section->strings();
  if (Error E = Decoder(*Result, *Section).run())
    return E;
  if (Error E = checkBtf(*Result))
    return E;
  return Result;
}

} // namespace bpflinker
