// The types of an emitted .BTF section as words that can be changed. For what
// our own back end has just written: inspect/btf.h is the reader of other
// people's objects. Format: include/uapi/linux/btf.h.

#ifndef BPF_LINKER_LINKER_BTF_TYPES_H
#define BPF_LINKER_LINKER_BTF_TYPES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/BTF/BTF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace bpflinker {

/// What a word of a type stands for.
enum class BtfWord { Plain, Name, Type };

/// By id; 0 is void, which has no words.
class BtfTypes {
public:
  static llvm::Expected<BtfTypes> read(llvm::StringRef Section,
                                       llvm::endianness Endian);

  unsigned size() const { return Begin.size() - 1; }
  llvm::MutableArrayRef<uint32_t> words(unsigned Id) {
    return llvm::MutableArrayRef(Words).slice(Begin[Id],
                                              Begin[Id + 1] - Begin[Id]);
  }
  llvm::ArrayRef<uint32_t> words(unsigned Id) const {
    return const_cast<BtfTypes *>(this)->words(Id);
  }
  unsigned kind(unsigned Id) const {
    return Id ? words(Id)[1] >> 24 & 0x1f : unsigned(llvm::BTF::BTF_KIND_UNKN);
  }
  /// Its elements: members, parameters, values, variables.
  unsigned elements(unsigned Id) const { return words(Id)[1] & 0xffff; }
  bool flag(unsigned Id) const { return words(Id)[1] >> 31; }
  llvm::StringRef string(uint32_t Offset) const {
    return llvm::StringRef(Strings).substr(Offset).split('\0').first;
  }
  /// Where the words of the type stand in the section, in bytes.
  uint64_t offset(unsigned Id) const {
    return sizeof(llvm::BTF::Header) + Begin[Id] * sizeof(uint32_t);
  }

  /// What the word `Index` of a type of that kind is.
  static BtfWord role(unsigned Kind, unsigned Index);

  /// Adds the words of a type behind the others.
  void append(llvm::ArrayRef<uint32_t> Type);
  /// The offset of a string, which is added where it is new.
  uint32_t addString(llvm::StringRef S);
  std::string write(llvm::endianness Endian) const;

private:
  std::vector<uint32_t> Words;
  /// Of each type, and the end of the last.
  std::vector<uint32_t> Begin{0, 0};
  std::string Strings = std::string(1, '\0');
  llvm::StringMap<uint32_t> Offsets;
};

} // namespace bpflinker

#endif
