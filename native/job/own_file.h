// The native file that this code is in: the shared library, the executable that
// has everything inside, or a test.

#ifndef BPF_LINKER_JOB_OWN_FILE_H
#define BPF_LINKER_JOB_OWN_FILE_H

#include "llvm/ADT/SmallVector.h"

namespace bpflinker {

/// Its path, behind symbolic links; false when the system does not say.
bool ownFile(llvm::SmallVectorImpl<char> &Path);

} // namespace bpflinker

#endif
