// Flags as one text → words, as a POSIX shell makes them. No shell runs, so
// that what one would put in their place ($NAME, $(…), `…`) is a mistake. The
// same rule as src/config/shell_words.ts; test/support/shell_words_cases.json
// holds both to it.

#ifndef BPF_LINKER_SUPPORT_SHELL_WORDS_H
#define BPF_LINKER_SUPPORT_SHELL_WORDS_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace bpflinker {

/// Adds the words of `Text`. False, with `Mistake` set, when it has one.
bool shellWords(llvm::StringRef Text, std::vector<std::string> &Words,
                std::string &Mistake);

} // namespace bpflinker

#endif
