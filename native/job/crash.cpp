#include "job/crash.h"

#include "job/message.h"
#include "job/paths.h"
#include "job/response.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/resource.h>
#include <unistd.h>

using namespace llvm;

namespace bpflinker {
namespace {

/// Text of bounded length on no heap.
template <size_t Capacity> class FixedString {
public:
  void add(StringRef S) {
    size_t Length = std::min(S.size(), Capacity - Size);
    std::memcpy(Buffer + Size, S.data(), Length);
    Size += Length;
  }
  void add(uint64_t Number) {
    char Digits[20];
    size_t I = sizeof(Digits);
    do
      Digits[--I] = char('0' + Number % 10);
    while (Number /= 10);
    add(StringRef(Digits + I, sizeof(Digits) - I));
  }
  /// As the inside of a JSON string. What is not ASCII becomes `?`: names may
  /// be cut in the middle of a character.
  void addEscaped(StringRef S) {
    for (char C : S) {
      if (C == '"' || C == '\\')
        add("\\");
      add(C == '\n' || C == '\t' ? " "
          : C < ' ' || C > '~'   ? "?"
                                 : StringRef(&C, 1));
    }
  }
  void clear() { Size = 0; }
  size_t size() const { return Size; }
  StringRef text() const { return {Buffer, Size}; }

private:
  char Buffer[Capacity];
  size_t Size = 0;
};

/// A stream into a FixedString.
template <size_t Capacity> class FixedStream final : public raw_ostream {
public:
  explicit FixedStream(FixedString<Capacity> &Out)
      : raw_ostream(/*unbuffered=*/true), Out(Out) {}

private:
  void write_impl(const char *Data, size_t Size) override {
    Out.add(StringRef(Data, Size));
  }
  uint64_t current_pos() const override { return Out.size(); }
  FixedString<Capacity> &Out;
};

/// What happened, without words.
struct Cause {
  Code Id;
  /// "crashed (segmentation fault)", "gave up: …".
  StringRef What;
  StringRef Hint;
  /// 0: no signal.
  int Signal = 0;
};

constexpr StringLiteral CrashHint =
    "an input may be damaged; if it is not, this is a fault of LLVM or of "
    "bpf-linker: please report it together with the inputs";

/// Everything a report needs. The one static object of the executable: signal
/// handlers have no other way to reach their data.
struct Reporter {
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
  Cause First{Code::INTERNAL, "", ""};
  FixedString<4096> What;
  FixedString<8192> Trace;
  FixedString<256> Symbol;

