// The last resort against a loop whose bound is unknown.

#ifndef BPF_LINKER_LINKER_LOOPS_PEEL_H
#define BPF_LINKER_LINKER_LOOPS_PEEL_H

#include "linker/loops/loop_work.h"

namespace bpflinker {

/// Peels one loop of the function, innermost first, until simplification finds
/// that its back-edge is never taken; true when that worked. Otherwise the
/// function is as it was, apart from marks on the loops that were tried, which
/// are not tried again. `Serial` numbers the marks.
bool peelAway(LoopWork &Work, uint64_t Budget, unsigned &Serial);

} // namespace bpflinker

#endif
