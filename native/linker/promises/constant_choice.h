// One of several constants, by index, without a table.

#ifndef BPF_LINKER_LINKER_PROMISES_CONSTANT_CHOICE_H
#define BPF_LINKER_LINKER_PROMISES_CONSTANT_CHOICE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Instruction.h"

namespace bpflinker {

/// Values[Index - First], as code before `At`; any other index is undefined. A
/// shift of a constant that holds all the values, where they are small, else a
/// switch whose arms are the values or such constants (the back end makes a
/// tree of comparisons of it).
llvm::Value *chooseConstant(llvm::Instruction &At, llvm::Value &Index,
                            llvm::ArrayRef<llvm::Constant *> Values,
                            int64_t First);

} // namespace bpflinker

#endif
