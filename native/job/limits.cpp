#include "job/limits.h"

#include <algorithm>
#include <sys/resource.h>
#include <sys/time.h>

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

/// The timer counts what the process computes, to the millisecond, and on all
/// systems; the limit of the system, in seconds, is for a process that does not
/// end by it.
static void limitProcessorTime(uint64_t Milliseconds) {
  struct itimerval Timer = {};
  Timer.it_value.tv_sec = Milliseconds / 1000;
  Timer.it_value.tv_usec = Milliseconds % 1000 * 1000;
  ::setitimer(ITIMER_PROF, &Timer, nullptr);
  rlim_t Seconds = (Milliseconds + 999) / 1000 + 1;
  lower(RLIMIT_CPU, Seconds, Seconds);
}

void applyLimits(const JobLimits &Limits) {
  lower(RLIMIT_CORE, 0, 0);
  if (Limits.MemoryBytes)
    lower(RLIMIT_AS, Limits.MemoryBytes, Limits.MemoryBytes);
  if (Limits.CpuMilliseconds)
    limitProcessorTime(Limits.CpuMilliseconds);
}

} // namespace bpflinker
