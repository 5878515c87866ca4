// The executable's heap: a link allocates some megabytes, frees little and
// exits.

#ifndef BPF_LINKER_LIBRARY_HEAP_H
#define BPF_LINKER_LIBRARY_HEAP_H

namespace bpflinker {

/// Makes malloc fit for that, before anything is allocated.
void prepareHeap();

} // namespace bpflinker

#endif
