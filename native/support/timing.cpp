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

void Timings::enter(StringRef Phase) {
  Running.push_back(Phase.str());
  if (Changed)
    Changed(Phase);
}

void Timings::leave() {
  Running.pop_back();
  if (Changed)
    Changed(Running.empty() ? StringRef() : StringRef(Running.back()));
}

} // namespace bpflinker
