// Instruction sets: what they brought, and which cpus lack it. This is the one
// place that says so; its tables are data/bpf/cpus.tsv and features.tsv.

#ifndef BPF_LINKER_BPF_CPU_H
#define BPF_LINKER_BPF_CPU_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace bpflinker {

/// Kinds of instructions that not every cpu, kernel or program has.
enum class IsaFeature : uint8_t {
#define BPF_LINKER_FEATURE(NAME, ...) NAME,
#include "bpf/cpus.generated.def"
};

/// "a 32-bit jump", for messages.
llvm::StringRef describe(IsaFeature Feature);

/// What a cpu may be called: "generic", "probe", "v1" …
llvm::ArrayRef<llvm::StringLiteral> cpuNames();

/// The cpu itself; for `probe`, which the machine has to say, what it says.
llvm::StringRef resolveCpu(llvm::StringRef Cpu);

/// The cpu that code is made for.
class TargetCpu {
public:
  /// `Features` as LLVM takes them: "+alu32,-dwarfris".
  TargetCpu(llvm::StringRef Cpu, llvm::StringRef Features);

  /// Whether LLVM would emit the feature for a newer cpu and must not for this
  /// one. No cpu lacks what only a source asks for.
  bool lacks(IsaFeature Feature) const;

private:
  unsigned Set;
  llvm::StringRef Features;
};

} // namespace bpflinker

#endif
