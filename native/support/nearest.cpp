#include "support/nearest.h"

#include "llvm/ADT/SmallVector.h"

#include <algorithm>

using namespace llvm;

namespace bpflinker {

/// Optimal string alignment distance.
static unsigned edits(StringRef A, StringRef B) {
  SmallVector<unsigned> BeforeLast, Last(B.size() + 1), Row(B.size() + 1);
  for (size_t J = 0; J <= B.size(); ++J)
    Last[J] = J;
  for (size_t I = 1; I <= A.size(); ++I) {
    Row[0] = I;
    for (size_t J = 1; J <= B.size(); ++J) {
      unsigned Replaced = Last[J - 1] + (A[I - 1] != B[J - 1]);
      Row[J] = std::min({Replaced, Last[J] + 1, Row[J - 1] + 1});
      if (I > 1 && J > 1 && A[I - 1] == B[J - 2] && A[I - 2] == B[J - 1])
        Row[J] = std::min(Row[J], BeforeLast[J - 2] + 1);
    }
    BeforeLast = std::exchange(Last, Row);
  }
  return Last[B.size()];
}

NearestName::NearestName(StringRef Typed)
    : Typed(Typed.lower()),
      BestEdits(std::min<size_t>(2, Typed.size() / 3) + 1) {}

void NearestName::offer(StringRef Known) {
  size_t Longer = std::max(Known.size(), Typed.size());
  if (Longer - std::min(Known.size(), Typed.size()) >= BestEdits)
    return;
  if (unsigned Edits = edits(Typed, Known.lower()); Edits < BestEdits) {
    Best = Known.str();
    BestEdits = Edits;
  }
}

} // namespace bpflinker
