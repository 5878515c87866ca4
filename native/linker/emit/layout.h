// Where the instructions of machine code will stand, and which jumps reach.

#ifndef BPF_LINKER_LINKER_EMIT_LAYOUT_H
#define BPF_LINKER_LINKER_EMIT_LAYOUT_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace bpflinker {

/// Jumps count in instruction slots of 8 bytes, from the slot that follows, and
/// keep that in 16 bits (RFC 9669, section 4.3).
constexpr int64_t MaxJump = INT16_MAX, MinJump = INT16_MIN;

/// In slots; of inline assembly, the most.
int64_t slotsOf(const llvm::MachineInstr &I);

/// Of a function as it stands now.
struct CodeLayout {
  explicit CodeLayout(const llvm::MachineFunction &MF);

  /// The first slot of each block.
  llvm::DenseMap<const llvm::MachineBasicBlock *, int64_t> Starts;
  int64_t Size = 0;
};

/// Whether the target is that of a jump and not of `gotol`, which cpu v4 has
/// and whose target has 32 bits.
bool isShortJump(const llvm::MachineInstr &I);

inline bool reaches(int64_t Distance) {
  return Distance <= MaxJump && Distance >= MinJump;
}

} // namespace bpflinker

#endif
