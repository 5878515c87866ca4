// Bounds of loops that come from the size of what they walk over.

#ifndef BPF_LINKER_LINKER_LOOPS_OBJECT_BOUNDS_H
#define BPF_LINKER_LINKER_LOOPS_OBJECT_BOUNDS_H

#include "linker/loops/loop_work.h"

namespace bpflinker {

/// Finds a loop without a bound that accesses an array of known size at every
/// turn, one element after the other, and states in the code that it ends where
/// the array does: what is beyond is undefined behaviour (C11, 6.5.6). True
/// where there was one; each loop is bounded once.
///
/// An array of one element (the older form of `T a[]`) bounds nothing: a loader
/// may give its map another size (libbpf's bpf_map__set_value_size).
bool boundByObject(LoopWork &Work);

/// How often the body of such a loop runs at most.
std::optional<uint64_t> turnsByObject(const llvm::Loop &L, LoopWork &Work);

} // namespace bpflinker

#endif
