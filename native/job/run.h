// Runs a job: compiles its C sources, links, inspects, writes. Both doors and
// the command line end here.

#ifndef BPF_LINKER_JOB_RUN_H
#define BPF_LINKER_JOB_RUN_H

#include "job/progress.h"
#include "job/request.h"
#include "job/response.h"
#include "linker/linker.h"

#include <functional>

namespace bpflinker {

/// How diagnostics name the inputs that are files.
enum class InputNames {
  /// By their absolute paths: who reads the response may be anywhere.
  Absolute,
  /// As they were given; the process must be in the working directory.
  AsGiven,
};

/// Ends the process with what the job has to say so far; called where LLVM
/// cannot go on (its fatal errors). Returning from it lets LLVM end the
/// process.
using LastWords = std::function<void(JobResponse)>;

/// What links: link(), except in tests that take its steps apart.
using LinkFunction = decltype(link);

/// One job at a time in a process, see link(). Without last words, a fatal
/// error of LLVM goes to standard error.
JobResponse runJob(JobRequest Request, InputNames Names, Progress &Where,
                   const LastWords &AtFatalError = {},
                   LinkFunction *Link = link);

/// The response to what is not even a request.
JobResponse failedJob(DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
