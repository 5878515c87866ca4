// The one reader of .BTF: the section's types as words in the host's byte
// order, and its strings.
//
// Nothing is believed: every offset, count, kind, id and name is checked, so
// that whoever walks the words need not, and memory is proportional to the
// section. What types say about each other (no struct inside itself, a member
// outside its struct) is for those who care: inspect/btf_check.cpp. Words can
// be changed in place, and the linker, which reads what the back end has just
// written, does. Format: include/uapi/linux/btf.h.

#ifndef BPF_LINKER_BPF_BTF_SECTION_H
#define BPF_LINKER_BPF_BTF_SECTION_H

#include "bpf/btf_kind.h"
#include "support/string_table.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace bpflinker {

using BtfId = uint32_t;

/// What the second word of a type says.
inline uint32_t btfKindIn(uint32_t Info) { return Info >> 24 & 0x1f; }
inline uint32_t btfElementsIn(uint32_t Info) { return Info & 0xffff; }
inline bool btfFlagIn(uint32_t Info) { return Info >> 31; }

/// Calls `Do(role, word)` for each word of a type, in order.
template <typename Words, typename Function>
void forEachBtfWord(Words Type, Function Do) {
  const BtfLayout &Layout = BtfLayouts[btfKindIn(Type[1])];
  Do(BtfWord::Name, Type[0]);
  Do(BtfWord::Plain, Type[1]);
  Do(Layout.Third, Type[2]);
  for (size_t At = BtfHeadWords; At < Type.size(); At += Layout.Words)
    for (unsigned I = 0; I != Layout.Words; ++I)
      Do(Layout.Roles[I], Type[At + I]);
}

class BtfSection {
public:
  /// `Bytes` must live as long: the strings stay there.
  static llvm::Expected<BtfSection> read(llvm::StringRef Bytes,
                                         llvm::endianness Endian);

  /// How many types there are; the first, 0, is void, which has no words.
  unsigned size() const { return Begin.size() - 1; }
  llvm::MutableArrayRef<uint32_t> words(BtfId Id) {
    return llvm::MutableArrayRef(Words).slice(Begin[Id],
                                              Begin[Id + 1] - Begin[Id]);
  }
  llvm::ArrayRef<uint32_t> words(BtfId Id) const {
    return const_cast<BtfSection *>(this)->words(Id);
  }
  BtfKind kind(BtfId Id) const {
    return Id ? BtfKind(btfKindIn(words(Id)[1])) : BtfKind::Void;
  }
  /// Its elements: members, parameters, values, variables.
  unsigned elements(BtfId Id) const { return btfElementsIn(words(Id)[1]); }
  bool flag(BtfId Id) const { return btfFlagIn(words(Id)[1]); }

  llvm::StringRef string(uint32_t Offset) const {
    return Strings.at(Offset).value_or("");
  }
  const StringTable &strings() const { return Strings; }

private:
  friend class BtfSectionReader;

  std::vector<uint32_t> Words;
  /// Of each type, and the end of the last.
  std::vector<uint32_t> Begin{0, 0};
  StringTable Strings;
};

/// "BTF type 12 (struct 'foo')", for messages.
std::string describeBtfType(BtfId Id, BtfKind Kind, llvm::StringRef Name);

} // namespace bpflinker

#endif
