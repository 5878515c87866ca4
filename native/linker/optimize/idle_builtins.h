// Memory builtins that nothing calls. They stay in the object because a later
// step of a link might have called them; optimising them was a third of a small
// Rust program's link.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_IDLE_BUILTINS_H
#define BPF_LINKER_LINKER_OPTIMIZE_IDLE_BUILTINS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Module.h"

#include <string>
#include <vector>

namespace bpflinker {

/// Those of the builtins that nothing else needs, and what only they need. A
/// memory intrinsic whose length is not constant counts as a call.
/// \param Names builtins that are visible although nobody exports them.
std::vector<llvm::Function *> idleBuiltins(llvm::Module &M,
                                           llvm::ArrayRef<std::string> Names);

/// Makes a helper that is called once a part of what calls it; it goes from
/// `Functions` too. False where a function is not fit for BPF as its compiler
/// made it: stack variables (code from `-O0`), more than five arguments, a
/// result wider than a register.
bool joinIdleBuiltins(std::vector<llvm::Function *> &Functions);

/// Keeps LLVM's optional passes from functions for as long as it lives; no
/// function may be `optnone` before.
class OptimizerBarrier {
public:
  explicit OptimizerBarrier(llvm::Module &M) : M(M) {}
  ~OptimizerBarrier();
  OptimizerBarrier(const OptimizerBarrier &) = delete;
  OptimizerBarrier &operator=(const OptimizerBarrier &) = delete;

  void add(llvm::Function &F);

private:
  llvm::Module &M;
  /// Functions that were `noinline` before: `optnone` demands it.
  llvm::StringSet<> NoInline;
};

} // namespace bpflinker

#endif
