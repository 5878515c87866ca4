// Writes JSON as text, straight away. (An llvm::json::Object is a hash table of
// 64 buckets, 4 KB each: 100,000 instructions would take half a gigabyte.)

#ifndef BPF_LINKER_INSPECT_JSON_WRITER_H
#define BPF_LINKER_INSPECT_JSON_WRITER_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace bpflinker {

class JsonWriter {
public:
  using Block = llvm::function_ref<void()>;

  JsonWriter() : OS(Text), J(OS) {}

  void object(Block Contents) { J.object(Contents); }
  void object(llvm::StringRef Key, Block Contents) {
    J.attributeObject(Key, Contents);
  }
  void array(llvm::StringRef Key, Block Contents) {
    J.attributeArray(Key, Contents);
  }

  void text(llvm::StringRef Key, llvm::StringRef Value) {
    J.attributeBegin(Key);
    text(Value);
    J.attributeEnd();
  }
  /// An element of an array. Names are any bytes; JSON is UTF-8.
  void text(llvm::StringRef Value) {
    if (LLVM_LIKELY(llvm::json::isUTF8(Value)))
      J.value(Value);
    else
      J.value(llvm::json::fixUTF8(Value));
  }
  /// Left out when empty.
  void textIfAny(llvm::StringRef Key, llvm::StringRef Value) {
    if (!Value.empty())
      text(Key, Value);
  }
  void number(llvm::StringRef Key, int64_t Value) { J.attribute(Key, Value); }
  void numberIfAny(llvm::StringRef Key, int64_t Value) {
    if (Value != 0)
      number(Key, Value);
  }
  void flag(llvm::StringRef Key, bool Value) { J.attribute(Key, Value); }
  void flagIfTrue(llvm::StringRef Key, bool Value) {
    if (Value)
      flag(Key, true);
  }

  /// Whether the text has outgrown what any real object needs. Loops over what
  /// an object may repeat (one line of a megabyte for each instruction) ask
  /// this and stop; the text is then thrown away.
  bool full() const { return OS.tell() > Most; }
  static constexpr uint64_t Most = 512 << 20;

  std::string take() { return std::move(Text); }

private:
  std::string Text;
  llvm::raw_string_ostream OS;
  llvm::json::OStream J;
};

} // namespace bpflinker

#endif
