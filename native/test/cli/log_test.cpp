// Levels, where messages go, and exit statuses, through the whole command line.

#include "cli/command_line.h"
#include "cli/log.h"
#include "test/check.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace bpflinker;

namespace {

SmallString<128> Folder;

std::string in(StringRef Name) { return (Folder + "/" + Name).str(); }

std::string contents(StringRef Name) {
  auto File = MemoryBuffer::getFile(in(Name));
  return File ? (*File)->getBuffer().str() : "(none)";
}

void put(StringRef Name, StringRef Text) {
  std::error_code EC;
  raw_fd_ostream(in(Name), EC) << Text;
}

struct Run {
  int Status;
  std::string Output;
};

/// The command line in a child, in the folder; both streams together.
Run run(std::vector<const char *> Arguments) {
  int Ends[2];
  CHECK(::pipe(Ends) == 0);
  pid_t Child = ::fork();
  if (Child == 0) {
    ::dup2(Ends[1], STDOUT_FILENO);
    ::dup2(Ends[1], STDERR_FILENO);
    ::close(Ends[0]);
    if (::chdir(Folder.c_str()) != 0)
      ::_exit(99);
    Arguments.insert(Arguments.begin(), "bpf-linker");
    ::_exit(commandLine(int(Arguments.size()), Arguments.data()));
  }
  ::close(Ends[1]);
  Run R;
  char Buffer[4096];
  for (ssize_t Got; (Got = ::read(Ends[0], Buffer, sizeof(Buffer))) > 0;)
    R.Output.append(Buffer, size_t(Got));
  ::close(Ends[0]);
  ::waitpid(Child, &R.Status, 0);
  R.Status = WIFEXITED(R.Status) ? WEXITSTATUS(R.Status) : -1;
  return R;
}

void environment() {
  auto Level = [](const char *Own, const char *Rust) {
    ::setenv("BPF_LINKER_LOG", Own, 1);
    ::setenv("RUST_LOG", Rust, 1);
    std::string Mistake;
    std::optional<LogLevel> L = environmentLogLevel(Mistake);
    CHECK_EQ(L.has_value(), Mistake.empty());
    return L ? int(*L) : -1;
  };
  CHECK_EQ(Level("", ""), int(LogLevel::Warn));
  CHECK_EQ(Level("debug", "trace"), int(LogLevel::Debug));
  CHECK_EQ(Level("", "INFO"), int(LogLevel::Info));
  // RUST_LOG is everybody's.
  CHECK_EQ(Level("", "rustc_codegen=debug,tokio"), int(LogLevel::Warn));
  CHECK_EQ(Level("", "rustc=debug,bpf_linker=trace"), int(LogLevel::Trace));
  CHECK_EQ(Level("loud", ""), -1);
  ::unsetenv("BPF_LINKER_LOG");
  ::unsetenv("RUST_LOG");
}

void exitStatuses() {
  CHECK_EQ(run({"--nonsense"}).Status, 2);
  CHECK_EQ(run({"--help"}).Status, 0);
  Run Version = run({"--version"});
  CHECK_EQ(Version.Status, 0);
  CHECK_CONTAINS(Version.Output, "bpf-linker " BPF_LINKER_VERSION
                                 " (LLVM " LLVM_VERSION_STRING ", clang ");
  CHECK_CONTAINS(Version.Output, ", headers of libbpf ");
  Run Missing = run({"-o", "x.o", "--export", "f", "nope.bc"});
  CHECK_EQ(Missing.Status, 1);
  // As given, not made absolute.
  CHECK_CONTAINS(Missing.Output, "nope.bc: error:");
  CHECK_EQ(run({"-o", "x.o", "--export-symbols", "nope", "a.c"}).Status, 1);
  CHECK_EQ(run({"-o", "x.o", "--log-file", "no/log", "a.c"}).Status, 1);
}

void linksAndLogs() {
  put("a.c",
      "__attribute__((section(\"xdp\"))) int prog(void *c) { return K; }\n"
      "__attribute__((section(\"xdp\"))) int other(void *c) { return 1; }\n");
  Run Quiet = run({"-o", "a.o", "-DK=2", "a.c"});
  CHECK_EQ(Quiet.Status, 0);
  CHECK_EQ(Quiet.Output, "");
  CHECK(StringRef(contents("a.o"))
            .starts_with("\x7f"
                         "ELF"));

  put("symbols", "prog\n\n");
  Run Logged = run({"-o", "b.ll", "--emit", "llvm-ir", "--emit=obj", "-D",
                    "K=2", "--export-symbols", "symbols", "--log-level",
                    "debug", "--log-file", "log", "a.c"});
  CHECK_EQ(Logged.Status, 0);
  CHECK_EQ(Logged.Output, "");
  CHECK_CONTAINS(contents("log"), "info: wrote b.ll");
  CHECK_CONTAINS(contents("log"), "debug: optimise: ");
  CHECK_CONTAINS(contents("b.ll"), "@prog(");
  CHECK(!StringRef(contents("b.ll")).contains("@other("));

  put("arguments", "-o c.o -DK=3 a.c");
  CHECK_EQ(run({"@arguments"}).Status, 0);
  CHECK(contents("c.o") != "(none)");

  Run Unknown = run({"-o", "d.o", "-DK=2", "--export", "prg", "a.c"});
  CHECK_EQ(Unknown.Status, 1);
  CHECK_CONTAINS(Unknown.Output, "EXPORT_UNKNOWN");
  CHECK_EQ(contents("d.o"), "(none)");
  // Names on a list need not be there, whoever wrote it: rustc's is that of all
  // its crates.
  put("symbols", "prog\nprg\n");
  std::vector<const char *> Listed = {
      "-o", "d.o", "-DK=2", "--export-symbols", "symbols", "a.c"};
  CHECK_EQ(run(Listed).Output, "");
  CHECK_EQ(run({"-o", "symbols.o", "-DK=2", "a.c"}).Status, 0);
  Listed.push_back("symbols.o");
  CHECK_EQ(run(Listed).Output, "");
  // What is asked for beside it must exist.
  Listed.push_back("--export=prg");
  CHECK_CONTAINS(run(Listed).Output, "EXPORT_UNKNOWN");
  // Errors are shown at every level.
  CHECK_CONTAINS(
      run({"-o", "d.o", "--log-level=off", "--export=prg", "a.c"}).Output,
      "error:");
}

void fatalErrorsMayBeLet() {
  put("six.c",
      "__attribute__((noinline)) static int six(int a, int b, int c, int d, "
      "int "
      "e, int f)\n{ asm volatile(\"\"); return a + b * c - d + e + f; }\n"
      "__attribute__((section(\"xdp\"))) int prog(int *p)\n"
      "{ return six(p[0], p[1], p[2], p[3], p[4], p[5]); }\n");
  Run Strict = run({"-o", "six.o", "six.c"});
  CHECK_EQ(Strict.Status, 1);
  CHECK_CONTAINS(Strict.Output, "too many arguments");
  CHECK_EQ(contents("six.o"), "(none)");
  Run Lenient = run({"-o", "six.o", "--fatal-errors", "false", "six.c"});
  CHECK_EQ(Lenient.Status, 0);
  CHECK_CONTAINS(Lenient.Output, "warning: ");
  CHECK(contents("six.o") != "(none)");
}

} // namespace

int main() {
  if (sys::fs::createUniqueDirectory("cli-log", Folder))
    return 1;
  environment();
  exitStatuses();
  linksAndLogs();
  fatalErrorsMayBeLet();
  (void)sys::fs::remove_directories(Folder);
  return test::result();
}
