// The functions behind the C table of native_api.h: a job in somebody else's
// process. No signal handler, no limit, no chdir, nothing printed.

#ifndef BPF_LINKER_LIBRARY_IN_PROCESS_H
#define BPF_LINKER_LIBRARY_IN_PROCESS_H

#include "library/native_api.h"

namespace bpflinker {

BpfLinkerBytes runJobInProcess(const uint8_t *Message, size_t Size);
void releaseBytes(BpfLinkerBytes Bytes);

} // namespace bpflinker

#endif
