#include "library/heap.h"

namespace bpflinker {

// macOS's malloc has no such settings.
void prepareHeap() {}

} // namespace bpflinker
