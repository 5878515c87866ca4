// Peeling of a loop's first turns. In LLVM 22 peelLoop returns true wherever
// canPeel holds; LLVM 23 returns nothing (llvm/Transforms/Utils/LoopPeel.h).

#ifndef BPF_LINKER_LLVM_VERSIONS_PEEL_LOOP_H
#define BPF_LINKER_LLVM_VERSIONS_PEEL_LOOP_H

#include "llvm/Config/llvm-config.h"
#include "llvm/Transforms/Utils/LoopPeel.h"

namespace bpflinker {

/// False where the loop stayed as it was.
inline bool peelFirst(llvm::Loop &L, unsigned Count, llvm::LoopInfo &Loops,
                      llvm::ScalarEvolution &Evolution,
                      llvm::DominatorTree &Tree,
                      llvm::AssumptionCache &Assumptions) {
  llvm::ValueToValueMapTy Map;
  auto Peel = [&] {
    return llvm::peelLoop(&L, Count, /*PeelLast=*/false, &Loops, &Evolution,
                          Tree, &Assumptions, /*PreserveLCSSA=*/true, Map);
  };
#if LLVM_VERSION_MAJOR >= 23
  if (!llvm::canPeel(&L))
    return false;
  Peel();
  return true;
#else
  return llvm::canPeel(&L) && Peel();
#endif
}

} // namespace bpflinker

#endif
