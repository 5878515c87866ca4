// Damaged and hostile objects: each kind of damage in BTF is refused with words
// that say what was found where, and thousands of mutated objects neither crash
// nor hang nor give JSON that does not parse.

#include "inspect/btf.h"
#include "support/string_table.h"
#include "test/inspect/fixture.h"

#include "llvm/ADT/StringExtras.h"

#include <random>
#include <unistd.h>

using namespace bpflinker;
using namespace bpflinker::test;
using namespace llvm;

namespace {

using enum BtfKind;

/// Words of types: `type(...)` and what follows it, in order of ids from 1.
class BtfBytes {
public:
  BtfBytes &type(BtfKind K, uint32_t SizeOrType,
                 std::vector<uint32_t> More = {}, uint32_t Number = 0,
                 uint32_t Name = 0) {
    Words.insert(Words.end(), {Name, uint32_t(K) << 24 | Number, SizeOrType});
    Words.insert(Words.end(), More.begin(), More.end());
    return *this;
  }
  std::string bytes(StringRef Strings = StringRef("\0abc\0", 5)) const {
    uint32_t Length = Words.size() * 4;
    std::string Out;
    for (uint32_t Word :
         {0x0001eb9fu, 24u, 0u, Length, Length, uint32_t(Strings.size())})
      append(Out, Word);
    for (uint32_t Word : Words)
      append(Out, Word);
    return Out + Strings.str();
  }

private:
  static void append(std::string &Out, uint32_t Word) {
    char Bytes[4];
    support::endian::write32le(Bytes, Word);
    Out.append(Bytes, 4);
  }
  std::vector<uint32_t> Words;
};

std::string btfRefusal(const std::string &Bytes) {
  auto Types = readBtf(Bytes, endianness::little);
  if (!Types)
    return toString(Types.takeError());
  test::fail(__FILE__, __LINE__, "BTF was not refused");
  return "";
}

constexpr uint32_t Int32 = 32; // The word behind an int: 32 bits, unsigned.

void goodTypes() {
  // struct { int a; struct self *next; int open[]; } and typedefs of it.
  BtfBytes B;
  B.type(Int, 4, {Int32})
      .type(Struct, 24, {1, 1, 0, 1, 3, 64, 0, 4, 192}, 3, 1)
      .type(Ptr, 2)
      .type(Array, 0, {1, 1, 0})
      .type(Typedef, 2, {}, 0, 1)
      .type(Const, 5)
      .type(FuncProto, 1, {0, 7 - 4, 0, 0}, 2)
      .type(Ptr, 7)
      .type(Enum, 0, {}, 0, 1);
  auto Types = readBtf(B.bytes(), endianness::little);
  CHECK(bool(Types));
  if (!Types) {
    test::fail(__FILE__, __LINE__, toString(Types.takeError()));
    return;
  }
  CHECK_EQ((*Types)->Types.size(), 10u);
  CHECK_EQ((*Types)->resolve(6), 2u);
  CHECK_EQ((*Types)->sizeOf(6).value_or(0), 24u);
  CHECK_EQ((*Types)->sizeOf(4).value_or(1), 0u);
  CHECK(!(*Types)->sizeOf(7));
  CHECK_EQ((*Types)->elements((*Types)->type(2))[1].Offset, 64u);
}

void damagedHeader() {
  std::string Good = BtfBytes().type(Int, 4, {Int32}).bytes();
  auto With = [&](size_t At, char Value) {
    std::string Bytes = Good;
    Bytes[At] = Value;
    return btfRefusal(Bytes);
  };
  CHECK_CONTAINS(btfRefusal(""), "0 bytes, less than its header of 24");
  CHECK_CONTAINS(With(0, 0), "not with BTF's magic 0xeb9f");
  CHECK_CONTAINS(With(2, 9), "of version 9");
  CHECK_CONTAINS(With(7, 1), "says that its header has 16777240 bytes");
  CHECK_CONTAINS(With(4, 3), "says that its header has 3 bytes");
  CHECK_CONTAINS(With(15, 127), "its types are bytes [0, 0 + 2130706448)");
  CHECK_CONTAINS(With(19, 127), "its strings are bytes [2130706448");
  CHECK_CONTAINS(With(Good.size() - 1, 'x'), "do not start and end with a NUL");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(BtfKind(BtfKinds), 0).bytes()),
                 "type 1, at byte 0 of the types, is of kind 20");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Int, 4).bytes()),
                 "end within type 1");
}

