// What decides the code of an object, whoever makes it: the compiler writes it
// into its bitcode's attributes, the linker generates instructions by it.

#ifndef BPF_LINKER_SUPPORT_CODE_OPTIONS_H
#define BPF_LINKER_SUPPORT_CODE_OPTIONS_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace bpflinker {

enum class OptimizationLevel { O0, O1, O2, O3, Os, Oz };

/// "0" … "3", "s", "z", as after -O.
std::optional<OptimizationLevel> parseOptimizationLevel(llvm::StringRef Name);
llvm::StringRef optimizationLevelName(OptimizationLevel Level);

struct CodeOptions {
  /// `bpf`, `bpfel`, `bpfeb` (`-unknown-none` allowed). Empty: what the inputs
  /// of a link say, where their triple begins with "bpf"; else `bpf`, the byte
  /// order of the machine.
  std::string Target;
  /// `generic`, `probe`, `v1` … `v4`.
  std::string Cpu = "generic";
  /// LLVM's form: "+alu32,-dwarfris".
  std::string CpuFeatures;
  /// O0 means O1, as in the original. The compiler only writes attributes by
  /// it: the linker runs the one optimisation pipeline.
  OptimizationLevel Optimize = OptimizationLevel::O2;
  /// A folder, absolute, that is cut off the paths of sources in debug info and
  /// in line records; relative paths of debug info begin there. Empty: paths
  /// stay as they are.
  std::string StripPathPrefix;
};

} // namespace bpflinker

#endif
