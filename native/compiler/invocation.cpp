// Users write flags of the clang driver ("-Wall", "-mcpu=v2", "-fno-builtin"),
// so clang's driver reads them, in process: our options become driver flags,
// the user's follow, and the driver's one -cc1 job gives the arguments of the
// CompilerInvocation. All that `clang -target bpf -g -O2 -c` decides by itself
// (debug info kind, frame pointers, key instructions) is then decided here by
// the same code.
//
// What the machine around us would add is kept out: header folders of the
// system, configuration files, CPATH and its like. A compile depends on its
// options and on the files it reports, on nothing else.

#include "compiler/invocation.h"
#include "compiler/agreement.h"
#include "compiler/diagnostics.h"
#include "compiler/early_passes.h"
#include "compiler/flags.h"
#include "compiler/headers.h"
#include "compiler/paths.h"

#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/TargetOptions.h"
#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "clang/Driver/Job.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace bpflinker {
namespace {

/// Where the package's headers appear to be in debug info and __FILE__: their
/// real place differs between machines.
constexpr StringLiteral MappedHeaderDir = "/bpf-linker/include/";

/// A folder's path that ends in a separator, so that as a prefix it covers the
/// folder and not its namesakes ("/home/a" and "/home/ab").
std::string asPrefix(StringRef WorkingDir, StringRef Folder) {
  std::string Path = absolutePath(WorkingDir, Folder);
  if (!sys::path::is_separator(Path.back()))
    Path += '/';
  return Path;
}

/// The compilation directory of the debug info: `Dir` without `Prefix`.
std::string strippedDir(StringRef Dir, StringRef Prefix) {
  std::string WithSlash = asPrefix(Dir, Dir);
  StringRef Rest = WithSlash;
  if (Prefix.empty() || !Rest.consume_front(Prefix))
    return Dir.str();
  Rest.consume_back("/");
  return Rest.empty() ? "." : Rest.str();
}

/// O0 means O1 as in the linker: BPF programs rely on inlining and on constant
/// propagation, and at O0 clang marks every function as not to be optimised.
std::string optimizeFlag(OptimizationLevel Level) {
  if (Level == OptimizationLevel::O0)
    Level = OptimizationLevel::O1;
  return ("-O" + optimizationLevelName(Level)).str();
}

/// Without `-unknown-none`, which the command line permits.
std::string clangTarget(StringRef Target) {
  return Target.empty() ? "bpf" : Target.split('-').first.str();
}

class DriverArguments {
public:
  DriverArguments(StringRef InputName, const CompileOptions &Options,
                  StringRef WorkingDir, HeaderFlags Headers)
      : Options(Options), WorkingDir(WorkingDir), Headers(Headers) {
    All = {"clang", "--no-default-config", "-c", "-x", "c"};
    addTarget();
    addPaths();
    for (const std::string &Define : Options.Defines)
      add("-D", Define);
    for (const std::string &Path : Options.IncludeDirs)
      add("-I", Path);
    All.insert(All.end(), Options.Cflags.begin(), Options.Cflags.end());
    addHeaders();
    // "-" would be standard input, "-x.c" a flag.
    All.push_back(InputName.starts_with("-") ? ("./" + InputName).str()
                                             : InputName.str());
  }

  std::vector<const char *> argv() const {
    std::vector<const char *> Result;
    Result.reserve(All.size());
    for (const std::string &Arg : All)
      Result.push_back(Arg.c_str());
    return Result;
  }

private:
  void addTarget() {
    add("--target=", clangTarget(Options.Target));
    // clang's own 2048 nested brackets overflow the 8 MiB of a usual stack, and
    // with it whatever process we are in; 512 take less than half of it.
    All.push_back("-fbracket-depth=512");
    if (!Options.Cpu.empty())
      add("-mcpu=", Options.Cpu);
    for (StringRef Feature : split(Options.CpuFeatures, ','))
      if (!Feature.empty())
        addCc1({"-target-feature", Feature});
    All.push_back(optimizeFlag(Options.Optimize));
    // An -O0 among the user's flags must not reach the linker's pipeline.
    addCc1({"-disable-O0-optnone"});
    if (Options.DebugInfo)
      All.push_back("-g");
  }

  void addPaths() {
    std::string Strip;
    if (!Options.StripPathPrefix.empty()) {
      Strip = asPrefix(WorkingDir, Options.StripPathPrefix);
      add("-ffile-prefix-map=", Strip + "=");
    }
    add("-ffile-compilation-dir=", strippedDir(WorkingDir, Strip));
    // After the prefix above: clang tries the last one first.
    if (!Options.HeaderDir.empty())
      add("-ffile-prefix-map=", asPrefix(WorkingDir, Options.HeaderDir) + "=" +
                                    MappedHeaderDir.str());
  }

  /// clang's own headers before the others, as clang itself has it (its
  /// limits.h and stdint.h wrap the next ones found); the user's -I and
  /// -isystem come before both.
  void addHeaders() {
    All.push_back("-nostdinc");
    if (std::string Own = ownClangHeaders(Options, WorkingDir);
        Headers.Builtin && !Own.empty())
      addCc1({"-internal-isystem", Own});
    if (Headers.System)
      for (const std::string &Folder : headerFolders(Options, WorkingDir))
        addCc1({"-internal-externc-isystem", Folder});
  }

  void add(StringRef Flag, StringRef Value) {
    All.push_back((Flag + Value).str());
  }
  void addCc1(std::initializer_list<StringRef> Args) {
    for (StringRef Arg : Args) {
      All.push_back("-Xclang");
      All.push_back(Arg.str());
    }
  }