  void gatherTrace();
  void findSymbol();
  void composePhase(FixedString<4096> &Out) const;
  bool writeResponse(bool WithTrace);
  void writeText(bool WithTrace);
  [[noreturn]] void report(const Cause &C);
  [[noreturn]] void leave(bool Written) const;
};
Reporter *Active = nullptr;

/// The text between `Begin` and `End`.
StringRef between(StringRef Text, StringRef Begin, StringRef End) {
  size_t From = Text.find(Begin);
  if (From == StringRef::npos)
    return "";
  Text = Text.drop_front(From + Begin.size());
  return Text.take_front(Text.find(End));
}

/// LLVM's innermost few "what I was doing" entries, one a line.
void Reporter::gatherTrace() {
  FixedStream<8192> OS(Trace);
  auto *Entry =
      static_cast<const PrettyStackTraceEntry *>(SavePrettyStackState());
  for (unsigned Count = 0; Entry && Count < 4;
       Entry = Entry->getNextEntry(), ++Count)
    Entry->print(OS);
}

/// The function it was about, as passes and clang name it in the trace.
void Reporter::findSymbol() {
  StringRef Rest = Trace.text();
  while (!Rest.empty()) {
    auto [Line, After] = Rest.split('\n');
    Rest = After;
    static constexpr StringLiteral Marks[][2] = {{"on function \"", "\""},
                                                 {"on function '@", "'"},
                                                 {"function body '", "'"},
                                                 {"declaration '", "'"}};
    for (auto &Mark : Marks)
      if (StringRef Name = between(Line, Mark[0], Mark[1]); !Name.empty()) {
        Symbol.add(Name);
        return;
      }
  }
}

void Reporter::composePhase(FixedString<4096> &Out) const {
  StringRef Phase = Where->phase(), Input = Where->input();
  // The phases of the timings, in words.
  static constexpr StringLiteral Words[][2] = {
      {"compile", "compiling"},
      {"open", "reading the inputs"},
      {"scan", "reading the inputs"},
      {"resolve", "reading the inputs"},
      {"reach", "reading the inputs"},
      {"move", "linking"},
      {"debug info", "preparing debug info"},
      {"optimise", "optimising"},
      {"emit", "generating code"},
      {"inspect", "inspecting the object"}};
  for (auto &[Name, Doing] : Words)
    if (Phase == Name) {
      Out.add(" while ");
      Out.add(Doing);
    }
  if (!Symbol.text().empty()) {
    Out.add(", function ");
    Out.add(Symbol.text());
  }
  if (!Input.empty()) {
    Out.add(", input ");
    Out.add(Input);
  }
}

bool Reporter::writeResponse(bool WithTrace) {
  static FixedString<4096> Message;
  Message.clear();
  Message.add(First.What);
  composePhase(Message);

  static FixedString<32768> Head, Tail;
  Head.clear();
  Tail.clear();
  Head.add("{\"format\":");
  Head.add(uint64_t(JobFormat));
  Head.add(",\"package\":\"" BPF_LINKER_VERSION
           "\",\"llvm\":\"" LLVM_VERSION_STRING
           "\",\"ok\":false,\"blobs\":[],\"artifacts\":[],\"exports\":[],"
           "\"timings\":[],\"diagnostics\":[{\"severity\":\"error\",\"code\":"
           "\"");
  Head.add(codeName(First.Id));
  Head.add("\",\"message\":\"");
  Head.addEscaped(Message.text());
  Head.add("\",\"hint\":\"");
  Head.addEscaped(First.Hint);
  if (!Symbol.text().empty()) {
    Head.add("\",\"symbol\":\"");
    Head.addEscaped(Symbol.text());
  }
  Head.add("\",\"notes\":[");
  // InputNotes stands here: {…},{…}
  bool Comma = !InputNotes.empty();
  for (StringRef Rest = WithTrace ? Trace.text() : ""; !Rest.empty();) {
    auto [Line, After] = Rest.split('\n');
    Rest = After;
    if (Line.empty() || Tail.size() > 16384)
      continue;
    Tail.add(Comma ? ",{" : "{");
    Comma = true;
    Tail.add("\"severity\":\"note\",\"code\":\"");
    Tail.add(codeName(First.Id));
    Tail.add("\",\"message\":\"LLVM was at: ");
    Tail.addEscaped(Line.take_front(2048));
    Tail.add("\"}");
  }
  Tail.add("]}],\"dependencies\":");
  // Dependencies stand here: […]
  StringRef End = "}";

  char Prefix[8] = {'B', 'P', 'F', 'J'};
  support::endian::write32le(
      Prefix + 4, uint32_t(Head.size() + InputNotes.size() + Tail.size() +
                           Dependencies.size() + End.size()));
  return writeAll(STDOUT_FILENO, {Prefix, sizeof(Prefix)}) &&
         writeAll(STDOUT_FILENO, Head.text()) &&
         writeAll(STDOUT_FILENO, InputNotes) &&
         writeAll(STDOUT_FILENO, Tail.text()) &&
         writeAll(STDOUT_FILENO, Dependencies) && writeAll(STDOUT_FILENO, End);
}

void Reporter::writeText(bool WithTrace) {
  static FixedString<4096> Text;
  Text.clear();
  Text.add("error: ");
  Text.add(First.What);
  composePhase(Text);
  Text.add(" [");
  Text.add(codeName(First.Id));
  Text.add("]\n  hint: ");
  Text.add(First.Hint);
  Text.add("\n");
  writeAll(STDERR_FILENO, Text.text());
  for (StringRef Rest = WithTrace ? Trace.text() : ""; !Rest.empty();) {
    auto [Line, After] = Rest.split('\n');
    Rest = After;
    if (Line.empty())
      continue;
    writeAll(STDERR_FILENO, "note: LLVM was at: ");
    writeAll(STDERR_FILENO, Line);
    writeAll(STDERR_FILENO, "\n");
  }
  writeAll(STDERR_FILENO, InputText);
}

void Reporter::leave(bool Written) const {
  if (Style == CrashStyle::Response)
    ::_exit(Written ? 0 : CrashExitStatus);
  if (First.Signal) {
    ::signal(First.Signal, SIG_DFL);
    sigset_t Own;
    ::sigemptyset(&Own);
    ::sigaddset(&Own, First.Signal);
    ::sigprocmask(SIG_UNBLOCK, &Own, nullptr);
    ::raise(First.Signal);
  }
  ::_exit(1);
}

void Reporter::report(const Cause &C) {
  int Attempt = Attempts + 1;
  Attempts = Attempt;
  if (Attempt == 1) {
    First = C;
    Where->removeFiles();
    ::alarm(2);
    // May fault or hang: comes back here as the next attempt.
    gatherTrace();
    findSymbol();
  }
  // Silent already: it was the writing that failed. Half a report may be out,
  // a second one must not follow.
  bool Written = false;
  if (!Silent) {
    Silent = 1;
    if (Style == CrashStyle::Response)
      Written = writeResponse(/*WithTrace=*/Attempt == 1);
    else
      writeText(/*WithTrace=*/Attempt == 1);
  }
  leave(Written);
}

/// The stack grew into its guard: nesting too deep, not a wild pointer.
bool isStackOverflow(const Reporter &R, const siginfo_t *Info) {
  if (Info->si_code <= 0) // sent by kill: there is no address
    return false;
  auto Address = reinterpret_cast<uintptr_t>(Info->si_addr);
  constexpr uintptr_t Slack = 1 << 20;
  return R.StackSize != RLIM_INFINITY && Address < R.StackBase &&
         Address + R.StackSize + Slack > R.StackBase &&
         Address < R.StackBase - R.StackSize + Slack;
}

void onFatalSignal(int Signal, siginfo_t *Info, void *) {
  Cause C{Code::JOB_CRASHED, "LLVM crashed", CrashHint, Signal};
  switch (Signal) {
  case SIGSEGV:
    C.What = isStackOverflow(*Active, Info)
                 ? StringRef("LLVM ran out of stack (something nests too "
                             "deeply)")
                 : StringRef("LLVM crashed (segmentation fault)");
    break;
  case SIGBUS:
    C.What = "LLVM crashed (bus error; did an input shrink while it was read?)";
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
  case SIGXCPU:
    C.Id = Code::JOB_TIMEOUT;
    Active->What.add("the job used up its ");
    Active->What.add(Active->Limits.CpuSeconds);
    Active->What.add(" s of processor time");
    C.What = Active->What.text();
    C.Hint = "raise the time limit, or find out which input LLVM cannot cope "
             "with";
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
  ::sigemptyset(&Action.sa_mask);
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
  static Reporter Instance;
  Active = &Instance;
  Active->Style = Style;
  Active->Where = &Where;
  Active->StackBase = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  struct rlimit Stack;
  if (::getrlimit(RLIMIT_STACK, &Stack) == 0)
    Active->StackSize = Stack.rlim_cur;

  installSignalStack();
  for (int Signal :
       {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE, SIGXCPU, SIGALRM})
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
  constexpr size_t Most = 16;
  Active->Limits = Request.Limits;
  json::Array Dependencies;
  std::string &Notes = Active->InputNotes, &Text = Active->InputText;
  auto AddNote = [&](Diagnostic D) {
    D.Level = Severity::Note;
    Text += formatDiagnostic(D);
    if (!Notes.empty())
      Notes += ',';
    raw_string_ostream(Notes) << json::Value(toJson(D));
  };
  for (size_t I = 0; I < Request.Inputs.size(); ++I) {
    const JobInput &Input = Request.Inputs[I];
    std::string Name = Input.Buffer
                           ? Input.Name
                           : absolutePath(Request.WorkingDirectory, Input.Name);
    if (!Input.Buffer)
      Dependencies.push_back(json::fixUTF8(Name));
    if (I < Most)
      AddNote(error(Code::JOB_CRASHED, "an input of this job").atFile(Name));
  }
  if (Request.Inputs.size() > Most)
    AddNote(error(Code::JOB_CRASHED,
                  "and " + std::to_string(Request.Inputs.size() - Most) +
                      " more inputs"));
  Active->Dependencies.clear();
  raw_string_ostream(Active->Dependencies)
      << json::Value(std::move(Dependencies));
}

void silenceCrashReports() { Active->Silent = 1; }

} // namespace bpflinker
