// "[code: vbr6, number of operands: vbr6, operands: vbr6 each]"
// (llvm.org/docs/BitCodeFormat.html, UNABBREV_RECORD encoding). The cursor of
// LLVM refills a word at a time and checks every piece for the end; here a
// piece is one load, and only whole loads inside the buffer are made.

#include "linker/read/scan_record.h"

#include "llvm/Support/Endian.h"

using namespace llvm;

namespace bpflinker {

namespace {

class PlainReader {
public:
  PlainReader(ArrayRef<uint8_t> Bytes, uint64_t Bit) : Bytes(Bytes), Bit(Bit) {}

  std::optional<uint64_t> vbr6() {
    uint64_t Value = 0;
    for (unsigned Shift = 0; Shift < 64; Shift += 5) {
      if (Bytes.size() < sizeof(uint64_t) ||
          Bit / 8 > Bytes.size() - sizeof(uint64_t))
        return std::nullopt;
      uint64_t Piece =
          support::endian::read64le(Bytes.data() + Bit / 8) >> (Bit % 8);
      Bit += 6;
      Value |= (Piece & 31) << Shift;
      if (!(Piece & 32))
        return Value;
    }
    return std::nullopt;
  }

  uint64_t bit() const { return Bit; }

private:
  ArrayRef<uint8_t> Bytes;
  uint64_t Bit;
};

} // namespace

std::optional<unsigned> readPlainRecord(BitstreamCursor &Stream,
                                        SmallVectorImpl<uint64_t> &Operands) {
  PlainReader Reader(Stream.getBitcodeBytes(), Stream.GetCurrentBitNo());
  size_t Before = Operands.size();
  std::optional<uint64_t> Code = Reader.vbr6(), Count = Reader.vbr6();
  if (!Code || !Count)
    return std::nullopt;
  for (uint64_t I = 0; I != *Count; ++I) {
    std::optional<uint64_t> Operand = Reader.vbr6();
    if (!Operand) {
      Operands.truncate(Before);
      return std::nullopt;
    }
    Operands.push_back(*Operand);
  }
  if (Error E = Stream.JumpToBit(Reader.bit())) {
    consumeError(std::move(E));
    Operands.truncate(Before);
    return std::nullopt;
  }
  return unsigned(*Code);
}

} // namespace bpflinker
