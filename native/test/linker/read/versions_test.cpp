// Bitcode of other majors of LLVM, by what it says of itself.

#include "test/linker/fixture.h"

using namespace bpflinker;
using namespace bpflinker::test;

static const char *Ir = "define i32 @f() { ret i32 1 }\n";
/// What raw bitcode begins with (llvm/Bitcode/BitcodeWriter.h).
static const char *Magic = "BC\xC0\xDE";

/// The identification of bitcode that says who made it; with an epoch of its
/// own where one is given. Without, and of a name as long as ours, it is as
/// long as ours: functions are found by their distance from it.
static std::string identification(llvm::StringRef Producer,
                                  unsigned Epoch = 0) {
  // The producer is an array of char6: its six-bit codes are not bytes, so the
  // identification block is made anew: [block 13, width 5][unabbreviated STRING
  // record][unabbreviated EPOCH record][end].
  std::vector<bool> Bits;
  auto Put = [&](uint64_t Value, unsigned Width) {
    for (unsigned I = 0; I != Width; ++I)
      Bits.push_back(Value >> I & 1);
  };
  auto Vbr6 = [&](uint64_t Value) {
    for (; Value >= 32; Value >>= 5)
      Put((Value & 31) | 32, 6);
    Put(Value, 6);
  };
  auto Record = [&](unsigned Code, llvm::ArrayRef<uint64_t> Values) {
    Put(3, 5);
    Vbr6(Code);
    Vbr6(Values.size());
    for (uint64_t V : Values)
      Vbr6(V);
  };
  Record(1, std::vector<uint64_t>(Producer.begin(), Producer.end()));
  if (Epoch)
    Record(2, {Epoch});
  Put(0, 5);
  while (Bits.size() % 32)
    Bits.push_back(false);
  std::string Block;
  for (size_t I = 0; I != Bits.size(); I += 8) {
    unsigned char Byte = 0;
    for (unsigned J = 0; J != 8; ++J)
      Byte |= Bits[I + J] << J;
    Block += char(Byte);
  }
  return Magic + le32(1 | 13 << 2 | 5 << 10) + le32(Block.size() / 4) + Block;
}

/// A module whose identification is another one.
static std::string madeBy(llvm::StringRef Module, llvm::StringRef Producer,
                          unsigned Epoch = 0) {
  uint32_t Words = llvm::support::endian::read32le(Module.data() + 8);
  return identification(Producer, Epoch) + Module.substr(12 + Words * 4).str();
}

/// Clang 18's own bitcode, with tags that really get lost, is in test/bitcode.
static void typeTagsOfOldBitcodeAreMissed() {
  std::string Tagged = assemble(
      Bpf + Ir + "!tags = !{!0}\n!0 = !{!\"btf_type_tag\", !\"kptr\"}\n");
  auto Codes = [&](llvm::StringRef Producer) {
    return Merge(inputs(bytes("t.bc", madeBy(Tagged, Producer))),
                 exporting({"f"}))
        .codes();
  };
  CHECK_EQ(Codes("LLVM18.1.8"), "BITCODE_OLDER");
  CHECK_EQ(Codes("LLVM19.1.7"), "");
  std::string Plain = madeBy(assemble(Bpf + Ir), "LLVM18.1.8");
  CHECK_EQ(Merge(inputs(bytes("p.bc", Plain)), exporting({"f"})).codes(), "");
}

static void newerBitcodeNamesBothVersions() {
  // An epoch that we do not know.
  std::string Newer = madeBy(assemble(Bpf + Ir), "LLVM99.0.0git", /*Epoch=*/1);
  Merge M(inputs(bytes("new.bc", Newer)), exporting({}));
  CHECK_EQ(M.codes(), "BITCODE_NEWER");
  CHECK_CONTAINS(M.report(), "LLVM99.0.0git");
  CHECK_CONTAINS(M.report(), LLVM_VERSION_STRING);
}

int main() {
  newerBitcodeNamesBothVersions();
  typeTagsOfOldBitcodeAreMissed();
  return result();
}
