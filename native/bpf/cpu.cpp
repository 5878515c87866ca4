#include "bpf/cpu.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/Host.h"

namespace bpflinker {

using namespace llvm;

namespace {

// The words of the tables: sets by number, the smallest 1.
constexpr unsigned NoSet = 0;
constexpr unsigned Set(unsigned Number) { return Number; }

struct CpuRow {
  StringLiteral Name;
  unsigned Set;
};
constexpr CpuRow Cpus[] = {
#define BPF_LINKER_CPU(NAME, SET) {NAME, SET},
#include "bpf/cpus.generated.def"
};

constexpr StringLiteral Names[] = {
#define BPF_LINKER_CPU(NAME, SET) NAME,
#include "bpf/cpus.generated.def"
};

struct FeatureRow {
  unsigned Set;
  /// The feature of LLVM that brings it to smaller sets.
  StringLiteral AddedBy;
  StringLiteral What;
};
constexpr FeatureRow Rows[] = {
#define BPF_LINKER_FEATURE(NAME, SET, ADDED_BY, WHAT) {SET, ADDED_BY, WHAT},
#include "bpf/cpus.generated.def"
};

} // namespace

ArrayRef<StringLiteral> cpuNames() { return Names; }

StringRef describe(IsaFeature Feature) { return Rows[unsigned(Feature)].What; }

StringRef resolveCpu(StringRef Cpu) {
  return Cpu == "probe" ? sys::detail::getHostCPUNameForBPF() : Cpu;
}

TargetCpu::TargetCpu(StringRef Cpu, StringRef Features)
    : Set(NoSet), Features(Features) {
  StringRef Own = resolveCpu(Cpu);
  for (const CpuRow &Row : Cpus)
    if (Row.Name == Own)
      Set = Row.Set;
}

bool TargetCpu::lacks(IsaFeature Feature) const {
  const FeatureRow &Row = Rows[unsigned(Feature)];
  bool Lacks = Row.Set > Set;
  for (StringRef Each : split(Features, ',')) {
    Each = Each.trim();
    if (!Row.AddedBy.empty() && Each.consume_front("+") && Each == Row.AddedBy)
      Lacks = false;
  }
  return Lacks;
}

} // namespace bpflinker
