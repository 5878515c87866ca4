#include "cli/command_line.h"

#include "cli/host.h"
#include "cli/job_mode.h"
#include "cli/log.h"
#include "cli/options.h"
#include "job/crash.h"

#include "clang/Basic/Version.inc"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

#include <unistd.h>

using namespace llvm;

namespace bpflinker {
namespace {

constexpr int Linked = 0, Failed = 1, WrongUsage = 2;
/// src/link/version_line.ts reads it.
constexpr StringLiteral Version =
    "bpf-linker " BPF_LINKER_VERSION " (LLVM " LLVM_VERSION_STRING
    ", clang " CLANG_VERSION_STRING ", headers of " BPF_LINKER_HEADERS ")";

int wrongUsage(StringRef Mistake) {
  writeAll(STDERR_FILENO,
           ("error: " + Mistake +
            "\n\nUsage: bpf-linker [options] -o <output> [--] <inputs>...\n"
            "bpf-linker --help lists the options\n")
               .str());
  return WrongUsage;
}

int printOut(StringRef Text) {
  return writeAll(STDOUT_FILENO, Text) ? Linked : Failed;
}

/// rustc passes these by itself, whether they have bitcode or not.
bool isRustcOwn(StringRef Path) {
  StringRef Name = sys::path::filename(Path);
  return Name == "symbols.o" || Name == "lib.rmeta";
}

/// Names to keep, one a line.
bool readExportFile(StringRef Path, std::vector<std::string> &Names, Log &Out) {
  auto File = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (std::error_code EC = File.getError()) {
    Out.diagnostic(
        error(Code::INPUT_NOT_FOUND, "--export-symbols: cannot read " +
                                         Path.str() + ": " + EC.message())
            .atFile(Path));
    return false;
  }
  SmallVector<StringRef> Lines;
  (*File)->getBuffer().split(Lines, '\n');
  for (StringRef Line : Lines)
    if (StringRef Name = Line.trim(); !Name.empty())
      Names.push_back(Name.str());
  return true;
}

/// Nothing when an error was shown.
std::optional<ExportSelection> exports(const CliOptions &Options, Log &Out) {
  ExportSelection Selection;
  Selection.Patterns = Options.Exports;
  for (StringRef File : Options.ExportFiles)
    if (!readExportFile(File, Selection.IfDefined, Out))
      return std::nullopt;
  // Nothing named: an object without programs is what nobody wants.
  Selection.Auto = Options.Exports.empty() && Options.ExportFiles.empty();
  return Selection;
}

JobRequest requestFor(CliOptions Options, ExportSelection Exports,
                      StringRef WorkingDirectory) {
  JobRequest Request;
  Request.WorkingDirectory = WorkingDirectory.str();
  for (std::string &Path : Options.Inputs) {
    JobInput Input;
    Input.MayLackBitcode = isRustcOwn(Path);
    Input.Name = std::move(Path);
    Request.Inputs.push_back(std::move(Input));
  }
  Request.Emit.push_back({Options.Emit, std::move(Options.Output)});

  Request.Link = std::move(Options.Link);
  Request.Link.LlvmErrorsFatal = Options.FatalErrors;
  Request.Link.Exports = std::move(Exports);
  CompileOptions &Compile = Request.Compile;
  static_cast<CodeOptions &>(Compile) = Request.Link;
  Compile.IncludeDirs = std::move(Options.IncludeDirs);
  Compile.Headers = std::move(Options.Headers);
  Compile.Defines = std::move(Options.Defines);
  Compile.Cflags = std::move(Options.Cflags);
  return Request;
}

void logResult(const JobResponse &Response, Log &Out) {
  for (const PhaseTime &P : Response.Timings)
    Out.line(LogLevel::Debug,
             P.Phase + ": " + formatv("{0:f2} ms", P.Milliseconds).str());
  for (const std::string &Path : Response.Dependencies)
    Out.line(LogLevel::Trace, "read " + Path);
  for (const JobArtifact &A : Response.Artifacts)
    Out.line(LogLevel::Info, "wrote " + A.Path + ", " + Twine(A.Bytes.size()) +
                                 " bytes; kept " +
                                 llvm::join(Response.Exports, ", "));
}

/// The profile that judges the object. Empty: nobody wants that, or an error
/// was shown because nobody can.
std::optional<std::string> profile(const CliOptions &Options,
                                   const std::optional<int> &Host, Log &Out) {
  const char *Default = std::getenv("BPF_LINKER_PROFILE");
  std::string Name = !Options.Profile.empty() ? Options.Profile
                     : Default                ? Default
                                              : "";
  if (Name.empty())
    return Name;
  bool Asked = !Options.Profile.empty();
  if (!Host) {
    Diagnostic D(Asked ? Severity::Error : Severity::Warning,
                 Code::OPTION_INVALID,
                 Asked ? "--profile is for the bpf-linker of the npm package, "
                         "which has the rules of kernels"
                       : "BPF_LINKER_PROFILE is for the bpf-linker of the npm "
                         "package, which has the rules of kernels");
    Out.diagnostic(D.hint("call that one (node_modules/.bin/bpf-linker), or "
                          "run bpf-linker check on the object"));
    return Asked ? std::nullopt : std::optional<std::string>("");
  }
  if (Options.Emit != ArtifactKind::Object) {
    Out.diagnostic(warning(Code::OPTION_INVALID,
                           "the profile '" + Name +
                               "' judges objects, and this link makes none")
                       .hint("leave out --emit, or the profile"));
    return "";
  }
  return Name;
}

int linkFromCommandLine(CliOptions Options, ArrayRef<const char *> Arguments,
                        LinkFunction *Link) {
  std::string Mistake;
  std::optional<LogLevel> Level =
      Options.Level ? Options.Level : environmentLogLevel(Mistake);
  if (!Level)
    return wrongUsage(Mistake);
  Log Out(*Level);
  if (!Options.LogFile.empty())
    if (std::error_code EC = Out.open(Options.LogFile)) {
      Out.diagnostic(error(Code::OUTPUT_NOT_WRITABLE,
                           "--log-file: cannot write " + Options.LogFile +
                               ": " + EC.message())
                         .atFile(Options.LogFile));
      return Failed;
    }
  Out.line(LogLevel::Info, Version);
  Out.line(LogLevel::Info, "arguments: " + llvm::join(Arguments, " "));

  std::optional<ExportSelection> Exports = exports(Options, Out);
  std::optional<int> Host = hostDescriptor();
  std::optional<std::string> Profile = profile(Options, Host, Out);
  if (!Exports || !Profile)
    return Failed;
  std::string Output = Options.Output;
  SmallString<256> WorkingDirectory;
  if (std::error_code EC = sys::fs::current_path(WorkingDirectory)) {
    Out.diagnostic(error(Code::INPUT_NOT_FOUND,
                         "the working directory is gone: " + EC.message()));
    return Failed;
  }
  JobRequest Request =
      requestFor(std::move(Options), std::move(*Exports), WorkingDirectory);

  static Progress Where;
  installCrashReports(CrashStyle::Text, Where);
  describeJobForCrashes(Request);
  auto Show = [&Out](const JobResponse &Response) {
    bool HasErrors = false;
    for (const Diagnostic &D : Response.Diagnostics) {
      HasErrors |= D.Level == Severity::Error;
      Out.diagnostic(D);
    }
    logResult(Response, Out);
    return HasErrors ? Failed : Linked;
  };
  JobResponse Response = runJob(
      std::move(Request), InputNames::AsGiven, Where,
      [&](const JobResponse &LastWords) {
        Where.removeFiles();
        ::_exit(Show(LastWords));
      },
      Link);
  (void)Response.Context.release(); // the process ends
  int Status = Show(Response);
  if (Status == Linked && !Profile->empty())
    tellHost(*Host, {*Profile, Output});
  return Status;
}

} // namespace

int commandLineWith(int Argc, const char *const *Argv, LinkFunction *Link) {
  SmallVector<const char *, 64> Arguments(Argv + std::min(Argc, 1),
                                          Argv + Argc);
  // rustc puts arguments into a file when there are too many of them.
  BumpPtrAllocator Memory;
  cl::ExpansionContext Expansion(Memory, cl::TokenizeGNUCommandLine);
  if (Error E = Expansion.expandResponseFiles(Arguments))
    return wrongUsage(toString(std::move(E)));

  CliOptions Options;
  std::string Mistake;
  if (!parseOptions(Arguments, Options, Mistake))
    return wrongUsage(Mistake);
  if (Options.Help)
    return printOut(helpText());
  if (Options.Version)
    return printOut((Version + "\n").str());
  return linkFromCommandLine(std::move(Options), Arguments, Link);
}

int commandLine(int Argc, const char *const *Argv) {
  if (Argc == 2 && StringRef(Argv[1]) == "--job")
    return runJobMode();
  return commandLineWith(Argc, Argv, link);
}

} // namespace bpflinker
