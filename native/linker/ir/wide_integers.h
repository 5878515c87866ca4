// Integers of more than a register. BPF's back end makes calls of some of their
// arithmetic, to the functions of libgcc (`__multi3`, `__udivti3`, …), and then
// refuses these: no library has them, and their results fill two registers.

#ifndef BPF_LINKER_LINKER_IR_WIDE_INTEGERS_H
#define BPF_LINKER_LINKER_IR_WIDE_INTEGERS_H

#include "llvm/IR/Type.h"

namespace bpflinker {

inline constexpr unsigned RegisterBits = 64;
inline constexpr unsigned WideBits = 2 * RegisterBits;

/// Fills two registers, or part of the second.
inline bool isWide(const llvm::Type &T) {
  return T.isIntegerTy() && T.getIntegerBitWidth() > RegisterBits &&
         T.getIntegerBitWidth() <= WideBits;
}

} // namespace bpflinker

#endif
