// One function whose loops are worked on: its analyses, and the passes that the
// work is made of.

#ifndef BPF_LINKER_LINKER_LOOPS_LOOP_WORK_H
#define BPF_LINKER_LINKER_LOOPS_LOOP_WORK_H

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/PassManager.h"

namespace bpflinker {

/// What the whole of a loop's iterations comes to: its blocks, those of inner
/// loops as often as they run at most (once, where that is not known).
uint64_t weigh(const llvm::Loop &L, llvm::ScalarEvolution &Evolution);

class LoopWork {
public:
  LoopWork(llvm::Function &F, llvm::FunctionAnalysisManager &Analyses);

  llvm::Function &function() { return F; }
  template <typename Analysis> typename Analysis::Result &get() {
    return Analyses.getResult<Analysis>(F);
  }
  llvm::LoopInfo &loops();
  llvm::ScalarEvolution &evolution();

  /// Makes loops of cycles that are entered in several places.
  void makeReducible();
  /// Every loop with one header, one latch, rotated, and counters as
  /// scalar evolution likes them.
  void canonicalize();
  /// After loops were unrolled or peeled.
  void simplify();
  /// Finds by conditions on the way there what simplify() does not.
  void simplifyHard();
  /// Something other than the passes above changed the function.
  void changed();

private:
  void apply(llvm::FunctionPassManager &Passes);

  llvm::Function &F;
  llvm::FunctionAnalysisManager &Analyses;
  llvm::FunctionPassManager Canonicalize, Simplify, Hard, Reducible;
};

} // namespace bpflinker

#endif
