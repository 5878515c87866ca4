// Loops whose counter takes a handful of values, none of them twice.

#ifndef BPF_LINKER_LINKER_LOOPS_COUNTER_VALUES_H
#define BPF_LINKER_LINKER_LOOPS_COUNTER_VALUES_H

#include "linker/loops/loop_work.h"

namespace bpflinker {

/// Makes of such a loop one copy of its body for each value, with jumps from
/// each to those of the values that may follow: `i += c ? 3 : 7` until i is
/// 9, 10, 13 or 14 ends, though no range of i says so. True where there was
/// one; otherwise nothing is changed.
bool splitByCounter(LoopWork &Work, uint64_t Budget);

} // namespace bpflinker

#endif
