#include "cli/job_mode.h"

#include "cli/parent_death.h"
#include "job/crash.h"
#include "job/limits.h"
#include "job/run.h"

#include "llvm/ADT/SmallVector.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <unistd.h>

using namespace llvm;

namespace bpflinker {

/// The exit status.
static int respond(JobResponse Answer) {
  (void)Answer.Context.release(); // the process ends
  MessageBytes Response = encodeResponse(std::move(Answer));
  silenceCrashReports();
  if (writeAll(STDOUT_FILENO, Response.text().drop_front(MessageMagic.size())))
    return 0;
  std::fprintf(stderr, "bpf-linker --job: cannot write the response: %s\n",
               std::strerror(errno));
  return 1;
}

static JobResponse readAndRun(Progress &Where) {
  DiagnosticSink Diagnostics;
  SmallVector<char, 0> Bytes;
  std::optional<Message> Frame;
  if (readMessage(STDIN_FILENO, Bytes, Diagnostics))
    Frame = parseMessage({Bytes.data(), Bytes.size()}, Diagnostics);
  std::optional<JobRequest> Request;
  if (Frame)
    Request = parseRequest(*Frame, Diagnostics);
  if (!Request)
    return failedJob(Diagnostics);
  describeJobForCrashes(*Request);
  applyLimits(Request->Limits);
  return runJob(std::move(*Request), InputNames::Absolute, Where,
                [&Where](JobResponse LastWords) {
                  Where.removeFiles();
                  ::_exit(respond(std::move(LastWords)));
                });
}

int runJobMode() {
  static Progress Where;
  // The handshake: whoever reads knows that it is us, and that we run. A write
  // that fails will fail again, and be told then.
  (void)writeAll(STDOUT_FILENO, MessageMagic);
  terminateWithParent();
  installCrashReports(CrashStyle::Response, Where);
  // A host that went away shows as a failed write, not as a death.
  ::signal(SIGPIPE, SIG_IGN);
  return respond(readAndRun(Where));
}

} // namespace bpflinker
