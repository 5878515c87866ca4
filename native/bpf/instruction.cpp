#include "bpf/instruction.h"

#include <array>

namespace bpflinker {

using namespace llvm;

namespace {

/// What a field has to be.
struct Condition {
  enum { Always, Never0, Equal } Kind = Always;
  int32_t Value = 0;

  constexpr bool holds(int32_t Field) const {
    return Kind == Always || (Kind == Never0 ? Field != 0 : Field == Value);
  }
};

struct OpcodeRow {
  uint8_t Opcode;
  Condition Offset, Immediate;
  std::optional<IsaFeature> Feature;
};

// The words of the table.
using enum IsaFeature;
constexpr std::nullopt_t None = std::nullopt;
constexpr Condition Any;
constexpr Condition NotZero{Condition::Never0};
constexpr Condition Is(int32_t Value) { return {Condition::Equal, Value}; }

constexpr OpcodeRow Rows[] = {
#define BPF_LINKER_OPCODE(OPCODE, OFFSET, IMMEDIATE, FEATURE)                  \
  {OPCODE, OFFSET, IMMEDIATE, FEATURE},
#include "bpf/opcodes.generated.def"
};

/// The rows of an opcode are [First[opcode], First[opcode + 1]).
constexpr std::array<uint16_t, 257> First = [] {
  std::array<uint16_t, 257> Index{};
  for (const OpcodeRow &Row : Rows)
    ++Index[Row.Opcode + 1];
  for (unsigned Opcode = 0; Opcode != 256; ++Opcode)
    Index[Opcode + 1] += Index[Opcode];
  return Index;
}();

} // namespace

BpfInstruction decodeInstruction(const char *Bytes, endianness Endian) {
  using namespace support::endian;
  uint8_t Registers = Bytes[1];
  // The two registers are bitfields of a byte, so they swap with byte order.
  bool Little = Endian == endianness::little;
  return {uint8_t(Bytes[0]), uint8_t(Little ? Registers & 15 : Registers >> 4),
          uint8_t(Little ? Registers >> 4 : Registers & 15),
          read<int16_t>(Bytes + 2, Endian), read<int32_t>(Bytes + 4, Endian)};
}

bool isKnownOpcode(uint8_t Opcode) {
  return First[Opcode] != First[Opcode + 1];
}

std::optional<IsaFeature> featureOf(const BpfInstruction &I) {
  for (unsigned Row = First[I.Opcode]; Row != First[I.Opcode + 1]; ++Row)
    if (Rows[Row].Offset.holds(I.Offset) &&
        Rows[Row].Immediate.holds(I.Immediate))
      return Rows[Row].Feature;
  return std::nullopt;
}

} // namespace bpflinker
