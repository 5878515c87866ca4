#include "job/crash.h"

#include "job/crash_reporter.h"

#include "llvm/Support/ErrorHandling.h"

#include <csignal>
#include <cstdlib>
#include <new>
#include <sys/resource.h>
#include <unistd.h>

using namespace llvm;

namespace bpflinker {
namespace {

CrashReporter *Active = nullptr;

/// The stack grew into its guard: nesting too deep, not a wild pointer.
bool isStackOverflow(const CrashReporter &R, const siginfo_t *Info) {
  if (Info->si_code <= 0) // sent by kill: there is no address
    return false;
  auto Address = reinterpret_cast<uintptr_t>(Info->si_addr);
  constexpr uintptr_t Slack = 1 << 20;
  return R.StackSize != RLIM_INFINITY && Address < R.StackBase &&
         Address + R.StackSize + Slack > R.StackBase &&
         Address < R.StackBase - R.StackSize + Slack;
}

constexpr StringRef StackOverflow =
    "LLVM ran out of stack (something nests too deeply)";

void onFatalSignal(int Signal, siginfo_t *Info, void *) {
  CrashCause C{Code::JOB_CRASHED, "LLVM crashed", CrashHint, Signal};
  switch (Signal) {
  case SIGSEGV:
    C.What = isStackOverflow(*Active, Info)
                 ? StackOverflow
                 : StringRef("LLVM crashed (segmentation fault)");
    break;
  case SIGBUS:
    // macOS sends it for the guard of the stack.
    C.What = isStackOverflow(*Active, Info)
                 ? StackOverflow
                 : StringRef("LLVM crashed (bus error; did an input shrink "
                             "while it was read?)");
    break;
  case SIGABRT:
    C.What = "LLVM gave up (abort)";
    break;
  case SIGILL:
  case SIGTRAP:
    C.What = "LLVM crashed (illegal instruction)";
    break;
  case SIGFPE:
    C.What = "LLVM crashed (division error)";
    break;
  case SIGPROF:
    C.Id = Code::JOB_TIMEOUT;
    Active->What.add("the job used up its ");
    Active->What.addThousandths(Active->Limits.CpuMilliseconds);
    Active->What.add(" s of processor time");
    C.What = Active->What.text();
    C.Hint = "raise 'timeout' (milliseconds), or find out which input LLVM "
             "cannot cope with";
    break;
  case SIGXCPU: // not of our limits: those kill
    C.Id = Code::JOB_TIMEOUT;
    C.What = "the processor time that the shell or the container allows is "
             "used up";
    C.Hint = "raise it with ulimit -t";
    break;
  default:
    break;
  }
  Active->report(C);
}

/// Asked to stop: leave nothing behind, then die of it.
void onTermination(int Signal) {
  Active->Where->removeFiles();
  ::signal(Signal, SIG_DFL);
  ::raise(Signal);
}

[[noreturn]] void reportOutOfMemory() {
  Active->What.clear();
  struct rlimit Limit;
  // The job's own, or a stricter one of the shell or container around it.
  if (::getrlimit(RLIMIT_AS, &Limit) == 0 && Limit.rlim_cur != RLIM_INFINITY) {
    Active->What.add("the job needed more than its ");
    Active->What.add(Limit.rlim_cur >> 20);
    Active->What.add(" MiB of memory");
  } else {
    Active->What.add("the machine has no memory left for this job");
  }
  Active->report({Code::JOB_OUT_OF_MEMORY, Active->What.text(),
                  "raise the memory limit; a small input that needs so much is "
                  "damaged"});
}

void onBadAlloc(void *, const char *, bool) { reportOutOfMemory(); }

/// The command line ends with _exit: only LLVM calls exit().
void onExit() {
  if (!Active->Silent)
    Active->report({Code::JOB_CRASHED, "LLVM ended the process", CrashHint});
}

void handle(int Signal, void (*Handler)(int, siginfo_t *, void *)) {
  struct sigaction Action = {};
  Action.sa_sigaction = Handler;
  // Not deferred: a fault while reporting must come through.
  Action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&Action.sa_mask);
  ::sigaction(Signal, &Action, nullptr);
}

/// Reports need a stack of their own when the stack ran out.
void installSignalStack() {
  static char Memory[256 * 1024];
  stack_t Stack = {};
  Stack.ss_sp = Memory;
  Stack.ss_size = sizeof(Memory);
  ::sigaltstack(&Stack, nullptr);
}

} // namespace

void installCrashReports(CrashStyle Style, const Progress &Where) {
  static CrashReporter Instance;
  Active = &Instance;
  Active->Style = Style;
  Active->Where = &Where;
  Active->StackBase = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  struct rlimit Stack;
  if (::getrlimit(RLIMIT_STACK, &Stack) == 0)
    Active->StackSize = Stack.rlim_cur;

  installSignalStack();
  for (int Signal : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE, SIGXCPU,
                     SIGPROF, SIGALRM})
    handle(Signal, onFatalSignal);
  for (int Signal : {SIGTERM, SIGINT, SIGHUP}) {
    // nohup and shells that ignore one of these for us stay ignored.
    struct sigaction Old;
    if (::sigaction(Signal, nullptr, &Old) == 0 && Old.sa_handler != SIG_IGN)
      ::signal(Signal, onTermination);
  }
  // A file over the shell's size limit is a failed write, not a death.
  ::signal(SIGXFSZ, SIG_IGN);
  install_bad_alloc_error_handler(onBadAlloc);
  std::set_new_handler(reportOutOfMemory);
  std::atexit(onExit);
}

void describeJobForCrashes(const JobRequest &Request) {
  Active->describe(Request);
}

void silenceCrashReports() { Active->Silent = 1; }

} // namespace bpflinker
