// Which values the counter of a loop takes, one after the other.
//
// A counter is a phi of the header that begins as a constant. What follows on a
// value is computed from the body: constants, selects and phis give several,
// arithmetic combines them, and comparisons of the new value that were passed
// on the way to the latch take some away.

#ifndef BPF_LINKER_LINKER_LOOPS_COUNTER_GRAPH_H
#define BPF_LINKER_LINKER_LOOPS_COUNTER_GRAPH_H

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"

#include <optional>

namespace bpflinker {

using CounterValues = llvm::SmallSetVector<llvm::ConstantInt *, 8>;

/// For each value of the counter those that may follow, from the first on.
using CounterGraph = llvm::MapVector<llvm::ConstantInt *, CounterValues>;

/// Nothing where some value is not known, or there are more than a few.
std::optional<CounterGraph>
followingValues(const llvm::Loop &L, llvm::PHINode &Counter,
                const llvm::DominatorTree &Dominators);

/// Whether a value may come again.
bool hasCycle(CounterGraph Following);

} // namespace bpflinker

#endif
