#include "compiler/agreement.h"
#include "compiler/early_passes.h"

#include "clang/Basic/CodeGenOptions.h"
#include "clang/Basic/TargetOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace bpflinker {
namespace {

Diagnostic contradiction(const Twine &What, const Twine &Flag,
                         const Twine &Option, const Twine &Key) {
  return error(Code::OPTION_INVALID,
               ("the clang flags set the " + What + " '" + Flag +
                "', but the object's " + What + " is '" + Option + "'")
                   .str())
      .hint(("remove the flag, or set '" + Key + "' of the object").str());
}

struct Level {
  unsigned Speed;
  unsigned Size;
  bool operator==(const Level &) const = default;
};

/// As clang has it. 0 means 1, in flags as in options.
Level levelOf(OptimizationLevel Option) {
  switch (Option) {
  case OptimizationLevel::O0:
  case OptimizationLevel::O1:
    return {1, 0};
  case OptimizationLevel::O2:
    return {2, 0};
  case OptimizationLevel::O3:
    return {3, 0};
  case OptimizationLevel::Os:
    return {2, 1};
  case OptimizationLevel::Oz:
    return {2, 2};
  }
  llvm_unreachable("every level is known");
}

Level levelOf(const clang::CodeGenOptions &Flags) {
  return {std::max<unsigned>(Flags.OptimizationLevel, 1), Flags.OptimizeSize};
}

std::string flagOf(const clang::CodeGenOptions &Flags) {
  if (Flags.OptimizeSize)
    return Flags.OptimizeSize == 1 ? "s" : "z";
  return std::to_string(Flags.OptimizationLevel);
}

} // namespace

bool agreesWithOptions(const clang::CompilerInvocation &Invocation,
                       const CompileOptions &Options, StringRef Target,
                       DiagnosticSink &Diagnostics) {
  const clang::TargetOptions &Machine = Invocation.getTargetOpts();
  const clang::CodeGenOptions &Generated = Invocation.getCodeGenOpts();
  bool Agrees = true;
  auto Refuse = [&](Diagnostic D) {
    Agrees = false;
    Diagnostics.report(std::move(D));
  };

  Triple Flag(Machine.Triple);
  if (Triple(Target).getArch() != Flag.getArch())
    Refuse(contradiction("target", Flag.getArchName(), Target, "target"));
  if (!Options.Cpu.empty() && Machine.CPU != Options.Cpu) {
    // A cpu that does not exist is told as such.
    if (checkTarget(Target, Machine.CPU, "", Diagnostics))
      Refuse(contradiction("cpu", Machine.CPU, Options.Cpu, "cpu"));
    Agrees = false;
  }
  SmallVector<StringRef> Known;
  StringRef(Options.CpuFeatures).split(Known, ',');
  for (StringRef Feature : Machine.FeaturesAsWritten)
    if (!is_contained(Known, Feature))
      Refuse(error(Code::OPTION_INVALID,
                   ("the clang flags set the cpu feature '" + Feature +
                    "', but 'cpuFeatures' of the object does not")
                       .str())
                 .hint("remove the flag, or set it in 'cpuFeatures'"));
  if (levelOf(Generated) != levelOf(Options.Optimize))
    Refuse(contradiction("level of optimisation", flagOf(Generated),
                         optimizationLevelName(Options.Optimize), "optimize"));
  return Agrees;
}

} // namespace bpflinker
