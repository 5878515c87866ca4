#include "support/timing.h"

using namespace llvm;

namespace bpflinker {

void Timings::add(StringRef Phase, double Milliseconds) {
  for (PhaseTime &P : Phases)
    if (P.Phase == Phase) {
      P.Milliseconds += Milliseconds;
      return;
    }
  Phases.push_back({Phase.str(), Milliseconds});
}

} // namespace bpflinker
