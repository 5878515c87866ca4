// Wall time of each phase of a job, by name, in the order they first ran.

#ifndef BPF_LINKER_SUPPORT_TIMING_H
#define BPF_LINKER_SUPPORT_TIMING_H

#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bpflinker {

struct PhaseTime {
  std::string Phase;
  double Milliseconds;
};

class Timings {
public:
  /// Adds to the phase of that name; phases keep the order of first use.
  void add(llvm::StringRef Phase, double Milliseconds);
  const std::vector<PhaseTime> &phases() const { return Phases; }

  /// Told the innermost phase that runs, each time it changes; "" for none. A
  /// crash report needs it (job/progress.h).
  using Observer = std::function<void(llvm::StringRef Phase)>;
  void observe(Observer O) { Changed = std::move(O); }

private:
  friend class PhaseTimer;
  void enter(llvm::StringRef Phase);
  void leave();

  std::vector<PhaseTime> Phases;
  std::vector<std::string> Running;
  Observer Changed;
};

/// Times the scope it lives in as one phase.
class PhaseTimer {
public:
  PhaseTimer(Timings &T, llvm::StringRef Phase)
      : Sum(T), Phase(Phase), Start(Clock::now()) {
    Sum.enter(Phase);
  }
  ~PhaseTimer() {
    Sum.add(Phase,
            std::chrono::duration<double, std::milli>(Clock::now() - Start)
                .count());
    Sum.leave();
  }
  PhaseTimer(const PhaseTimer &) = delete;
  PhaseTimer &operator=(const PhaseTimer &) = delete;

private:
  using Clock = std::chrono::steady_clock;
  Timings &Sum;
  llvm::StringRef Phase;
  Clock::time_point Start;
};

} // namespace bpflinker

#endif
