// Loops that count in `volatile` variables of their own function.

#ifndef BPF_LINKER_LINKER_LOOPS_VOLATILE_LOCALS_H
#define BPF_LINKER_LINKER_LOOPS_VOLATILE_LOCALS_H

#include "llvm/Analysis/LoopInfo.h"

namespace bpflinker {

/// Makes plain the volatile accesses of local variables that are accessed in
/// these loops and whose address stays in the function; true where there were
/// any. Nothing sees the stack of a BPF program but the program itself: neither
/// a signal nor a debugger, another thread, or setjmp can tell.
bool makeLocalsPlain(const llvm::LoopInfo &Loops);

} // namespace bpflinker

#endif