  const CompileOptions &Options;
  StringRef WorkingDir;
  HeaderFlags Headers;
  std::vector<std::string> All;
};

/// The driver's -cc1 arguments without what it took from the environment.
/// From CPATH it renders "-Idir" as one word, from flags "-I" "dir" as two;
/// C_INCLUDE_PATH becomes -c-isystem, and its siblings are of other languages
/// (addDirectoryList in clang/lib/Driver/ToolChains/CommonArgs.cpp).
std::vector<const char *> withoutEnvironment(const opt::ArgStringList &Args) {
  std::vector<const char *> Kept;
  for (size_t I = 0; I != Args.size(); ++I) {
    StringRef Arg = Args[I];
    if (Arg.starts_with("-I") && Arg.size() > 2)
      continue;
    if (Arg == "-c-isystem" || Arg == "-cxx-isystem" ||
        Arg == "-objc-isystem" || Arg == "-objcxx-isystem") {
      ++I;
      continue;
    }
    Kept.push_back(Args[I]);
  }
  return Kept;
}

/// Flags that came in through -Xclang or -Wp and that flags.cpp could not see.
bool checkInvocation(const clang::CompilerInvocation &Invocation,
                     DiagnosticSink &Diagnostics) {
  const clang::FrontendOptions &Frontend = Invocation.getFrontendOpts();
  const clang::DependencyOutputOptions &Listing =
      Invocation.getDependencyOutputOpts();
  const char *Why = nullptr;
  if (Frontend.ProgramAction != clang::frontend::EmitObj ||
      Frontend.Inputs.size() != 1)
    Why = "would change what the compile produces";
  else if (!Frontend.Plugins.empty() || !Frontend.AddPluginActions.empty() ||
           !Invocation.getCodeGenOpts().PassPlugins.empty())
    Why = "would load code into the compiler";
  else if (!Frontend.LLVMArgs.empty())
    Why = "would change LLVM's options for the whole process; use 'llvmArgs'";
  else if (Frontend.ShowHelp || Frontend.ShowVersion || Frontend.ShowStats ||
           Listing.ShowHeaderIncludes ||
           Invocation.getHeaderSearchOpts().Verbose)
    Why = "makes clang print instead of compile";
  else if (!Listing.OutputFile.empty() || !Listing.DOTOutputFile.empty() ||
           !Listing.HeaderIncludeOutputFile.empty() ||
           !Invocation.getDiagnosticOpts()
                .DiagnosticSerializationFile.empty() ||
           !Invocation.getDiagnosticOpts().DiagnosticLogFile.empty() ||
           !Frontend.StatsFile.empty())
    Why = "would write further files";
  if (Why) {
    Diagnostics.report(
        error(Code::OPTION_INVALID,
              std::string("a clang flag behind -Xclang or -Wp ") + Why)
            .hint("remove it"));
    return false;
  }
  return true;
}

} // namespace

std::shared_ptr<clang::CompilerInvocation>
buildInvocation(StringRef InputName, const CompileOptions &Options,
                const IntrusiveRefCntPtr<vfs::FileSystem> &Files,
                DiagnosticSink &Diagnostics) {
  std::string Target = clangTarget(Options.Target);
  if (!Triple(Target).isBPF()) {
    Diagnostics.report(
        error(Code::OPTION_INVALID, "unknown target '" + Options.Target + "'")
            .hint("known are bpf (the machine's byte order), bpfel, bpfeb"));
    return nullptr;
  }
  HeaderFlags Headers = checkFlags(Options.Cflags, Diagnostics);
  if (!checkTarget(Target, Options.Cpu, Options.CpuFeatures, Diagnostics) ||
      Diagnostics.hasErrors())
    return nullptr;

  std::string WorkingDir = *Files->getCurrentWorkingDirectory();
  ClangDiagnostics Consumer(Diagnostics, WorkingDir, InputName,
                            Code::OPTION_INVALID);
  clang::DiagnosticOptions DiagnosticOptions;
  clang::DiagnosticsEngine Engine(clang::DiagnosticIDs::create(),
                                  DiagnosticOptions, &Consumer,
                                  /*ShouldOwnClient=*/false);

  DriverArguments Arguments(InputName, Options, WorkingDir, Headers);
  clang::driver::Driver Driver("clang", Target, Engine, "clang LLVM compiler",
                               Files);
  Driver.setCheckInputsExist(false);
  Driver.setProbePrecompiled(false);
  std::unique_ptr<clang::driver::Compilation> Jobs(
      Driver.BuildCompilation(Arguments.argv()));
  Consumer.flush();
  if (!Jobs || Engine.hasErrorOccurred())
    return nullptr;
  if (Jobs->getJobs().size() != 1) {
    Diagnostics.report(error(Code::OPTION_INVALID,
                             "the clang flags ask for something else than "
                             "compiling one C source"));
    return nullptr;
  }

  auto Invocation = std::make_shared<clang::CompilerInvocation>();
  bool Good = clang::CompilerInvocation::CreateFromArgs(
      *Invocation, withoutEnvironment(Jobs->getJobs().begin()->getArguments()),
      Engine, "clang");
  Consumer.flush();
  if (!Good || !checkInvocation(*Invocation, Diagnostics) ||
      !agreesWithOptions(*Invocation, Options, Target, Diagnostics))
    return nullptr;
  // The driver leaves the AST to the end of its process; ours may live on.
  Invocation->getFrontendOpts().DisableFree = false;
  return Invocation;
}

} // namespace bpflinker
