// What inspect tells of good objects: both byte orders, with and without BTF,
// BTF-defined and legacy maps.

#include "test/inspect/fixture.h"

using namespace bpflinker;
using namespace bpflinker::test;
using namespace llvm;

static constexpr StringLiteral Program = R"(
struct inner {
  __uint(type, 2); __uint(max_entries, 1); __type(key, int); __type(value, long);
} first SEC(".maps");
struct {
  __uint(type, 12); __uint(max_entries, 3); __type(key, int);
  __array(values, struct inner);
} outer SEC(".maps") = { .values = { [1] = &first } };
struct event { long when; char name[7]; unsigned low : 3, high : 5; };
struct {
  __uint(type, 1); __uint(max_entries, 99); __uint(map_flags, 1);
  __uint(pinning, 1); __uint(key_size, 4); __type(value, struct event);
  __uint(brand_new, 7);
} events SEC(".maps");

enum big { BIG = 0x8000000000000000ULL };
enum big seen;
const volatile int target = 3;
static volatile long hidden_state = 5;
struct task { int pid; struct { int tgid; }; } __attribute__((preserve_access_index));
extern int CONFIG_HZ __kconfig __weak;
extern const void init_task __ksym;
extern int kfunc(struct task *) __ksym __weak;

static __noinline long leaf(long x) { return x * hidden_state; }
__noinline int middle(int x) { return leaf(x) + leaf(x + 1); }
static long step(u32 i, void *context) { return leaf(i); }

SEC("kprobe/do_unlinkat") int probe(struct task *t) {
  bpf_loop(3, step, 0, 0);
  return middle(t->tgid) + target + CONFIG_HZ + (seen == BIG);
}
SEC("?fentry.s/f") int other(void *context) {
  int key = 1;
  bpf_map_lookup_elem(&outer, &key);
  bpf_map_lookup_elem(&events, &key);
  return (long)&init_task + kfunc(context);
}
char _license[] SEC("license") = "GPL";
u32 _version SEC("version") = 0x050400;
)";

/// A list of the calls as "kind:target".
static std::string callsOf(const json::Object *Function) {
  std::string Text;
  for (const json::Value &V : *Function->getArray("calls")) {
    const json::Object &C = *V.getAsObject();
    Text += C.getString("kind")->str() + ":" +
            C.getString("target").value_or("").str() +
            (C.getInteger("helper") ? std::to_string(*C.getInteger("helper"))
                                    : "") +
            " ";
  }
  return Text;
}

