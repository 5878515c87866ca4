// Definitions of memcpy, memmove, memset, memcmp and bcmp, made as IR.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_BUILTIN_FUNCTIONS_H
#define BPF_LINKER_LINKER_OPTIMIZE_BUILTIN_FUNCTIONS_H

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

#include <array>

namespace bpflinker {

enum class MemoryBuiltin { Copy, Move, Set, Compare, CompareEqual };

/// The definitions that one module has or gets.
class BuiltinFunctions {
public:
  /// `Inline`: those that are made are to be inlined everywhere.
  BuiltinFunctions(llvm::Module &M, bool Inline) : M(M), Inline(Inline) {}

  /// The inputs' definition, else one made here. One that is made works on
  /// words of `Width` (1, 2, 4, 8) bytes, which both pointers must be aligned
  /// to, and is called `memset_align8` and so on where that is not 1.
  llvm::Function *get(MemoryBuiltin Which, unsigned Width);

  /// Gives a body to those of the five that are declared and used.
  void defineDeclared();

private:
  void make(llvm::Function &F, MemoryBuiltin Which, unsigned Width);

  llvm::Module &M;
  bool Inline;
  llvm::SmallPtrSet<llvm::Function *, 8> Made;
};

/// A byte in every byte of a word of `Width` bytes.
llvm::Value *splatByte(llvm::IRBuilder<> &Builder, llvm::Value *Byte,
                       unsigned Width);

/// Calls it with its arguments cast to what it declares: C programs declare
/// the length as int or long.
void callMemoryBuiltin(llvm::IRBuilder<> &Builder, llvm::Function &Callee,
                       std::array<llvm::Value *, 3> Arguments);

} // namespace bpflinker

#endif
