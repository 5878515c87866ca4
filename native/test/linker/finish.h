// For tests of the linker's second half: textual IR → finishModule.

#ifndef BPF_LINKER_TEST_LINKER_FINISH_H
#define BPF_LINKER_TEST_LINKER_FINISH_H

#include "linker/steps.h"

#include "test/check.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/SourceMgr.h"

namespace bpflinker::test {

struct Finished {
  std::vector<Diagnostic> Diagnostics;
  std::vector<Artifact> Artifacts;

  /// The bytes of the artifact of that place in LinkOptions::Emit.
  llvm::StringRef text(size_t Index = 0) const {
    if (Index >= Artifacts.size())
      return "";
    return {Artifacts[Index].Bytes.data(), Artifacts[Index].Bytes.size()};
  }

  /// The first diagnostic of that code; an empty INTERNAL where there is none.
  Diagnostic first(Code Id) const {
    for (const Diagnostic &D : Diagnostics)
      if (D.Id == Id)
        return D;
    return {};
  }

  size_t count(Code Id) const {
    return llvm::count_if(Diagnostics,
                          [&](const Diagnostic &D) { return D.Id == Id; });
  }
};

/// Exports are given, or else every definition that is visible; the memory
/// builtins as the first half lists them.
inline std::vector<Artifact> finishInto(DiagnosticSink &Sink,
                                        llvm::StringRef Ir,
                                        const LinkOptions &Options,
                                        std::vector<std::string> Exports = {}) {
  llvm::LLVMContext Context;
  llvm::SMDiagnostic Problem;
  MergedModule Merged;
  // Without the check that the linker makes by itself.
  Merged.M = llvm::parseAssemblyString(Ir, Problem, Context);
  if (!Merged.M) {
    Problem.print("test", llvm::errs());
    fail(__FILE__, __LINE__, "the test's IR does not parse");
    return {};
  }
  Merged.Exports = std::move(Exports);
  bool All = Merged.Exports.empty();
  for (const llvm::GlobalValue &V : Merged.M->global_values()) {
    if (V.isDeclaration() || V.hasLocalLinkage())
      continue;
    bool IsBuiltin = llvm::is_contained(
        {"memcpy", "memmove", "memset", "memcmp", "bcmp"}, V.getName());
    if (IsBuiltin && !Options.DisableMemoryBuiltins)
      Merged.MemoryBuiltins.push_back(V.getName().str());
    else if (!IsBuiltin && All)
      Merged.Exports.push_back(V.getName().str());
  }
  Timings Times;
  return finishModule(Merged, Options, Sink, Times).Artifacts;
}

inline Finished finish(llvm::StringRef Ir, const LinkOptions &Options,
                       std::vector<std::string> Exports = {}) {
  DiagnosticSink Sink;
  Finished Result;
  Result.Artifacts = finishInto(Sink, Ir, Options, std::move(Exports));
  Result.Diagnostics = Sink.take();
  return Result;
}

/// Options that make assembly without debug info, for cpu v3.
inline LinkOptions assemblyOptions() {
  LinkOptions Options;
  Options.Cpu = "v3";
  Options.Emit = {ArtifactKind::Assembly};
  return Options;
}

} // namespace bpflinker::test

#endif
