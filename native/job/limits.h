// What a job's own process may use up. Never called in somebody else's process.

#ifndef BPF_LINKER_JOB_LIMITS_H
#define BPF_LINKER_JOB_LIMITS_H

#include "job/request.h"

namespace bpflinker {

/// Address space, processor time, and no core dumps. A limit that is already
/// lower stays. At its processor time the process gets SIGPROF, and up to two
/// seconds of it later SIGKILL.
void applyLimits(const JobLimits &Limits);

} // namespace bpflinker

#endif