static void everyPart(StringRef Target, StringRef Endianness) {
  std::string Bytes =
      compileBpf(Program, {"-target", Target, "-O2", "-g", "-mcpu=v3"});
  if (Bytes.empty())
    return;
  json::Object Object = inspected(Bytes, {true, true});
  CHECK_EQ(shown(Object.get("endianness")), ("\"" + Endianness + "\"").str());
  CHECK_EQ(Object.getInteger("size"), int64_t(Bytes.size()));
  CHECK_EQ(shown(Object.get("license")), "\"GPL\"");
  CHECK_EQ(Object.getInteger("version"), 0x050400);

  const json::Object *Probe = named(Object, "programs", "probe");
  CHECK_EQ(shown(Probe, "section"), "\"kprobe/do_unlinkat\"");
  CHECK_EQ(shown(Probe, "programType"), "\"BPF_PROG_TYPE_KPROBE\"");
  CHECK_EQ(shown(Probe, "attachTarget"), "\"do_unlinkat\"");
  CHECK_EQ(shown(Probe, "sleepable"), "false");
  CHECK_EQ(callsOf(Probe), "callback:step helper:181 subprogram:middle ");
  const json::Object *Other = named(Object, "programs", "other");
  CHECK_EQ(shown(Other, "attachType"), "\"BPF_TRACE_FENTRY\"");
  CHECK_EQ(shown(Other, "sleepable"), "true");
  CHECK_EQ(shown(Other, "autoload"), "false");
  CHECK_EQ(callsOf(Other), "helper:1 helper:1 kfunc:kfunc ");
  CHECK_EQ(Object.getArray("subprograms")->size(), 3u);
  const json::Object *Leaf = named(Object, "subprograms", "leaf");
  CHECK_EQ(shown(Leaf, "binding"), "\"local\"");

  // Each subprogram counts once in what is loaded.
  auto Own = [&](StringRef List, StringRef Name) {
    return *named(Object, List, Name)->getInteger("instructions");
  };
  CHECK_EQ(Probe->getInteger("loadedInstructions"),
           Own("programs", "probe") + Own("subprograms", "leaf") +
               Own("subprograms", "middle") + Own("subprograms", "step"));
  CHECK_EQ(Other->getInteger("loadedInstructions"), Own("programs", "other"));

  // Lines are those of the source, and hold its text.
  const json::Object &Call = *Probe->getArray("calls")->back().getAsObject();
  CHECK_CONTAINS(shown(Call.getObject("location"), "sourceLine"),
                 "return middle(t->tgid)");

  const json::Object &Core =
      *Probe->getArray("coreRelocations")->front().getAsObject();
  CHECK_EQ(shown(&Core, "kind"), "\"fieldByteOffset\"");
  CHECK_EQ(shown(&Core, "typeName"), "\"task\"");
  CHECK_EQ(shown(&Core, "access"), "\"0:1:0\"");

  const json::Object *Outer =
      named(Object, "maps", "outer")->getObject("definition");
  CHECK_EQ(Outer->getInteger("type"), 12);
  CHECK_EQ(Outer->getInteger("keySize"), 4);
  CHECK_EQ(Outer->getInteger("valueSize"), 4);
  CHECK_EQ(Outer->getObject("inner")->getInteger("valueSize"), 8);
  CHECK_EQ(shown(named(Object, "maps", "outer"), "values"),
           "[{\"slot\":1,\"symbol\":\"first\"}]");
  const json::Object *Events =
      named(Object, "maps", "events")->getObject("definition");
  CHECK_EQ(Events->getInteger("maxEntries"), 99);
  CHECK_EQ(Events->getInteger("flags"), 1);
  CHECK_EQ(Events->getInteger("pinning"), 1);
  CHECK_EQ(Events->getInteger("keySize"), 4);
  CHECK_EQ(Events->getInteger("valueSize"), 16);
  CHECK(!Events->getInteger("keyType"));
  CHECK_EQ(shown(Events, "unknownFields"), "[\"brand_new\"]");

  const json::Array &Types = *Object.getObject("btf")->getArray("types");
  CHECK_EQ(int64_t(Types.size()),
           *Object.getObject("btf")->getInteger("typeCount") + 1);
  const json::Object &Event =
      *Types[*Events->getInteger("valueType")].getAsObject();
  CHECK_EQ(shown(&Event, "name"), "\"event\"");
  const json::Object &High = *(*Event.getArray("members"))[3].getAsObject();
  CHECK_EQ(High.getInteger("bitOffset"), Endianness == "little" ? 123 : 123);
  CHECK_EQ(High.getInteger("bitSize"), 5);
  bool SawBig = false;
  for (const json::Value &T : Types)
    if (T.getAsObject()->getString("kind") == "enum64") {
      SawBig = true;
      CHECK_EQ(shown(T.getAsObject(), "values"),
               "[{\"name\":\"BIG\",\"value\":\"9223372036854775808\"}]");
    }
  CHECK(SawBig);

  CHECK_EQ(shown(named(*named(Object, "dataSections", ".rodata"), "variables",
                       "target"),
                 "size"),
           "4");
  const json::Object *State = named(*named(Object, "dataSections", ".data"),
                                    "variables", "hidden_state");
  CHECK_EQ(shown(State, "static"), "true");
  CHECK_EQ(State->getInteger("size"), 8);

  auto Kind = [&](StringRef Name) {
    return shown(named(Object, "externs", Name), "kind") +
           shown(named(Object, "externs", Name), "weak");
  };
  CHECK_EQ(Kind("CONFIG_HZ"), "\"kconfig\"true");
  CHECK_EQ(Kind("init_task"), "\"ksym\"false");
  CHECK_EQ(Kind("kfunc"), "\"kfunc\"true");

  const json::Array &Code = *Other->getArray("disassembly");
  CHECK_EQ(shown(Code.back().getAsObject(), "text"), "\"exit\"");
  int64_t Slots = 0;
  bool SawMap = false;
  for (const json::Value &V : Code) {
    Slots += V.getAsObject()->getString("bytes")->size() / 16;
    SawMap |= V.getAsObject()->getString("symbol") == "outer" &&
              V.getAsObject()->getString("text")->ends_with("ll");
  }
  CHECK_EQ(Slots, Own("programs", "other"));
  CHECK(SawMap);
}