void damagedReferences() {
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Ptr, 99).bytes()),
                 "BTF type 1 (ptr) refers to type 99 as its type, but there "
                 "are 2");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Array, 0, {0, 99, 1}).bytes()),
                 "type 99 as its index type");
  CHECK_CONTAINS(
      btfRefusal(BtfBytes().type(Struct, 4, {1, 99, 0}, 1, 1).bytes()),
      "BTF type 1 (struct 'abc') refers to type 99 as its element's type");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Fwd, 0, {}, 0, 99).bytes()),
                 "BTF type 1 has a name at offset 99 of 5 bytes");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Struct, 4, {}, 0xffff).bytes()),
                 "has 65535 elements of 12 bytes, but 0 bytes are left");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Func, 0, {}, 0, 1).bytes()),
                 "which is no prototype");
  CHECK_CONTAINS(
      btfRefusal(BtfBytes().type(DataSec, 0, {0, 0, 0}, 1, 1).bytes()),
      "which may not be there");
  CHECK_CONTAINS(
      btfRefusal(BtfBytes().type(DeclTag, 2, {0}).type(Ptr, 0).bytes()),
      "tags are for struct");
}

void cycles() {
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Typedef, 1, {}, 0, 1).bytes()),
                 "BTF type 1 (typedef 'abc') contains itself");
  CHECK_CONTAINS(
      btfRefusal(BtfBytes().type(Const, 2).type(Volatile, 1).bytes()),
      "contains itself");
  CHECK_CONTAINS(btfRefusal(BtfBytes()
                                .type(Struct, 8, {0, 2, 0}, 1)
                                .type(Array, 0, {1, 1, 2})
                                .bytes()),
                 "contains itself");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Ptr, 2).type(Const, 1).bytes()),
                 "refers to itself with no struct");
}

void sizes() {
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Int, 4, {64}).bytes()),
                 "has bits 0 to 64 in a size of 4 bytes");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Int, 4, {0}).bytes()),
                 "has bits 0 to 0 in a size of 4 bytes");
  CHECK_CONTAINS(btfRefusal(BtfBytes().type(Enum, 3).bytes()),
                 "has a size of 3 bytes");
  CHECK_CONTAINS(btfRefusal(BtfBytes()
                                .type(Int, 4, {Int32})
                                .type(Struct, 4, {1, 1, 8}, 1)
                                .bytes()),
                 "of 4 bytes has member 'abc' at bits 8 to 40");
  CHECK_CONTAINS(btfRefusal(BtfBytes()
                                .type(Int, 4, {Int32})
                                .type(Array, 0, {1, 1, 0xffffffff})
                                .type(Array, 0, {2, 1, 0xffffffff})
                                .bytes()),
                 "more than 4 GiB");
}

/// What would be quadratic without care: depth, and names that overlap.
void largeAndCheap() {
  constexpr uint32_t Many = 300000;
  BtfBytes Chain;
  for (uint32_t I = 1; I < Many; ++I)
    Chain.type(Typedef, I + 1);
  Chain.type(Int, 4, {Int32});
  auto Types = readBtf(Chain.bytes(), endianness::little);
  CHECK(bool(Types));
  if (Types)
    CHECK_EQ((*Types)->resolve(1), Many);
  else
    consumeError(Types.takeError());

  std::string Long =
      std::string(1, '\0') + std::string(8 << 20, 'x') + std::string(1, '\0');
  BtfBytes Named;
  for (uint32_t I = 0; I < Many; ++I)
    Named.type(Fwd, 0, {}, 0, 1 + I);
  CHECK_CONTAINS(btfRefusal(Named.bytes(Long)), "add up to many times");
}

