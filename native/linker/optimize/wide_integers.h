// Arithmetic of integers that fill two registers, made of what registers can.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_WIDE_INTEGERS_H
#define BPF_LINKER_LINKER_OPTIMIZE_WIDE_INTEGERS_H

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Multiplies and shifts wide integers, and checks products of 64 bits for
/// overflow, half by half. Without this the back end would make calls of
/// `__multi3` and `__ashlti3`. Nobody has to have written such an integer: LLVM
/// makes them of loops that add up their counter, and of products whose upper
/// half somebody put together by hand.
///
/// Call it when no pass follows that would find these shapes again.
void expandWideIntegers(llvm::Module &M);

} // namespace bpflinker

#endif
