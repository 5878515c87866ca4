// Takes loops out of programs, for kernels whose verifier refuses them.
//
// The room loops/
//   in    a module, and how large a function may grow
//   out   the module with fewer loops, and why each other stays (left.h)

#ifndef BPF_LINKER_LINKER_LOOPS_UNROLL_H
#define BPF_LINKER_LINKER_LOOPS_UNROLL_H

#include "linker/options.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace bpflinker {

struct UnrollSettings {
  /// The most that the kernels verify.
  uint64_t MaxInstructions = 1'000'000;
  /// Peel iterations off where no bound is known, in the hope that what is left
  /// turns out never to run.
  bool Peel = false;
  /// Where nothing else helps, take `volatile` from local variables.
  bool PlainLocals = false;

  /// The most instructions of IR that a function may grow to: much of what
  /// unrolling copies is constant afterwards and goes, but too little of a
  /// million. What is above is not tried at all.
  uint64_t budget() const {
    return Peel ? std::min<uint64_t>(4 * MaxInstructions, 1'000'000)
                : guessBudget();
  }
  /// The same where nobody knows whether it helps, or asked for all means: LLVM
  /// takes seconds for that many, and minutes for a million.
  uint64_t guessBudget() const {
    return std::min<uint64_t>(4 * MaxInstructions, 100'000);
  }
};

/// What the options ask of the unroller.
UnrollSettings unrollSettings(const LinkOptions &Options);

/// Unrolls, completely, every loop for which scalar evolution knows how often
/// it runs or at most runs, unless that takes more than the budget. Other loops
/// stay.
void unrollLoops(llvm::Module &M, llvm::TargetMachine &Machine,
                 const UnrollSettings &Settings);

} // namespace bpflinker

#endif
