#include "linker/btf/types.h"

using namespace llvm;

namespace bpflinker {

namespace {

constexpr unsigned HeadWords = 3;

/// The words behind the first three.
unsigned tailWords(unsigned Kind, unsigned Elements) {
  switch (Kind) {
  case BTF::BTF_KIND_INT:
  case BTF::BTF_KIND_VAR:
  case BTF::BTF_KIND_DECL_TAG:
    return 1;
  case BTF::BTF_KIND_ARRAY:
    return 3;
  case BTF::BTF_KIND_STRUCT:
  case BTF::BTF_KIND_UNION:
  case BTF::BTF_KIND_DATASEC:
  case BTF::BTF_KIND_ENUM64:
    return 3 * Elements;
  case BTF::BTF_KIND_ENUM:
  case BTF::BTF_KIND_FUNC_PROTO:
    return 2 * Elements;
  default:
    return 0;
  }
}

bool headRefers(unsigned Kind) {
  switch (Kind) {
  case BTF::BTF_KIND_PTR:
  case BTF::BTF_KIND_TYPEDEF:
  case BTF::BTF_KIND_VOLATILE:
  case BTF::BTF_KIND_CONST:
  case BTF::BTF_KIND_RESTRICT:
  case BTF::BTF_KIND_FUNC:
  case BTF::BTF_KIND_FUNC_PROTO:
  case BTF::BTF_KIND_VAR:
  case BTF::BTF_KIND_DECL_TAG:
  case BTF::BTF_KIND_TYPE_TAG:
    return true;
  default:
    return false;
  }
}

} // namespace

BtfWord BtfTypes::role(unsigned Kind, unsigned Index) {
  using enum BtfWord;
  if (Index < HeadWords)
    return Index == 0 ? Name : Index == 2 && headRefers(Kind) ? Type : Plain;
  unsigned Tail = Index - HeadWords;
  switch (Kind) {
  case BTF::BTF_KIND_ARRAY: // element, index, count
    return Tail < 2 ? Type : Plain;
  case BTF::BTF_KIND_STRUCT: // name, type, offset
  case BTF::BTF_KIND_UNION:
    return Tail % 3 == 0 ? Name : Tail % 3 == 1 ? Type : Plain;
  case BTF::BTF_KIND_FUNC_PROTO: // name, type
    return Tail % 2 == 0 ? Name : Type;
  case BTF::BTF_KIND_DATASEC: // type, offset, size
    return Tail % 3 == 0 ? Type : Plain;
  case BTF::BTF_KIND_ENUM: // name, value
    return Tail % 2 == 0 ? Name : Plain;
  case BTF::BTF_KIND_ENUM64: // name, low half, high half
    return Tail % 3 == 0 ? Name : Plain;
  default:
    return Plain;
  }
}

Expected<BtfTypes> BtfTypes::read(StringRef Section, endianness Endian) {
  auto Word = [&](size_t Offset) {
    return support::endian::read32(Section.data() + Offset, Endian);
  };
  auto Broken = [] { return createStringError("the .BTF section is broken"); };
  if (Section.size() < sizeof(BTF::Header))
    return Broken();
  uint64_t TypeBytes = Word(offsetof(BTF::Header, TypeLen));
  uint64_t StringBytes = Word(offsetof(BTF::Header, StrLen));
  StringRef Rest = Section.drop_front(sizeof(BTF::Header));
  // As LLVM writes it: the header, the types, the strings.
  if (Word(offsetof(BTF::Header, HdrLen)) != sizeof(BTF::Header) ||
      Word(offsetof(BTF::Header, TypeOff)) != 0 || TypeBytes % 4 != 0 ||
      Word(offsetof(BTF::Header, StrOff)) != TypeBytes ||
      Rest.size() < TypeBytes + StringBytes)
    return Broken();

  BtfTypes Types;
  Types.Words.reserve(TypeBytes / 4);
  for (uint64_t At = 0; At != TypeBytes; At += 4)
    Types.Words.push_back(Word(sizeof(BTF::Header) + At));
  Types.Strings = Rest.substr(TypeBytes, StringBytes).str();
  if (Types.Strings.empty() || Types.Strings.back() != '\0')
    return Broken();
  while (Types.Begin.back() != Types.Words.size()) {
    uint64_t At = Types.Begin.back();
    if (Types.Words.size() - At < HeadWords)
      return Broken();
    uint32_t Info = Types.Words[At + 1];
    At += HeadWords + tailWords(Info >> 24 & 0x1f, Info & 0xffff);
    if (At > Types.Words.size())
      return Broken();
    Types.Begin.push_back(At);
  }
  for (unsigned Id = 1; Id != Types.size(); ++Id)
    for (auto [Index, Each] : enumerate(Types.words(Id))) {
      BtfWord Role = role(Types.kind(Id), Index);
      if ((Role == BtfWord::Type && Each >= Types.size()) ||
          (Role == BtfWord::Name && Each >= Types.Strings.size()))
        return Broken();
    }
  return Types;
}

void BtfTypes::append(ArrayRef<uint32_t> Type) {
  llvm::append_range(Words, Type);
  Begin.push_back(Words.size());
}

uint32_t BtfTypes::addString(StringRef S) {
  if (S.empty())
    return 0;
  auto [At, IsNew] = Offsets.try_emplace(S, Strings.size());
  if (IsNew)
    (Strings += S) += '\0';
  return At->second;
}

std::string BtfTypes::write(endianness Endian) const {
  uint32_t TypeBytes = Words.size() * sizeof(uint32_t);
  std::string Section(sizeof(BTF::Header) + TypeBytes, '\0');
  auto Put = [&](size_t Offset, uint32_t Value) {
    support::endian::write32(Section.data() + Offset, Value, Endian);
  };
  support::endian::write16(Section.data(), BTF::MAGIC, Endian);
  Section[offsetof(BTF::Header, Version)] = BTF::VERSION;
  Put(offsetof(BTF::Header, HdrLen), sizeof(BTF::Header));
  Put(offsetof(BTF::Header, TypeLen), TypeBytes);
  Put(offsetof(BTF::Header, StrOff), TypeBytes);
  Put(offsetof(BTF::Header, StrLen), Strings.size());
  for (auto [Index, Each] : enumerate(Words))
    Put(sizeof(BTF::Header) + Index * sizeof(uint32_t), Each);
  return Section + Strings;
}

} // namespace bpflinker
