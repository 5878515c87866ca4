// What a crash report says, and its writing: everything of crash.h but the
// handlers.

#ifndef BPF_LINKER_JOB_CRASH_REPORTER_H
#define BPF_LINKER_JOB_CRASH_REPORTER_H

#include "job/crash.h"
#include "job/fixed_string.h"

#include <csignal>
#include <sys/resource.h>

namespace bpflinker {

/// What happened, without words.
struct CrashCause {
  Code Id;
  /// "crashed (segmentation fault)", "gave up: …".
  llvm::StringRef What;
  llvm::StringRef Hint;
  /// 0: no signal.
  int Signal = 0;
};

inline constexpr llvm::StringLiteral CrashHint =
    "an input may be damaged; if it is not, this is a fault of LLVM or of "
    "bpf-linker: please report it together with the inputs";

/// Everything a report needs. The one static object of the executable: signal
/// handlers have no other way to reach their data.
struct CrashReporter {
  CrashStyle Style;
  const Progress *Where;
  /// Laid out before the job runs.
  std::string Dependencies = "[]";
  std::string InputNotes;
  std::string InputText;
  JobLimits Limits;
  /// The main thread's stack: [Lowest, Base).
  uintptr_t StackBase = 0;
  rlim_t StackSize = 0;

  volatile sig_atomic_t Attempts = 0;
  volatile sig_atomic_t Silent = 0;
  CrashCause First{Code::INTERNAL, "", ""};
  FixedString<4096> What;
  FixedString<8192> Trace;
  FixedString<256> Symbol;

  void describe(const JobRequest &Request);
  /// Writes the report and ends the process. Comes back in here when it faults
  /// itself.
  [[noreturn]] void report(const CrashCause &C);

private:
  void gatherTrace();
  void findSymbol();
  void composePhase(FixedString<4096> &Out) const;
  bool writeResponse(bool WithTrace);
  void writeText(bool WithTrace);
  [[noreturn]] void leave(bool Written) const;
};

} // namespace bpflinker

#endif
