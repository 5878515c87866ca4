// Division of integers that fill two registers.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_WIDE_DIVISION_H
#define BPF_LINKER_LINKER_OPTIMIZE_WIDE_DIVISION_H

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Makes of each what the verifier can follow: three divisions of 64 bits where
/// the divisor is a constant below 2^32, else a call of a function made here.
/// The inputs' `__udivti3` would not do. LLVM cannot call it, and the loops of
/// Rust's compiler_builtins have no bound that the verifier sees ("the sequence
/// of 8193 jumps is too complex").
///
/// \param Inline the function is to be inlined everywhere.
void divideWideIntegers(llvm::Module &M, bool Inline);

} // namespace bpflinker

#endif
