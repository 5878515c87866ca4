// ELF files as carriers of bitcode.

#ifndef BPF_LINKER_LINKER_READ_ELF_H
#define BPF_LINKER_LINKER_READ_ELF_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <vector>

namespace bpflinker {

struct ElfBitcode {
  /// Contents of the sections that hold bitcode, in file order. `.llvm.lto`
  /// (`-ffat-lto-objects`) if there is one, else `.llvmbc` (`-fembed-bitcode`,
  /// rustc): a file with both has the same module in each.
  std::vector<llvm::StringRef> Sections;
  /// ELF's e_machine.
  uint16_t Machine = 0;
};

/// Fails when the file is damaged.
llvm::Expected<ElfBitcode> findElfBitcode(llvm::MemoryBufferRef File);

} // namespace bpflinker

#endif
