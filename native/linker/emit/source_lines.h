// The source text that goes into `.BTF` beside line numbers.

#ifndef BPF_LINKER_LINKER_EMIT_SOURCE_LINES_H
#define BPF_LINKER_LINKER_EMIT_SOURCE_LINES_H

#include "llvm/IR/Module.h"

#include <string>
#include <vector>

namespace bpflinker {

/// Relative paths without a folder of their own begin in `Root`; where it is
/// empty, in the working directory, as LLVM has it.
///
/// Makes the back end keep the lines that code comes from, instead of every
/// line of each file that such a line is in: of the Rust core library, a
/// program that calls little of it has dozens of lines out of some ten
/// thousand, and a tenth of a small link went into splitting them. The object
/// is the same.
///
/// Returns the absolute paths of the files that it looked for, each once.
std::vector<std::string> embedSourceLines(llvm::Module &M,
                                          llvm::StringRef Root);

/// Makes the back end keep line numbers without text, and look for no file.
void embedNoSourceLines(llvm::Module &M);

/// The files that the back end looks for where nothing is embedded.
std::vector<std::string> lineSources(const llvm::Module &M,
                                     llvm::StringRef Root);

} // namespace bpflinker

#endif
