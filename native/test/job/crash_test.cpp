// Last words: a child process installs the crash reports, dies in each of the
// ways a job can die, and leaves one well-formed response and no file.

#include "job/crash.h"
#include "job/limits.h"
#include "test/check.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/PrettyStackTrace.h"

#include <csignal>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace bpflinker;

namespace {

struct Ending {
  int Status;
  std::string Output;
};

/// Runs `Die` in a child, inside phase "emit" of a job with one input.
Ending dying(CrashStyle Style, const std::function<void(Progress &)> &Die,
             JobLimits Limits = {}) {
  int Ends[2];
  CHECK(::pipe(Ends) == 0);
  pid_t Child = ::fork();
  if (Child == 0) {
    ::dup2(Ends[1], STDOUT_FILENO);
    ::dup2(Ends[1], STDERR_FILENO);
    ::close(Ends[0]);
    static Progress Where;
    // As runJobMode does.
    if (Style == CrashStyle::Response)
      writeAll(STDOUT_FILENO, MessageMagic);
    installCrashReports(Style, Where);
    JobRequest Request;
    Request.WorkingDirectory = "/w";
    Request.Limits = Limits;
    Request.Inputs.emplace_back();
    Request.Inputs.back().Name = "in\"put.bc";
    describeJobForCrashes(Request);
    applyLimits(Limits);
    Where.enterPhase("emit");
    Die(Where);
    ::_exit(99);
  }
  ::close(Ends[1]);
  Ending E;
  char Buffer[4096];
  for (ssize_t Got; (Got = ::read(Ends[0], Buffer, sizeof(Buffer))) > 0;)
    E.Output.append(Buffer, size_t(Got));
  ::close(Ends[0]);
  ::waitpid(Child, &E.Status, 0);
  return E;
}

/// The response's one diagnostic, as "CODE: message (symbol)".
std::string response(const Ending &E) {
  CHECK(WIFEXITED(E.Status) && WEXITSTATUS(E.Status) == 0);
  DiagnosticSink Sink;
  std::optional<Message> M = parseMessage(E.Output, Sink);
  if (!M) {
    test::fail(__FILE__, __LINE__, "no response: " + E.Output);
    return "";
  }
  CHECK_EQ(*M->Header.getString("package"), BPF_LINKER_VERSION);
  CHECK_EQ(*M->Header.getBoolean("ok"), false);
  CHECK_EQ(*(*M->Header.getArray("dependencies"))[0].getAsString(),
           "/w/in\"put.bc");
  const json::Object &D =
      *(*M->Header.getArray("diagnostics"))[0].getAsObject();
  const json::Object &Note = *(*D.getArray("notes"))[0].getAsObject();
  CHECK_EQ(*Note.getString("file"), "/w/in\"put.bc");
  return (*D.getString("code") + ": " + *D.getString("message") + " (" +
          D.getString("symbol").value_or("") + ")")
      .str();
}

/// Grows the stack until it ends; volatile, so that no compiler makes it a
/// loop.
int recurse(int Depth) {
  volatile char Frame[4096];
  Frame[0] = char(Depth);
  return Depth == -1 ? 0 : recurse(Depth + 1) + Frame[0];
}

/// Faults when it is asked what LLVM was doing.
struct BrokenTrace : PrettyStackTraceEntry {
  void print(raw_ostream &OS) const override { ::raise(SIGSEGV); }
};
struct HangingTrace : PrettyStackTraceEntry {
  void print(raw_ostream &OS) const override {
    while (true)
      ::pause();
  }
};

void signals() {
  CHECK_EQ(response(dying(CrashStyle::Response,
                          [](Progress &) {
                            PrettyStackTraceString Trace(
                                "Running pass \"x\" on function \"f\"\"");
                            ::raise(SIGSEGV);
                          })),
           "JOB_CRASHED: LLVM crashed (segmentation fault) while generating "
           "code, function f (f)");
  CHECK_CONTAINS(
      response(dying(CrashStyle::Response, [](Progress &) { std::abort(); })),
      "JOB_CRASHED: LLVM gave up (abort)");
  CHECK_CONTAINS(
      response(dying(CrashStyle::Response, [](Progress &) { recurse(0); })),
      "ran out of stack");
  CHECK_CONTAINS(
      response(dying(CrashStyle::Response, [](Progress &) { std::exit(0); })),
      "LLVM ended the process");
}

void limits() {
  CHECK_CONTAINS(response(dying(CrashStyle::Response,
                                [](Progress &) {
                                  for (volatile bool Go = true; Go;)
                                    ;
                                },
                                {0, 250})),
                 "JOB_TIMEOUT: the job used up its 0.25 s of processor time "
                 "while generating code");
  // Whoever waits uses up nothing.
  CHECK_EQ(dying(CrashStyle::Response,
                 [](Progress &) {
                   ::usleep(50'000);
                   ::_exit(7);
                 },
                 {0, 40})
               .Status,
           7 << 8);
  auto Fill = [](Progress &) {
    for (volatile bool Go = true; Go;)
      (void)*new volatile char[1 << 20];
  };
  CHECK_CONTAINS(
      response(dying(CrashStyle::Response, Fill, {uint64_t(1) << 30, 0})),
      "JOB_OUT_OF_MEMORY: the job needed more than its 1024 MiB of memory");
  Ending E = dying(CrashStyle::Response,
                   [](Progress &) {
                     struct rlimit Limit;
                     ::getrlimit(RLIMIT_CORE, &Limit);
                     ::_exit(Limit.rlim_cur == 0 ? 0 : 1);
                   },
                   {});
  CHECK(WIFEXITED(E.Status) && WEXITSTATUS(E.Status) == 0);
}

void theReportItselfMayFail() {
  CHECK_CONTAINS(response(dying(CrashStyle::Response,
                                [](Progress &) {
                                  BrokenTrace Trace;
                                  ::raise(SIGBUS);
                                })),
                 "bus error");
  CHECK_CONTAINS(response(dying(CrashStyle::Response,
                                [](Progress &) {
                                  HangingTrace Trace;
                                  std::abort();
                                })),
                 "LLVM gave up (abort)");
  // Never two responses.
  Ending E = dying(CrashStyle::Response, [](Progress &) {
    silenceCrashReports();
    std::abort();
  });
  CHECK(WIFEXITED(E.Status) && WEXITSTATUS(E.Status) == CrashExitStatus);
  CHECK_EQ(E.Output, "BPFJ");
}

void onATerminal() {
  Ending E = dying(CrashStyle::Text, [](Progress &) { ::raise(SIGSEGV); });
  CHECK(WIFSIGNALED(E.Status) && WTERMSIG(E.Status) == SIGSEGV);
  CHECK_CONTAINS(E.Output, "error: LLVM crashed (segmentation fault) while "
                           "generating code [JOB_CRASHED]");
  CHECK_CONTAINS(E.Output, "/w/in\"put.bc: note: an input of this job");
}

void filesGo() {
  for (int Signal : {SIGTERM, SIGINT, SIGHUP, SIGSEGV}) {
    int Descriptor;
    SmallString<128> Path;
    CHECK(!sys::fs::createTemporaryFile("crash", "tmp", Descriptor, Path));
    ::close(Descriptor);
    Ending E = dying(CrashStyle::Text, [&](Progress &Where) {
      static UnfinishedFile File;
      File.Path = Path.str().str();
      Where.addFile(File);
      ::raise(Signal);
    });
    CHECK(WIFSIGNALED(E.Status) && WTERMSIG(E.Status) == Signal);
    CHECK(!sys::fs::exists(Path));
  }
}

} // namespace

int main() {
  signals();
  limits();
  theReportItselfMayFail();
  onATerminal();
  filesGo();
  return test::result();
}
