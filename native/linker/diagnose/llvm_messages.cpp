#include "linker/diagnose/llvm_messages.h"

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace bpflinker {

ArrayRef<LlvmMessage> llvmMessages() {
  static constexpr LlvmMessage Rows[] = {
#define BPF_LINKER_LLVM_SILENCE(KIND, WORDS, FIRST, GONE)                      \
  {KIND, WORDS, FIRST, GONE, std::nullopt, ""},
#define BPF_LINKER_LLVM_MESSAGE(KIND, WORDS, FIRST, GONE, CODE, HINT)          \
  {KIND, WORDS, FIRST, GONE, Code::CODE, HINT},
#include "linker/diagnose/llvm_messages.def"
  };
  return Rows;
}

KnownMessage findLlvmMessage(int Kind, StringRef Text) {
  SmallVector<StringRef, 2> Parts;
  for (const LlvmMessage &Row : llvmMessages())
    if (Row.Kind == Kind && Regex(Row.Words).match(Text, &Parts))
      return {&Row, Parts[0]};
  return {};
}

} // namespace bpflinker
