// LLVM's messages that we know: see llvm_messages.def.

#ifndef BPF_LINKER_LINKER_DIAGNOSE_LLVM_MESSAGES_H
#define BPF_LINKER_LINKER_DIAGNOSE_LLVM_MESSAGES_H

#include "support/diagnostic.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>

namespace bpflinker {

/// In place of a DiagnosticKind: LLVM's fatal errors are texts alone.
inline constexpr int LLVM_FATAL = -1;
/// In place of the LLVM that no longer says it.
inline constexpr unsigned LLVM_STAYS = ~0u;

struct LlvmMessage {
  int Kind;
  llvm::StringLiteral Words;
  unsigned First, Gone;
  /// None: it is not told.
  std::optional<Code> Id;
  llvm::StringLiteral Hint;

  bool isSaidBy(unsigned Major) const { return First <= Major && Major < Gone; }
};

llvm::ArrayRef<LlvmMessage> llvmMessages();

struct KnownMessage {
  /// Null: none of the table's.
  const LlvmMessage *Row = nullptr;
  /// What of the text are the row's words.
  llvm::StringRef Words;
};

/// The first row for what LLVM says, without spaces at its ends.
KnownMessage findLlvmMessage(int Kind, llvm::StringRef Text);

} // namespace bpflinker

#endif
