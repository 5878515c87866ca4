// Calls of the kernel's helpers.

#ifndef BPF_LINKER_LINKER_IR_HELPER_CALL_H
#define BPF_LINKER_LINKER_IR_HELPER_CALL_H

#include "llvm/IR/Constants.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Operator.h"

#include <optional>

namespace bpflinker {

/// The number of the helper that is called (enum bpf_func_id in linux/bpf.h):
/// C calls it by a constant address, `((void *(*)(void *, void *))1)(map,
/// key)`. Empty for every other call.
inline std::optional<uint64_t> helperOf(const llvm::CallBase &Call) {
  const auto *Address =
      llvm::dyn_cast<llvm::ConstantExpr>(Call.getCalledOperand());
  if (!Address || Address->getOpcode() != llvm::Instruction::IntToPtr)
    return std::nullopt;
  const auto *Number =
      llvm::dyn_cast<llvm::ConstantInt>(Address->getOperand(0));
  return Number ? std::optional(Number->getZExtValue()) : std::nullopt;
}

} // namespace bpflinker

#endif
