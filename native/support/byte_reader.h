// Reads fixed-size integers of either byte order from untrusted bytes. A read
// past the end gives 0 and is remembered, so that a record can be read in one
// go and asked about once.

#ifndef BPF_LINKER_SUPPORT_BYTE_READER_H
#define BPF_LINKER_SUPPORT_BYTE_READER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"

#include <cstdint>

namespace bpflinker {

class ByteReader {
public:
  ByteReader(llvm::StringRef Bytes, llvm::endianness Endian)
      : Bytes(Bytes), Endian(Endian) {}

  uint8_t u8() { return read<uint8_t>(); }
  uint16_t u16() { return read<uint16_t>(); }
  uint32_t u32() { return read<uint32_t>(); }

  size_t position() const { return Position; }
  size_t left() const { return Bytes.size() - Position; }
  void skip(size_t Count) {
    if (Count > left())
      Short = true;
    else
      Position += Count;
  }
  /// Whether a read went past the end.
  bool ranShort() const { return Short; }

private:
  template <typename T> T read() {
    if (sizeof(T) > left()) {
      Short = true;
      return 0;
    }
    T Value = llvm::support::endian::read<T>(Bytes.data() + Position, Endian);
    Position += sizeof(T);
    return Value;
  }

  llvm::StringRef Bytes;
  llvm::endianness Endian;
  size_t Position = 0;
  bool Short = false;
};

} // namespace bpflinker

#endif
