// One instruction at a time to LLVM's assembly text, as llvm-objdump prints it.

#ifndef BPF_LINKER_INSPECT_DISASSEMBLY_H
#define BPF_LINKER_INSPECT_DISASSEMBLY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Endian.h"

#include <memory>
#include <string>

namespace bpflinker {

class Disassembler {
public:
  explicit Disassembler(llvm::endianness Endian);
  ~Disassembler();

  /// The text and length in bytes (8 or 16) of the instruction that `Bytes`,
  /// at least 8, start with. What is none has the text "<unknown>" and 8 bytes.
  std::pair<std::string, unsigned> decode(llvm::ArrayRef<uint8_t> Bytes,
                                          uint64_t Address) const;

private:
  struct Machine;
  std::unique_ptr<Machine> M;
};

} // namespace bpflinker

#endif
