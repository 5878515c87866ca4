// The last words of the executable. LLVM segfaults on some damaged bitcode,
// aborts where it cannot go on, runs out of memory and time: each becomes a
// diagnostic that names what was being done, for the response or on a terminal.
//
// A fatal signal, the allocation hooks and an unexpected exit() end in one
// place. It writes text that was laid out before the job began, plus the phase
// from Progress and the innermost entries of LLVM's "pretty stack trace" (pass,
// function, C declaration). Printing those is the one step that may crash or
// hang itself, since the heap may be broken: a second fault, or an alarm after
// two seconds, sends the report without them.
//
// For the executable only: a host's signal handlers are the host's.

#ifndef BPF_LINKER_JOB_CRASH_H
#define BPF_LINKER_JOB_CRASH_H

#include "job/progress.h"
#include "job/request.h"

namespace bpflinker {

enum class CrashStyle {
  /// A response message on standard output, then exit status 0; where that
  /// could not be written, CrashExitStatus.
  Response,
  /// Text on standard error; then the process dies of the signal, or exits
  /// with 1 where there was none.
  Text,
};

/// "Internal software error" of sysexits.h.
constexpr int CrashExitStatus = 70;

/// Installs every handler. `Where` must live as long as the process.
void installCrashReports(CrashStyle Style, const Progress &Where);

/// From now on reports name these inputs and limits.
void describeJobForCrashes(const JobRequest &Request);

/// The answer is being written: a later crash must not write a second one.
void silenceCrashReports();

} // namespace bpflinker

#endif
