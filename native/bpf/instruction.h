// Instructions as numbers (RFC 9669): slots of 8 bytes and their opcodes, which
// are data/bpf/fields.tsv and opcodes.tsv.

#ifndef BPF_LINKER_BPF_INSTRUCTION_H
#define BPF_LINKER_BPF_INSTRUCTION_H

#include "bpf/cpu.h"

#include "llvm/Support/Endian.h"

#include <cstdint>
#include <optional>

namespace bpflinker {

/// Parts of instructions and whole opcodes, by the names of RFC 9669 and
/// include/uapi/linux/bpf.h.
namespace isa {
#define BPF_LINKER_FIELD(NAME, VALUE) constexpr int NAME = VALUE;
#include "bpf/opcodes.generated.def"
} // namespace isa

constexpr unsigned InstructionSize = 8;

/// One slot.
struct BpfInstruction {
  uint8_t Opcode;
  uint8_t Destination;
  uint8_t Source;
  int16_t Offset;
  int32_t Immediate;

  uint8_t group() const { return Opcode & 0x07; }
  uint8_t operation() const { return Opcode & 0xf0; }
  /// The 16-byte load: the next slot is its other half.
  bool isWideLoad() const { return Opcode == isa::LD_IMM64; }
  bool isExit() const { return Opcode == isa::EXIT; }
  bool isJump() const {
    return (group() == isa::JMP || group() == isa::JMP32) &&
           operation() != isa::OP_CALL && operation() != isa::OP_EXIT;
  }
  bool isConditional() const { return isJump() && operation() != isa::JA; }
  /// Of a jump, in slots from the one that follows.
  int64_t distance() const { return Opcode == isa::GOTOL ? Immediate : Offset; }
};

BpfInstruction decodeInstruction(const char *Bytes, llvm::endianness Endian);

/// Whether it is an opcode that any kernel or compiler knows.
bool isKnownOpcode(uint8_t Opcode);

/// The instruction's feature; nothing for what every kernel has, and for what
/// is no instruction.
std::optional<IsaFeature> featureOf(const BpfInstruction &I);

} // namespace bpflinker

#endif
