// Integers of more than a register. BPF's back end makes calls of some of their
// arithmetic, to the functions of libgcc (`__multi3`, `__udivti3`, …), and then
// refuses these: no library has them, and their results fill two registers.

#ifndef BPF_LINKER_LINKER_IR_WIDE_INTEGERS_H
#define BPF_LINKER_LINKER_IR_WIDE_INTEGERS_H

#include "llvm/IR/IRBuilder.h"

namespace bpflinker {

inline constexpr unsigned RegisterBits = 64;
inline constexpr unsigned WideBits = 2 * RegisterBits;

/// Fills two registers, or part of the second.
inline bool isWide(const llvm::Type &T) {
  return T.isIntegerTy() && T.getIntegerBitWidth() > RegisterBits &&
         T.getIntegerBitWidth() <= WideBits;
}

/// One of them in two registers.
struct Halves {
  llvm::Value *Low, *High;
};

/// Of a value of 128 bits.
inline Halves split(llvm::IRBuilderBase &Builder, llvm::Value *V) {
  llvm::Type *Register = Builder.getInt64Ty();
  llvm::Value *High =
      Builder.CreateTrunc(Builder.CreateLShr(V, RegisterBits), Register);
  return {Builder.CreateTrunc(V, Register), High};
}

inline llvm::Value *join(llvm::IRBuilderBase &Builder, Halves V) {
  llvm::Type *Wide = Builder.getInt128Ty();
  llvm::Value *High =
      Builder.CreateShl(Builder.CreateZExt(V.High, Wide), RegisterBits);
  return Builder.CreateOr(Builder.CreateZExt(V.Low, Wide), High);
}

} // namespace bpflinker

#endif
