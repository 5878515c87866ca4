#include "support/code_options.h"

using namespace llvm;

namespace bpflinker {

/// In the order of the enumerators.
static constexpr StringLiteral LevelNames[] = {"0", "1", "2", "3", "s", "z"};

std::optional<OptimizationLevel> parseOptimizationLevel(StringRef Name) {
  for (size_t I = 0; I < std::size(LevelNames); ++I)
    if (LevelNames[I] == Name)
      return static_cast<OptimizationLevel>(I);
  return std::nullopt;
}

StringRef optimizationLevelName(OptimizationLevel Level) {
  return LevelNames[static_cast<size_t>(Level)];
}

} // namespace bpflinker
