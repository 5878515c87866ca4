// Objects for the tests of inspect, made when the test runs: C or assembly
// through the clang that belongs to the LLVM we link (CMake hands its path on).

#ifndef BPF_LINKER_TEST_INSPECT_FIXTURE_H
#define BPF_LINKER_TEST_INSPECT_FIXTURE_H

#include "inspect/inspect.h"
#include "test/check.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <string>
#include <vector>

namespace bpflinker::test {

/// What libbpf's headers define, as far as the fixtures need it.
inline constexpr llvm::StringLiteral Prelude = R"(
#define SEC(NAME) __attribute__((section(NAME), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
#define __ksym __attribute__((section(".ksyms")))
#define __kconfig __attribute__((section(".kconfig")))
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
typedef unsigned int u32;
typedef unsigned long long u64;
static void *(*bpf_map_lookup_elem)(void *, const void *) = (void *)1;
static u64 (*bpf_ktime_get_ns)(void) = (void *)5;
static long (*bpf_loop)(u32, void *, void *, u64) = (void *)181;
)";

/// The bytes of `Source` compiled with `Flags`; empty, with a failed check,
/// when clang refuses.
inline std::string compileObject(llvm::StringRef Source,
                                 std::vector<llvm::StringRef> Flags,
                                 llvm::StringRef Language = "c") {
  using namespace llvm;
  SmallString<128> In, Out;
  if (sys::fs::createTemporaryFile("inspect", Language, In) ||
      sys::fs::createTemporaryFile("inspect", "o", Out)) {
    fail(__FILE__, __LINE__, "cannot make temporary files");
    return "";
  }
  FileRemover RemoveIn(In), RemoveOut(Out);
  std::error_code Ec;
  {
    raw_fd_ostream File(In, Ec);
    File << Source;
  }
  std::vector<StringRef> Arguments{
      BPF_LINKER_TEST_CLANG, "-c", "-x", Language, In, "-o", Out};
  Arguments.insert(Arguments.end(), Flags.begin(), Flags.end());
  std::string Message;
  if (sys::ExecuteAndWait(Arguments[0], Arguments, std::nullopt, {}, 60, 0,
                          &Message) != 0) {
    fail(__FILE__, __LINE__, "clang failed: " + Message);
    return "";
  }
  auto Bytes = MemoryBuffer::getFile(Out, /*IsText=*/false,
                                     /*RequiresNullTerminator=*/false);
  return Bytes ? (*Bytes)->getBuffer().str() : "";
}

inline std::string compileBpf(llvm::StringRef Source,
                              std::vector<llvm::StringRef> Flags = {
                                  "-target", "bpfel", "-O2", "-g",
                                  "-mcpu=v3"}) {
  return compileObject((Prelude + Source).str(), std::move(Flags));
}

/// The object, or a failed check.
inline llvm::json::Object inspected(llvm::StringRef Bytes,
                                    InspectOptions Options = {}) {
  DiagnosticSink Diagnostics;
  auto Result = inspect({Bytes, "test.o"}, Options, Diagnostics);
  for (const Diagnostic &D : Diagnostics.all())
    fail(__FILE__, __LINE__, formatDiagnostic(D));
  return Result ? std::move(*Result) : llvm::json::Object();
}

/// The message that `Bytes` are refused with; "" with a failed check when they
/// are not, or not with exactly one OBJECT_INVALID.
inline std::string refusal(llvm::StringRef Bytes, InspectOptions Options = {}) {
  DiagnosticSink Diagnostics;
  bool Refused =
      !inspectText({Bytes, "test.o"}, Options, Diagnostics).has_value();
  if (!Refused || Diagnostics.all().size() != 1 ||
      Diagnostics.all().front().Id != Code::OBJECT_INVALID) {
    fail(__FILE__, __LINE__, "not refused with one OBJECT_INVALID");
    return "";
  }
  return Diagnostics.all().front().Message;
}

/// The element of an array of objects whose `name` is `Name`.
inline const llvm::json::Object *named(const llvm::json::Object &In,
                                       llvm::StringRef Array,
                                       llvm::StringRef Name) {
  if (const llvm::json::Array *List = In.getArray(Array))
    for (const llvm::json::Value &V : *List)
      if (V.getAsObject()->getString("name") == Name)
        return V.getAsObject();
  fail(__FILE__, __LINE__, "no " + Name + " in " + Array);
  static const llvm::json::Object None;
  return &None;
}

/// JSON text of a value with sorted keys, to compare.
inline std::string shown(const llvm::json::Value *V) {
  std::string Text = "(nothing)";
  if (V) {
    Text.clear();
    llvm::raw_string_ostream(Text) << *V;
  }
  return Text;
}
inline std::string shown(const llvm::json::Object *O, llvm::StringRef Key) {
  return shown(O->get(Key));
}

} // namespace bpflinker::test

#endif