void stringTable() {
  std::string Bytes(300, 'y');
  Bytes[0] = Bytes[70] = Bytes[130] = '\0';
  StringTable Table(Bytes);
  CHECK_EQ(Table.at(1)->size(), 69u);
  CHECK_EQ(Table.at(63)->size(), 7u);
  CHECK_EQ(Table.at(71)->size(), 59u);
  CHECK_EQ(Table.at(130)->size(), 0u);
  CHECK_EQ(Table.at(131)->size(), 169u); // no NUL: up to the end
  CHECK(!Table.at(300));
  CHECK_EQ(StringTable().at(0)->size(), 0u);
}

constexpr StringLiteral Sources[] = {R"(
struct value { long a; char b[4]; struct value *next; };
struct { __uint(type, 1); __uint(max_entries, 4); __type(key, int); __type(value, struct value); } m SEC(".maps");
struct { __uint(type, 3); __uint(max_entries, 2); __type(key, int); __array(values, int(void *)); } jump SEC(".maps");
struct task { int pid; } __attribute__((preserve_access_index));
extern int kfunc(struct task *) __ksym __weak;
const volatile int wanted = 4; static volatile int count;
static __noinline int helper(int x) { return count++ + x; }
SEC("kprobe/f") int f(struct task *t) {
  int k = t->pid; struct value *v = bpf_map_lookup_elem(&m, &k);
  return helper(kfunc(t)) + wanted + (v ? v->a : 0);
}
char _license[] SEC("license") = "GPL";
)",
                                     R"(
struct { u32 type, key_size, value_size, max_entries, map_flags; } old SEC("maps") = {2, 4, 8, 1, 0};
SEC("socket1") int f(void *c) { int k = 0; return bpf_map_lookup_elem(&old, &k) != 0; }
)"};

void check(StringRef Bytes) {
  DiagnosticSink Diagnostics;
  auto Text = inspectText({Bytes, "mutated"}, {true, true}, Diagnostics);
  if (!Text) {
    CHECK_EQ(Diagnostics.all().size(), 1u);
    CHECK(Diagnostics.all().front().Id == Code::OBJECT_INVALID);
    return;
  }
  CHECK(Diagnostics.all().empty());
  auto Value = json::parse(*Text);
  CHECK(bool(Value));
  if (!Value)
    consumeError(Value.takeError());
}

/// Deterministic: a failure is found again by its number.
void mutations(unsigned Count) {
  static constexpr uint32_t Words[] = {0,          1,          7,
                                       0x7fffffff, 0x80000000, 0xffffffff,
                                       0x10000,    0xfffffff0, 0x03000004};
  unsigned Seed = 0;
  for (StringRef Source : Sources)
    for (StringRef Target : {"bpfel", "bpfeb"}) {
      std::string Good =
          compileBpf(Source, {"-target", Target, "-O2", "-g", "-mcpu=v3"});
      if (Good.empty())
        return;
      inspected(Good, {true, true});
      for (unsigned I = 0; I < Count; ++I) {
        std::mt19937 Random(++Seed);
        std::string Bytes = Good;
        for (unsigned Hits = 1 + Random() % 3; Hits > 0; --Hits) {
          size_t At = Random() % (Bytes.size() - 4);
          if (Random() % 2)
            Bytes[At] ^= 1 << Random() % 8;
          else
            support::endian::write32(
                &Bytes[At & ~3], Words[Random() % std::size(Words)],
                Target == "bpfel" ? endianness::little : endianness::big);
        }
        if (Random() % 16 == 0)
          Bytes.resize(Random() % Bytes.size());
        unsigned Before = failures();
        check(Bytes);
        if (failures() != Before)
          errs() << "  mutation " << Seed << "\n";
      }
    }
}

} // namespace

int main(int Argc, char **Argv) {
  alarm(300); // A hang is a failure, not a wait.
  goodTypes();
  damagedHeader();
  damagedReferences();
  cycles();
  sizes();
  largeAndCheap();
  stringTable();
  unsigned Count = 2000;
  if (Argc > 1 && !to_integer(StringRef(Argv[1]), Count))
    return 2;
  mutations(Count);
  return result();
}
