// Writes a .BTF section. Its reader is bpf/btf_section.h.

#ifndef BPF_LINKER_LINKER_BTF_WRITER_H
#define BPF_LINKER_LINKER_BTF_WRITER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"

#include <string>
#include <vector>

namespace bpflinker {

class BtfWriter {
public:
  /// Adds the words of a type behind the others. The first has the id 1.
  void append(llvm::ArrayRef<uint32_t> Type) {
    llvm::append_range(Words, Type);
  }
  /// The offset of a string, which is added where it is new.
  uint32_t addString(llvm::StringRef S);
  std::string write(llvm::endianness Endian) const;

private:
  std::vector<uint32_t> Words;
  std::string Strings = std::string(1, '\0');
  llvm::StringMap<uint32_t> Offsets;
};

} // namespace bpflinker

#endif
