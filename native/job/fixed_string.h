// Text for signal handlers: bounded, on no heap.

#ifndef BPF_LINKER_JOB_FIXED_STRING_H
#define BPF_LINKER_JOB_FIXED_STRING_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace bpflinker {

/// What does not fit is cut off.
template <size_t Capacity> class FixedString {
public:
  void add(llvm::StringRef S) {
    size_t Length = std::min(S.size(), Capacity - Size);
    std::memcpy(Buffer + Size, S.data(), Length);
    Size += Length;
  }
  void add(uint64_t Number) {
    char Digits[20];
    size_t I = sizeof(Digits);
    do
      Digits[--I] = char('0' + Number % 10);
    while (Number /= 10);
    add(llvm::StringRef(Digits + I, sizeof(Digits) - I));
  }
  /// 60000 → 60, 1500 → 1.5
  void addThousandths(uint64_t Number) {
    add(Number / 1000);
    if (Number % 1000 == 0)
      return;
    add(".");
    for (uint64_t Rest = Number % 1000; Rest != 0; Rest = Rest % 100 * 10)
      add(Rest / 100);
  }
  /// As the inside of a JSON string. What is not ASCII becomes `?`: names may
  /// be cut in the middle of a character.
  void addEscaped(llvm::StringRef S) {
    for (char C : S) {
      if (C == '"' || C == '\\')
        add("\\");
      add(C == '\n' || C == '\t' ? " "
          : C < ' ' || C > '~'   ? "?"
                                 : llvm::StringRef(&C, 1));
    }
  }
  void clear() { Size = 0; }
  size_t size() const { return Size; }
  llvm::StringRef text() const { return {Buffer, Size}; }

private:
  char Buffer[Capacity];
  size_t Size = 0;
};

/// A stream into a FixedString.
template <size_t Capacity> class FixedStream final : public llvm::raw_ostream {
public:
  explicit FixedStream(FixedString<Capacity> &Out)
      : llvm::raw_ostream(/*unbuffered=*/true), Out(Out) {}

private:
  void write_impl(const char *Data, size_t Size) override {
    Out.add(llvm::StringRef(Data, Size));
  }
  uint64_t current_pos() const override { return Out.size(); }
  FixedString<Capacity> &Out;
};

} // namespace bpflinker

#endif
