#include "job/crash_reporter.h"

#include "job/message.h"
#include "job/paths.h"
#include "job/response.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/PrettyStackTrace.h"

#include <unistd.h>

using namespace llvm;

namespace bpflinker {
namespace {

/// The text between `Begin` and `End`.
StringRef between(StringRef Text, StringRef Begin, StringRef End) {
  size_t From = Text.find(Begin);
  if (From == StringRef::npos)
    return "";
  Text = Text.drop_front(From + Begin.size());
  return Text.take_front(Text.find(End));
}

} // namespace

/// LLVM's innermost few "what I was doing" entries, one a line.
void CrashReporter::gatherTrace() {
  FixedStream<8192> OS(Trace);
  auto *Entry =
      static_cast<const PrettyStackTraceEntry *>(SavePrettyStackState());
  for (unsigned Count = 0; Entry && Count < 4;
       Entry = Entry->getNextEntry(), ++Count)
    Entry->print(OS);
}

/// The function it was about, as passes and clang name it in the trace.
void CrashReporter::findSymbol() {
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

void CrashReporter::composePhase(FixedString<4096> &Out) const {
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

bool CrashReporter::writeResponse(bool WithTrace) {
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

  // The magic was written when the process began (cli/job_mode.cpp).
  char Length[4];
  support::endian::write32le(
      Length, uint32_t(Head.size() + InputNotes.size() + Tail.size() +
                       Dependencies.size() + End.size()));
  return writeAll(STDOUT_FILENO, {Length, sizeof(Length)}) &&
         writeAll(STDOUT_FILENO, Head.text()) &&
         writeAll(STDOUT_FILENO, InputNotes) &&
         writeAll(STDOUT_FILENO, Tail.text()) &&
         writeAll(STDOUT_FILENO, Dependencies) && writeAll(STDOUT_FILENO, End);
}

void CrashReporter::writeText(bool WithTrace) {
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

void CrashReporter::leave(bool Written) const {
  if (Style == CrashStyle::Response)
    ::_exit(Written ? 0 : CrashExitStatus);
  if (First.Signal) {
    ::signal(First.Signal, SIG_DFL);
    sigset_t Own;
    sigemptyset(&Own);
    sigaddset(&Own, First.Signal);
    ::sigprocmask(SIG_UNBLOCK, &Own, nullptr);
    ::raise(First.Signal);
  }
  ::_exit(1);
}

void CrashReporter::report(const CrashCause &C) {
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

void CrashReporter::describe(const JobRequest &Request) {
  constexpr size_t Most = 16;
  Limits = Request.Limits;
  json::Array Paths;
  auto AddNote = [&](Diagnostic D) {
    D.Level = Severity::Note;
    InputText += formatDiagnostic(D);
    if (!InputNotes.empty())
      InputNotes += ',';
    raw_string_ostream(InputNotes) << json::Value(toJson(D));
  };
  for (size_t I = 0; I < Request.Inputs.size(); ++I) {
    const JobInput &Input = Request.Inputs[I];
    std::string Name = Input.Buffer
                           ? Input.Name
                           : absolutePath(Request.WorkingDirectory, Input.Name);
    if (!Input.Buffer)
      Paths.push_back(json::fixUTF8(Name));
    if (I < Most)
      AddNote(error(Code::JOB_CRASHED, "an input of this job").atFile(Name));
  }
  if (Request.Inputs.size() > Most)
    AddNote(error(Code::JOB_CRASHED,
                  "and " + std::to_string(Request.Inputs.size() - Most) +
                      " more inputs"));
  Dependencies.clear();
  raw_string_ostream(Dependencies) << json::Value(std::move(Paths));
}

} // namespace bpflinker
