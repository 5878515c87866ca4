// LLVM's process-wide options (cl::opt), set for one link and put back.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_LLVM_OPTIONS_H
#define BPF_LINKER_LINKER_OPTIMIZE_LLVM_OPTIONS_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"

namespace llvm::cl {
class Option;
}

namespace bpflinker {

/// Whether memory of `M` is copied in ascending order, by the option that bears
/// that name in LLVM.
bool expandsInOrder(const llvm::Module &M, const LinkOptions &Options);

/// While it lives, the options that `Options` imply and its LlvmArgs are set.
/// Must be made before the TargetMachine, which reads some of them once. An
/// unknown option or a bad value is an OPTION_INVALID; user text never reaches
/// ParseCommandLineOptions, which ends the process on `--help` and mistakes.
class LlvmOptionScope {
public:
  LlvmOptionScope(const llvm::Module &M, const LinkOptions &Options,
                  DiagnosticSink &Diagnostics);
  ~LlvmOptionScope();
  LlvmOptionScope(const LlvmOptionScope &) = delete;
  LlvmOptionScope &operator=(const LlvmOptionScope &) = delete;

private:
  /// False when there is no such option or it refused the value.
  bool set(llvm::StringRef Name, llvm::StringRef Value);
  void setFromUser(llvm::StringRef Argument, DiagnosticSink &Diagnostics);

  llvm::SmallVector<llvm::cl::Option *, 8> Changed;
};

} // namespace bpflinker

#endif
