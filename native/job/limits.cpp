#include "job/limits.h"

#include <algorithm>
#include <sys/resource.h>

namespace bpflinker {

/// Lowers a limit; lowering needs no privilege and does not fail.
static void lower(decltype(RLIMIT_AS) Resource, rlim_t Soft, rlim_t Hard) {
  struct rlimit Limit;
  if (::getrlimit(Resource, &Limit) != 0)
    return;
  Limit.rlim_max = std::min(Limit.rlim_max, Hard);
  Limit.rlim_cur = std::min({Limit.rlim_cur, Soft, Limit.rlim_max});
  ::setrlimit(Resource, &Limit);
}

void applyLimits(const JobLimits &Limits) {
  lower(RLIMIT_CORE, 0, 0);
  if (Limits.MemoryBytes)
    lower(RLIMIT_AS, Limits.MemoryBytes, Limits.MemoryBytes);
  if (Limits.CpuSeconds)
    lower(RLIMIT_CPU, Limits.CpuSeconds, Limits.CpuSeconds + 1);
}

} // namespace bpflinker