static constexpr StringLiteral Legacy = R"(
struct bpf_map_def { u32 type, key_size, value_size, max_entries, map_flags, id, pinning; };
struct bpf_map_def SEC("maps") one = {2, 4, 8, 100, 1, 0, 1};
struct bpf_map_def SEC("maps") two = {1, 4, 16, 7};
int plain;
SEC("xdp/old") int old(void *context) { return bpf_map_lookup_elem(&two, &plain) != 0; }
)";

static void withoutTypes() {
  for (StringRef Target : {"bpfel", "bpfeb"}) {
    json::Object Object =
        inspected(compileBpf(Legacy, {"-target", Target, "-O2"}));
    CHECK(!Object.get("btf"));
    CHECK(!Object.get("license"));
    CHECK_EQ(shown(named(Object, "maps", "one"), "definition"),
             "{\"flags\":1,\"keySize\":4,\"maxEntries\":100,\"pinning\":1,"
             "\"type\":2,\"valueSize\":8}");
    CHECK_EQ(named(Object, "maps", "two")->getInteger("offset"), 28);
    // libbpf knows no such section; other loaders do.
    const json::Object *Old = named(Object, "programs", "old");
    CHECK(!Old->get("programType"));
    CHECK_EQ(callsOf(Old), "helper:1 ");
    CHECK_EQ(shown(named(Object, "dataSections", ".bss"), "variables"),
             "[{\"name\":\"plain\",\"offset\":0,\"size\":4,\"static\":false}]");
  }
  // .maps cannot be understood without BTF, but its maps have names.
  json::Object Object =
      inspected(compileBpf(Program, {"-target", "bpfel", "-O2"}));
  CHECK_EQ(shown(named(Object, "maps", "events"), "definition"), "(nothing)");
  CHECK_EQ(shown(named(Object, "externs", "kfunc"), "kind"), "\"unresolved\"");
}

/// Whatever has a symbol of rustc's says what that was made of.
static void namesOfRust() {
  json::Object Object = inspected(compileBpf(R"(
struct {
  __uint(type, 2); __uint(max_entries, 1); __type(key, int); __type(value, long);
} table __asm__("_ZN4demo5TABLE17h0123456789abcdefE") SEC(".maps");
static volatile long state __asm__("_RNvCs1_4demo5STATE") = 5;
extern int outside(void) __asm__("_RNvCs1_3dep7outside") __ksym;
static __noinline long leaf(long x) __asm__("_ZN52_$LT$demo..Leaf$u20$as$u20$core..ops..Fn$LP$$RP$$GT$4call17h0123456789abcdefE");
static __noinline long leaf(long x) { return x * state; }
SEC("xdp") int program(void *context) __asm__("_RNvCs1_4demo7program");
int program(void *context) {
  int key = 0;
  return leaf((long)bpf_map_lookup_elem(&table, &key)) + outside();
}
SEC("xdp") int plain(void *context) { return 0; }
)"),
                                  {true, false});
  auto Demangled = [](const json::Object *O) { return shown(O, "demangled"); };
  StringRef Leaf = "_ZN52_$LT$demo..Leaf$u20$as$u20$core..ops..Fn$LP$$RP$$GT$"
                   "4call17h0123456789abcdefE";
  const json::Object *Program =
      named(Object, "programs", "_RNvCs1_4demo7program");
  CHECK_EQ(Demangled(Program), "\"demo::program\"");
  CHECK_EQ(Demangled(named(Object, "programs", "plain")), "(nothing)");
  CHECK_EQ(Demangled(named(Object, "subprograms", Leaf)),
           "\"<demo::Leaf as core::ops::Fn()>::call\"");
  CHECK_EQ(
      Demangled(named(Object, "maps", "_ZN4demo5TABLE17h0123456789abcdefE")),
      "\"demo::TABLE\"");
  CHECK_EQ(Demangled(named(*named(Object, "dataSections", ".data"), "variables",
                           "_RNvCs1_4demo5STATE")),
           "\"demo::STATE\"");
  CHECK_EQ(Demangled(named(Object, "externs", "_RNvCs1_3dep7outside")),
           "\"dep::outside\"");
  CHECK_EQ(Demangled(named(Object, "symbols", Leaf)),
           "\"<demo::Leaf as core::ops::Fn()>::call\"");
  std::string Calls, Relocations, Code;
  for (const json::Value &V : *Program->getArray("calls"))
    Calls += Demangled(V.getAsObject());
  for (const json::Value &V : *Program->getArray("relocations"))
    Relocations += Demangled(V.getAsObject());
  for (const json::Value &V : *Program->getArray("disassembly"))
    if (V.getAsObject()->get("symbol"))
      Code += Demangled(V.getAsObject());
  CHECK_CONTAINS(Calls, "\"<demo::Leaf as core::ops::Fn()>::call\"");
  CHECK_CONTAINS(Calls, "\"dep::outside\"");
  CHECK_CONTAINS(Relocations, "\"demo::TABLE\"");
  CHECK_CONTAINS(Relocations, "\"dep::outside\"");
  CHECK_CONTAINS(Code, "\"demo::TABLE\"");
}

