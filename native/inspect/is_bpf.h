// Tells a BPF object from everything else that people hand to `inspect`.

#ifndef BPF_LINKER_INSPECT_IS_BPF_H
#define BPF_LINKER_INSPECT_IS_BPF_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace bpflinker {

/// Success when `Bytes` have a whole ELF header of machine BPF, 64-bit, of a
/// known byte order. Else the error says what they are.
llvm::Error checkIsBpf(llvm::StringRef Bytes);

} // namespace bpflinker

#endif
