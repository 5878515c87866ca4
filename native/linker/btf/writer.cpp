#include "linker/btf/writer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/DebugInfo/BTF/BTF.h"

using namespace llvm;

namespace bpflinker {

uint32_t BtfWriter::addString(StringRef S) {
  if (S.empty())
    return 0;
  auto [At, IsNew] = Offsets.try_emplace(S, Strings.size());
  if (IsNew)
    (Strings += S) += '\0';
  return At->second;
}

std::string BtfWriter::write(endianness Endian) const {
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