static void loneFunctionInText() {
  json::Object Object = inspected(compileBpf("int f(void) { return 7; }"));
  CHECK_EQ(named(Object, "programs", "f")->getInteger("instructions"), 2);
  CHECK_EQ(Object.getArray("subprograms")->size(), 0u);
}

/// The wide load is two instructions, and its second half is no instruction,
/// whatever its bytes look like.
static void handWritten() {
  std::string Bytes =
      compileObject(R"(
    .section socket,"ax",@progbits
    .globl first
    .type first,@function
first:
    r1 = 0x8500000085 ll
    callx r1
    .quad 0xffffffffffffffff
    exit
    .globl second
    .type second,@function
second:
    exit
    .section .text,"ax",@progbits
    .section ".rodata","a"
    .quad 1
)",
                    {"-target", "bpfel", "-mcpu=v4"}, "assembler");
  json::Object Object = inspected(Bytes, {true, false});
  const json::Object *First = named(Object, "programs", "first");
  // No .size: it goes up to the next function.
  CHECK_EQ(First->getInteger("instructions"), 5);
  CHECK_EQ(shown(First, "calls"),
           "[{\"kind\":\"indirect\",\"offset\":16,\"register\":1}]");
  const json::Array &Code = *First->getArray("disassembly");
  CHECK_EQ(Code.size(), 4u);
  CHECK_EQ(shown(Code[0].getAsObject(), "bytes"),
           "\"18010000850000000000000085000000\"");
  CHECK_EQ(shown(Code[2].getAsObject(), "text"), "\"<unknown>\"");
  CHECK_EQ(named(Object, "programs", "second")->getInteger("offset"), 40);
}

static void notBpf() {
  CHECK_CONTAINS(refusal(""), "the file is empty");
  CHECK_CONTAINS(refusal("int main() {}"), "but with 'int '");
  CHECK_CONTAINS(refusal(StringRef("BC\xc0\xde____", 8)), "LLVM bitcode");
  CHECK_CONTAINS(refusal("!<arch>\n"), "an archive");
  std::string Host = compileObject("int f(void) { return 1; }",
                                   {"-target", "x86_64-linux-gnu"});
  CHECK_CONTAINS(refusal(Host), "machine x86_64 (e_machine 62)");
  std::string Bytes = compileBpf("SEC(\"xdp\") int f(void) { return 7; }");
  CHECK_CONTAINS(refusal(StringRef(Bytes).take_front(40)), "cut off");
  CHECK_CONTAINS(refusal(StringRef(Bytes).take_front(200)), "past the end");
  Bytes[4] = 1;
  CHECK_CONTAINS(refusal(Bytes), "32-bit class");
}

int main() {
  everyPart("bpfel", "little");
  everyPart("bpfeb", "big");
  withoutTypes();
  namesOfRust();
  loneFunctionInText();
  handWritten();
  notBpf();
  return result();
}
