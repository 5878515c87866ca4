// Textual IR as an input.

#ifndef BPF_LINKER_LINKER_READ_TEXT_H
#define BPF_LINKER_LINKER_READ_TEXT_H

#include "support/diagnostic.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <memory>

namespace bpflinker {

/// The first word that is no comment begins a top-level entity of LLVM's
/// assembly language.
bool looksLikeIr(llvm::StringRef Text);

/// Parses and verifies. Null after an IR_INVALID with line and column.
std::unique_ptr<llvm::Module> parseIr(llvm::StringRef Name,
                                      llvm::StringRef Text,
                                      llvm::LLVMContext &Context,
                                      DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
